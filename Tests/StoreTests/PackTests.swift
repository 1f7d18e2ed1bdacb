import Files
import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Store

@Suite struct PackTests {
    let scratch: Scratch
    let folder: Folder

    init() throws {
        scratch = try Scratch()
        folder = try Folder(at: scratch.path)
    }

    private func objects() -> [(kind: ObjectKind, payload: [UInt8])] {
        [
            (.blob, []), (.blob, Array("hello\n".utf8)), (.blob, noise(100_000)),
            (.blob, Array(String(repeating: "a,b,c\n", count: 50_000).utf8)), (.tree, []),
            (.recipe, Array(#"{"a":1}"#.utf8)),
        ]
    }

    private func write(_ effort: FrameEffort) throws -> Pack {
        let writer = try PackWriter(in: folder, effort)
        for (kind, payload) in objects() { try writer.append(ObjectID(of: kind, payload), kind, payload) }
        let name = try #require(try writer.finish(in: folder))
        return try Pack(name, in: folder)
    }

    @Test(arguments: [FrameEffort.fast, .small])
    func whatIsWrittenIsRead(effort: FrameEffort) throws {
        let pack = try write(effort)
        try pack.verifyChecksum()
        for (kind, payload) in objects() {
            let id = ObjectID(of: kind, payload)
            let entry = try #require(try pack.find(id))
            let object = try ObjectDatabase.object(entry, in: pack.frame(Int(entry.frame)))
            #expect(object.kind == kind)
            #expect(object.payload == payload)
        }
        #expect(try pack.find(ObjectID(of: .blob, [1])) == nil)
        let noisy = try #require(try pack.find(ObjectID(of: .blob, noise(100_000))))
        #expect(pack.footer.frames[Int(noisy.frame)].codec == .raw)
    }

    @Test func theSameObjectsMakeTheSamePack() throws {
        #expect(try write(.fast).name == write(.fast).name)
    }

    @Test func anEmptyWriterLeavesNothing() throws {
        #expect(try PackWriter(in: folder, .fast).finish(in: folder) == nil)
        #expect(try scratch.names() == [])
    }

    @Test func everyFlippedByteIsNoticed() throws {
        let pack = try write(.fast)
        let name = Pack.fileName(pack.name).description
        let bytes = try scratch.read(name)
        for at in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
            var damaged = bytes
            damaged[at] ^= 0x40
            try scratch.write(name, damaged)
            let damage = #expect(throws: Damage.self) { try Pack(pack.name, in: folder).verifyChecksum() }
            #expect(damage?.part == .pack(scratch[name]), "byte \(at)")
        }
        for length in [0, 7, 8, 79, 80, bytes.count - 1] {
            try scratch.write(name, Array(bytes.prefix(length)))
            let damage = #expect(throws: Damage.self) { try Pack(pack.name, in: folder).verifyChecksum() }
            #expect(damage?.part == .pack(scratch[name]), "\(length) bytes")
        }
    }
}
