import Files
import Glibc
import Objects
import TestSupport
import Testing

@testable import Engine

@Suite struct ContainerTests {
    let engine = ReplayEngine(limits: .init(memory: 1 << 30))

    /// A folder that is gone after the test.
    final class Folder {
        private let files: Scratch
        var path: String { files.path }
        init() throws { files = try Scratch() }
        var names: [String] { get throws { try files.names() } }
        func write(_ name: String, _ bytes: [UInt8]) throws -> String {
            let file = try OutputFile("\(path)/\(name)", replacing: true)
            try file.write(bytes.span.bytes)
            try file.commit()
            return "\(path)/\(name)"
        }
        func read(_ name: String) throws -> [UInt8] {
            var bytes: [UInt8] = []
            var reader = SequentialReader(try InputFile("\(path)/\(name)"))
            try reader.readAll { $0.withUnsafeBytes { bytes += $0 } }
            return bytes
        }
    }

    func recipe() throws -> Recipe {
        try engine.makeRecipe(
            generator: "np_montecarlo", params: ["seed": 2025, "n_paths": 500, "n_steps": 2000]
        ) { _ in }
    }

    @Test func theExampleOfTheProductPageIsSmall() throws {
        let head = Container.head(.recipe(try recipe()))
        #expect(head.count == 97)
        #expect(head.count <= 121)
    }

    /// Laid out by hand from docs/engine.md.
    @Test func theBytesAreTheDocumented() throws {
        let head = Container.head(.recipe(try recipe()))
        let expected =
            "41543152" + "01" + "01" + "0b" + "03" + "1003f403" + "1103d00f" + "0f03e90f" + "02" + "04" + "00"
            + "781bc4e353d454523ed3e53f17e3d1a75c91ce7e0b707550c0342abbcd9a6e5a" + "80a4e803"
            + "727f5d1e184b56841ce1e8e41674174b25e2fc21699279e4306038d8393c8aab"
        #expect(Hex.encode(head.dropLast(6)) == expected)
        #expect(head.suffix(6).elementsEqual(Digest(of: head.dropLast(6)).bytes.prefix(6)))
    }

    @Test(arguments: [
        #"{"a":null,"b":true,"c":false,"d":0,"e":-5,"f":1.5,"g":"text","h":[1,[2.5,{"seed":1}]],"i":{}}"#,
        #"{"seed":"170141183460469231731687303715884118073","x":9007199254740992,"y":-9007199254740992,"z":1e300}"#,
        #"{"":"","\n":"é","weights":[0.9,0.1]}"#,
    ])
    func anyRecipeGoesRound(params: String) throws {
        guard case .object(let object) = try JSONValue(parsing: params) else { return }
        let recipe = Recipe(
            generator: "g", params: object, array: "X", encoding: "weird",
            engine: .init(name: "at1", code: Digest(of: [1]), arithmetic: "openblas-haswell"),
            output: .init(length: .max, sha256: Digest(of: [2])))
        let head = Container.head(.recipe(recipe))
        let container = try Container(front: head)
        #expect(container.content == .recipe(recipe))
        #expect(container.headLength == head.count)
        for cut in head.indices {
            let error = #expect(throws: DecodeError.self) { try Container(front: Array(head[..<cut])) }
            // Nothing is an .at1r file that does not begin with the magic; a count may be larger than what is left.
            let reasons: [DecodeError.Reason] = cut < Container.magic.count ? [.syntax] : [.truncated, .outOfRange]
            #expect(reasons.contains(error?.reason ?? .schema), "\(cut) bytes")
        }
        for at in head.indices {
            var damaged = head
            damaged[at] ^= 0x10
            let error = #expect(throws: DecodeError.self) { try Container(front: damaged) }
            // The kind 0x10 does not exist; a byte of the body is caught by its own form, or by the check at the end.
            #expect(at > Container.magic.count || error?.reason == .syntax, "byte \(at)")
            #expect(at < head.count - 6 || error?.reason == .notCanonical, "byte \(at)")
        }
        #expect(#expect(throws: DecodeError.self) { try Container(front: head + [0]) }?.reason == .trailingBytes)
    }

    /// The failure that each malformed value is: a tag and what follows, in hexadecimal.
    @Test(
        arguments: [
            ("0a", .syntax), ("", .truncated), ("03", .truncated), ("038000", .notCanonical),
            ("0381808080808080808080", .outOfRange), ("038180808080808010", .outOfRange), ("0400", .outOfRange),
            ("057ff0000000000000", .outOfRange), ("053ff0000000000000", .notCanonical), ("050000", .truncated),
            ("06ff01", .syntax), ("09022020", .notCanonical), ("06000158", .notCanonical), ("060001ff", .badText),
            ("0600ff7f", .outOfRange),
            ("07ffffffff0f", .outOfRange), ("08020f001000", .order),
            ("0802" + "0f00" + "0f00", .order), (String(repeating: "0701", count: 33) + "00", .outOfRange),
        ] as [(String, DecodeError.Reason)])
    func malformedValuesHaveNames(hex: String, reason: DecodeError.Reason) throws {
        let error = try #require(throws: DecodeError.self) {
            var reader = ByteReader(try #require(Hex.decode(hex)))
            _ = try PackedValue.value(&reader)
        }
        #expect(error.reason == reason)
    }

    @Test func aRecipeUnpacksAndVerifies() throws {
        let folder = try Folder()
        let recipe = try recipe()
        try ContainerWriter.write(recipe, to: OutputFile("\(folder.path)/a.at1r", replacing: true))
        let file = try ContainerFile("\(folder.path)/a.at1r")
        #expect(file.container.content == .recipe(recipe))
        var count = 0
        try file.unpack(with: engine) { count += $0.byteCount }
        #expect(count == 8_000_000)
        #expect(try file.verify(with: engine, against: nil as [UInt8]?).isEmpty)
        #expect(try file.verify(with: engine, against: [1, 2]) == [.length(file: 2, recorded: 8_000_000)])
        var other = [UInt8](repeating: 0, count: 8_000_000)
        #expect(try file.verify(with: engine, against: other) == [.bytes(.init(equal: 0, compared: 1_000_000))])
        other = []
    }

    @Test func aRecipeThatGivesOtherBytesIsCaught() throws {
        let folder = try Folder()
        let good = try recipe()
        let lie = Recipe(
            generator: good.generator, params: good.params, array: good.array, encoding: good.encoding,
            engine: good.engine, output: .init(length: good.output.length, sha256: Digest(of: [])))
        try ContainerWriter.write(lie, to: OutputFile("\(folder.path)/a.at1r", replacing: true))
        let file = try ContainerFile("\(folder.path)/a.at1r")
        let error = try #require(throws: OutputDiffers.self) { try file.unpack(with: engine) { _ in } }
        #expect(error.sha256 == good.output.sha256)
        #expect(try file.verify(with: engine, against: nil as [UInt8]?) == [.output(error)])
    }

    @Test(arguments: [0, 1, 300, 70_000]) func aFallbackIsNeverMuchLarger(length: Int) throws {
        let folder = try Folder()
        let text = (0..<length).map { UInt8(truncatingIfNeeded: $0 / 100) }
        let written = try ContainerWriter.writeFallback(
            of: text, to: OutputFile("\(folder.path)/t.at1r", replacing: true))
        let file = try ContainerFile("\(folder.path)/t.at1r")
        #expect(file.length == written.length)
        #expect(file.container.content == .fallback(written.fallback))
        #expect(file.container.headLength <= 64)
        var out: [UInt8] = []
        try file.unpack(with: engine) { $0.withUnsafeBytes { out += $0 } }
        #expect(out == text)
        #expect(written.fallback.storage == (length > 200 ? .xz : .raw))
        #expect(try folder.names == ["t.at1r"])
    }

    @Test func aFallbackThatIsDamagedOrCutIsCaught() throws {
        let folder = try Folder()
        let text = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 / 100) }
        _ = try ContainerWriter.writeFallback(of: text, to: OutputFile("\(folder.path)/t.at1r", replacing: true))
        let bytes = try folder.read("t.at1r")
        for at in [60, bytes.count / 2, bytes.count - 1] {
            var damaged = bytes
            damaged[at] ^= 1
            let file = try ContainerFile(try folder.write("d.at1r", damaged))
            #expect(try !file.verify(with: engine, against: nil as [UInt8]?).isEmpty)
        }
        let cut = try ContainerFile(try folder.write("c.at1r", Array(bytes.dropLast(9))))
        #expect(try !cut.verify(with: engine, against: nil as [UInt8]?).isEmpty)
        let long = try ContainerFile(try folder.write("l.at1r", bytes + [0]))
        #expect(try !long.verify(with: engine, against: nil as [UInt8]?).isEmpty)
    }

    @Test func anOutputFileAppearsWholeOrNever() throws {
        let folder = try Folder()
        do {
            let file = try OutputFile("\(folder.path)/a", replacing: true)
            try file.write([1, 2, 3].span.bytes)
        }
        #expect(try folder.names == [])
        _ = try folder.write("a", [1])
        _ = try folder.write("a", [2, 3])
        #expect(try folder.names == ["a"])
        #expect(try folder.read("a") == [2, 3])
        let isFolder = FileError(.replace, folder.path, because: "it is neither a file nor a link")
        #expect(throws: isFolder) { try OutputFile(folder.path, replacing: true) }
        let missing = FileError(.create, "\(folder.path)/none/a", code: ENOENT)
        #expect(throws: missing) { try OutputFile("\(folder.path)/none/a", replacing: true) }
        let existing = FileError.existing("\(folder.path)/a")
        #expect(throws: existing) { try OutputFile("\(folder.path)/a", replacing: false) }
        let notRegular = FileError(.open, folder.path, because: "it is not a regular file")
        #expect(throws: notRegular) { try InputFile(folder.path) }
        #expect(notRegular.description == "cannot open '\(folder.path)': it is not a regular file")
    }
}
