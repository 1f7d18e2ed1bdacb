import Objects
import TestSupport
import Testing

@testable import Store

/// The index of version 2: with conflicts, an operation in progress and a stash (docs/format.md §8).
@Suite struct ConflictIndexTests {
    private func id(_ byte: UInt8) -> ObjectID { ObjectID(Digest(of: [byte])) }

    private func index() throws -> Index {
        let path = try TreePath("a")
        func entry(_ byte: UInt8) -> Index.Entry { .init(path: path, mode: .regular, kind: .blob, id: id(byte)) }
        return Index(
            sorted: [entry(1)], conflicts: [.init(path: path, base: nil, ours: entry(2), theirs: entry(3))],
            inProgress: InProgress(
                .merge, head: id(4), commit: id(5), message: "m\n", rest: [id(6)],
                startHead: .branch(try RefName.branch("main")), start: id(4)), stash: [id(7)])
    }

    @Test func itComesBack() throws {
        let index = try index()
        let read = try Index(parsing: index.bytes)
        #expect(read.bytes == index.bytes)
        #expect(read.bytes[8] == 2)
        #expect(read.conflicts == index.conflicts && read.inProgress == index.inProgress && read.stash == index.stash)
        #expect(read.conflicts[0].words == "both added" && read.conflicts[0].letters == "AA")
        #expect(index.settled.conflicts.isEmpty && index.settled.stash == index.stash)
        // Without any of the three it is of version 1, which every at1 reads.
        #expect(Index(sorted: index.entries).bytes[8] == 1)
    }

    /// The bytes of the specification, written by hand.
    @Test func itIsAsSpecified() throws {
        let path = try TreePath("a")
        let ours = Index.Entry(path: path, mode: .executable, kind: .blob, id: id(2))
        let index = Index(sorted: [], conflicts: [.init(path: path, base: nil, ours: ours, theirs: nil)])
        let body =
            Array("at1index".utf8) + [2, 0, 1, 1, UInt8(ascii: "a"), 0, 0x21] + Digest(of: [2]).bytes + [0, 0, 0]
        #expect(index.bytes == body + Digest(of: body).bytes)
        // Computed with Python's hashlib (docs/format.md §13.2).
        #expect(Digest(of: body).hex == "766cdfc3c326db101b2312dbc8f2e2ea76e968d5589e6d99f50aa37153f2a570")
    }

    @Test func hostileBytesAreRefused() throws {
        func refused(_ change: (inout [UInt8]) -> Void) throws -> DecodeError? {
            var bytes = Array(try index().bytes.dropLast(32))
            change(&bytes)
            do {
                _ = try Index(parsing: bytes + Digest(of: bytes).bytes)
                return nil
            } catch {
                return error
            }
        }
        #expect(try refused { _ in } == nil)
        #expect(try refused { $0.removeLast() } != nil)
        #expect(try refused { $0.append(0) } != nil)
        #expect(try refused { $0[8] = 3 }?.detail.contains("version") == true)
        #expect(try refused { $0[8] = 1 } != nil)
        // A huge number of stashes is refused before memory is taken.
        #expect(try refused { $0.replaceSubrange(($0.count - 33)..., with: [0xff, 0xff, 0xff, 0xff, 0x7f]) } != nil)
        let empty = Array("at1index".utf8) + [2, 0, 0, 0, 0]
        let error = #expect(throws: DecodeError.self) { try Index(parsing: empty + Digest(of: empty).bytes) }
        #expect(error?.reason == .notCanonical)
    }

    @Test func anEntryThatIsTheSameLeavesTheConflict() throws {
        var index = try index()
        index.apply([index.entries[0].path: index.entries[0]])
        #expect(index.conflicts.count == 1)
        let gone: [TreePath: Index.Entry?] = [index.entries[0].path: nil]
        index.apply(gone)
        #expect(index.conflicts.isEmpty)
    }
}
