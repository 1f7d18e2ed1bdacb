import GitFilter
import Objects
import TestSupport
import Testing

/// The log of pointers: what was added is found again, and what is damaged does not count.
@Suite struct KnownPointersTests {
    let files: Scratch

    init() throws { files = try Scratch() }

    private func pointer(_ text: String) -> GitPointer {
        .object(
            .init(
                kind: .blob, id: ObjectID(of: .blob, Array(text.utf8)), length: UInt64(text.utf8.count),
                sha256: Digest(of: Array(text.utf8))))
    }

    @Test func foundAgain() throws {
        let made = try KnownPointers(files["log"])
        try made.add([pointer("a"), pointer("b")])
        try KnownPointers(files["log"]).add([pointer("c"), pointer("a")])
        let read = try KnownPointers(files["log"])
        for text in ["a", "b", "c"] { #expect(read.find(pointer(text).sha256) == pointer(text)) }
        #expect(read.find(pointer("d").sha256) == nil)
        #expect(try files.read("log").split(separator: 10).count == 3)
    }

    @Test func aLineThatWasCutShort() throws {
        try KnownPointers(files["log"]).add([pointer("a"), pointer("b")])
        let whole = try files.read("log")
        for length in stride(from: whole.count - 1, to: whole.count / 2, by: -11) {
            try files.write("cut", Array(whole.prefix(length)))
            let cut = try KnownPointers(files["cut"])
            #expect(cut.find(pointer("a").sha256) == pointer("a"))
            #expect(length == whole.count - 1 || cut.find(pointer("b").sha256) == nil, "after \(length) bytes")
            try cut.add([pointer("c")])
            #expect(try KnownPointers(files["cut"]).find(pointer("c").sha256) == pointer("c"))
        }
    }

    @Test func damageAnywhere() throws {
        try KnownPointers(files["log"]).add([pointer("a")])
        let whole = try files.read("log")
        for index in whole.indices where whole[index] != 10 {
            var bytes = whole
            bytes[index] ^= 1
            try files.write("damaged", bytes)
            let found = try KnownPointers(files["damaged"]).find(pointer("a").sha256)
            #expect(found == nil, "byte \(index)")
        }
    }
}
