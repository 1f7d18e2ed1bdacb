import Brotli
import Objects
import TestSupport
import Testing
import Zstandard

@testable import Packs
@testable import Store

/// Nothing stands before or after what a codec gives (docs/format.md §5.2).
@Suite struct FrameTests {
    private let text = Array(String(repeating: "at1,", count: 2000).utf8)

    @Test func aZstandardFrameIsAlone() throws {
        let whole = try Zstandard.compress(text.span.bytes, level: 3)
        #expect(try FrameCodec.zstd.decode(whole, length: text.count) == text)
        let half = Array(text[..<4000])
        let two = try Zstandard.compress(half.span.bytes, level: 3) + Zstandard.compress(half.span.bytes, level: 3)
        let skippable: [UInt8] = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
        func reason(_ bad: [UInt8], _ length: Int) -> String? {
            #expect(throws: ZstandardError.self) { try FrameCodec.zstd.decode(bad, length: length) }?.description
        }
        for bad in [two, skippable + whole, whole + skippable, whole + [0], skippable] {
            #expect(reason(bad, text.count) == "the zstd stream is not a single frame")
        }
        for bad in [Array(whole.dropLast()), []] {
            #expect(reason(bad, text.count) == "zstd: Src size is incorrect")
        }
        #expect(reason(skippable, 0) == "the zstd stream is not a single frame")
    }

    @Test func aBrotliStreamIsAlone() throws {
        let whole = try Brotli.compress(text.span.bytes)
        #expect(try FrameCodec.brotli.decode(whole, length: text.count) == text)
        func refuse(_ bad: [UInt8], _ length: Int) {
            let error = #expect(throws: BrotliError.self) { try FrameCodec.brotli.decode(bad, length: length) }
            #expect(
                error?.description == "the brotli stream is damaged, or does not give exactly \(length) bytes")
        }
        for bad in [whole + [0], whole + whole, Array(whole.dropLast()), []] { refuse(bad, text.count) }
        for length in [text.count - 1, text.count + 1] { refuse(whole, length) }
    }

    @Test func anIndexFlagIsOneOfThree() throws {
        let entry = Index.Entry(path: try TreePath("f"), mode: .regular, kind: .blob, id: ObjectID(of: .blob, [1]))
        let bytes = Index(sorted: [entry]).bytes.dropLast(Digest.byteCount)
        #expect(throws: Never.self) { try Index(parsing: bytes + Digest(of: bytes).bytes) }
        for flag in [3, 255] as [UInt8] {
            let bad = bytes.dropLast() + [flag]
            let error = #expect(throws: DecodeError.self) { try Index(parsing: bad + Digest(of: bad).bytes) }
            #expect(error?.reason == .outOfRange)
        }
    }

    /// gc takes over what an earlier one has packed with zstd: the frame is the same to the byte.
    @Test func whatIsSmallIsNotPackedAgain() throws {
        let scratch = try Scratch()
        let repository = try Repository.create(at: scratch.path)
        let who = try Person(name: "A", email: "a@b", date: Timestamp.now)
        func zstandard() throws -> [(stored: [UInt8], isSmall: Bool)] {
            try repository.objects.openPacks().flatMap { pack in
                try pack.entriesByFrame().filter { frame, entries in
                    pack.footer.frames[frame].codec == .zstd && entries.contains { $0.kind == .blob }
                }.map { (try pack.storedFrame($0.0), try pack.isSmall($0.0)) }
            }
        }
        // Long repetitions, which zstd packs as well as xz.
        try scratch.write("f", String(repeating: "the same line, again and again\n", count: 9000))
        try repository.commitAll("one", who)
        #expect(try zstandard().map(\.isSmall) == [false])
        _ = try GarbageCollection(repository).run()
        let packed = try zstandard()
        #expect(packed.map(\.isSmall) == [true])
        try scratch.write("g", "more")
        try repository.commitAll("two", who)
        _ = try GarbageCollection(repository).run()
        #expect(try zstandard().contains { $0.stored == packed.first?.stored })
        // And with nothing new, nothing is done.
        let names = try scratch.names(".at1store/packs")
        _ = try GarbageCollection(repository).run()
        #expect(try scratch.names(".at1store/packs") == names)
        #expect(try Fsck(repository).run().isClean)
    }
}
