import Glibc
import Objects
import Testing

@testable import Engine

/// The public cases of the generator contract: what numpy and scikit-learn give under each OpenBLAS kernel.
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

    /// The folder `shared/oracle` beside the package, nil when there is none.
    static let folder: String? = {
        var path = "\(#filePath)"
        while let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            path = String(path[..<slash])
            if access("\(path)/shared/oracle/cases.json", R_OK) == 0 { return "\(path)/shared/oracle" }
        }
        return nil
    }()

    static func read(_ name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var reader = SequentialReader(try InputFile("\(folder ?? "")/\(name)"))
        try reader.readAll { $0.withUnsafeBytes { bytes += $0 } }
        return bytes
    }

    static func cases() throws -> [Case] {
        guard folder != nil, case .array(let elements) = try JSONValue(parsing: read("cases.json")) else { return [] }
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
        let inCI = getenv("CI") != nil
        guard Self.folder != nil else {
            #expect(!inCI, "shared/oracle is not beside the project")
            return
        }
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
