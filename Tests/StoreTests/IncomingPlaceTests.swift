import Foundation
import Objects
import Packs
import TestSupport
import Testing

@testable import Remotes
@testable import Store

/// What arrives is written to files that have no other name.
@Suite struct IncomingPlaceTests {
    let scratch: Scratch
    let repository: Repository
    let pack: String
    let bytes: [UInt8]

    init() throws {
        let who: Person
        (scratch, repository, who) = try newRepository()
        try scratch.write("a", noise(50_000))
        try repository.commitAll("x", who)
        let packs = try scratch.names(".at1store/packs").filter { $0.hasSuffix(".pack") }
        pack = ".at1store/packs/" + (try #require(packs.first))
        bytes = try scratch.read(pack)
        try scratch.makeFolder(".at1store/incoming")
    }

    private func leave(_ name: String, _ make: (_ path: String) throws -> Void) throws {
        try make(scratch[".at1store/incoming/\(name)"])
    }

    /// A transfer that takes a frame, and then forgets it.
    private func receive() throws {
        let incoming = try IncomingPack(repository, from: "test")
        #expect(incoming.isEmpty)
        let blob = [UInt8](repeating: 7, count: 100)
        let entry = TransferFrame.Entry(id: ObjectID(of: .blob, blob), kind: .blob, length: 100)
        try incoming.append(TransferFrame(codec: .raw, length: 100, stored: blob, entries: [entry]))
        try incoming.discard()
    }

    private func expectUntouched() throws {
        #expect(try scratch.read(pack) == bytes)
        #expect(try Fsck(repository).run().isClean)
        for name in ["frames", "table"] {
            var status = stat()
            #expect(lstat(scratch[".at1store/incoming/\(name)"], &status) == 0)
            #expect(status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1, "\(name)")
        }
    }

    @Test(arguments: ["frames", "table"]) func aPublishedPackIsNotWrittenThroughALink(name: String) throws {
        try leave(name) { #expect(link(scratch[pack], $0) == 0) }
        try receive()
        try expectUntouched()
    }

    @Test(arguments: ["frames", "table"]) func norThroughASymbolicOne(name: String) throws {
        try leave(name) { #expect(symlink(scratch[pack], $0) == 0) }
        try receive()
        try expectUntouched()
    }

    @Test(arguments: ["frames", "table"]) func aPipeGivesWay(name: String) throws {
        try leave(name) { #expect(mkfifo($0, 0o600) == 0) }
        try receive()
        try expectUntouched()
    }
}
