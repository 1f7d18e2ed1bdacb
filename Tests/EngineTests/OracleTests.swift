import Files
import Objects
import Testing

@testable import Engine

/// The public cases of the generator contract: what numpy and scikit-learn give under each OpenBLAS kernel. Oracle/
/// has the calls and the digests.
@Suite struct OracleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let generator: String
        let params: JSONObject
        let array: ArrayName
        let encoding: Engine.Encoding
        let profile: ArithmeticProfile
        let length: UInt64
        let sha256: String

        var testDescription: String { "\(name), \(profile.name)" }
    }

    static func read(_ name: String) throws -> [UInt8] {
        let folder = try Folder(at: "\(#filePath)".replacing("OracleTests.swift", with: "Oracle"))
        return try #require(try folder.contents(of: Name(name)), "Oracle/\(name) is missing")
    }

    static func cases() throws -> [Case] {
        guard case .array(let elements) = try JSONValue(parsing: read("cases.json")) else { return [] }
        var calls: [String: JSONObject] = [:]
        for case .object(let call) in elements {
            if case .string(let name) = call["name"] { calls[name.text] = call }
        }
        return try read("digests.jsonl").split(separator: UInt8(ascii: "\n")).compactMap { line in
            var digest = try JSONFields(JSONValue(parsing: Array(line)), "digest")
            let name = try digest.string("name")
            let kernel = try digest.string("kernel").lowercased()
            guard let object = calls[name], let profile = ArithmeticProfile(name: "openblas-\(kernel)") else {
                return nil
            }
            var call = try JSONFields(.object(object), "case")
            return Case(
                name: name, generator: try call.string("generator"), params: try call.object("params"),
                array: call.find("array") == nil ? .features : .targets,
                encoding: object["format"].flatMap { value in
                    if case .string(let text) = value { Engine.Encoding(rawValue: text.text) } else { nil }
                } ?? .raw,
                profile: profile, length: try digest.unsigned("length"), sha256: try digest.string("sha256"))
        }
    }

    @Test func theOracleIsThere() throws {
        #expect(try Self.cases().count == 140)
    }

    @Test(arguments: try cases()) func theDigestIsTheLibrarys(_ test: Case) throws {
        let open = try Call.Open(test.generator, test.params)
        let profiles = open.profiles(test.array, test.encoding)
        let call = try open.call(test.array, test.encoding, profiles == [nil] ? nil : test.profile)
        var hasher = ContentHasher()
        try call.evaluate { hasher.update($0) }
        #expect(hasher.count == test.length)
        #expect(hasher.finish().hex == test.sha256)
    }
}
