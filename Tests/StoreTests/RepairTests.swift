import Foundation
import Objects
import Packs
import TestSupport
import Testing

@testable import Remotes
@testable import Store

@Suite struct RepairTests {
    let scratch: Scratch
    let repository: Repository
    let who: Person

    init() throws {
        (scratch, repository, who) = try newRepository()
    }

    private func commit() throws -> ObjectID {
        return try repository.commitAll("x", who)
    }

    /// The path of the pack that has `id`.
    private func path(ofPackWith id: ObjectID) throws -> String {
        let pack = try #require(try repository.objects.openPacks().first { try $0.find(id) != nil })
        return ".at1store/packs/\(pack.name.hex).pack"
    }

    private func repaired() throws -> Repair.Report {
        try Repair(Repository.open(at: scratch.path, .init(isDurable: false)), Fsck.Options()).run()
    }

    @Test func everyPackCutInItsTrailerComesBackWholeWithoutAnySource() throws {
        try scratch.write("f", noise(3000))
        try scratch.write("g", String(repeating: "text,", count: 500))
        _ = try commit()
        let packs = try scratch.names(".at1store/packs").filter { $0.hasSuffix(".pack") }
        #expect(packs.count == 2)
        for name in packs {
            let whole = try scratch.read(".at1store/packs/\(name)")
            try scratch.write(".at1store/packs/\(name)", Array(whole.dropLast(72)))
        }
        for file in ["f", "g", ".at1store/index"] { try scratch.remove(file) }
        let report = try repaired()
        #expect(report.check.isClean, "\(report.check.findings)")
        #expect(report.quarantined.count == 2)
        #expect(report.recovered.isEmpty)
        #expect(report.salvaged == 4)
        #expect(try scratch.names(".at1store/quarantine") == packs.sorted())
    }

    @Test func anyByteOfAPackMayFlipWhileTheWorkTreeHasTheFiles() throws {
        try scratch.write("f", noise(300))
        try scratch.write("sub/g", String(repeating: "text,", count: 50))
        _ = try repository.add([nil])
        let blob = ObjectID(of: .blob, noise(300))
        let path = try path(ofPackWith: blob)
        _ = try repository.commit(message: "x", author: who, committer: who)
        let whole = try scratch.read(path)
        let names = try scratch.names(".at1store/packs")
        for at in whole.indices {
            // What an earlier repair has made must not help this one.
            for name in try scratch.names(".at1store/packs") where !names.contains(name) {
                if name.hasSuffix(".pack") { try scratch.remove(".at1store/packs/\(name)") }
            }
            var damaged = whole
            damaged[at] ^= 1 << UInt8(at % 8)
            try scratch.write(path, damaged)
            #expect(try !Fsck(Repository.open(at: scratch.path)).run().isClean, "byte \(at)")
            let report = try repaired()
            #expect(report.check.isClean, "byte \(at): \(report.check.findings)")
            #expect(report.quarantined.count == 1)
            let open = try Repository.open(at: scratch.path)
            #expect(try open.objects.get(blob, .blob) == noise(300))
        }
    }

    @Test func whatTheWorkTreeHasNotComesFromAPathRemote() throws {
        try scratch.write("big", noise(3 << 20))
        let id = try commit()
        let copy = try Scratch()
        try FileManager.default.copyItem(atPath: scratch[".at1store"], toPath: copy[".at1store"])
        try repository.configure { $0["remote.origin.url"] = copy.path }
        let chunk = try #require(try repository.index().entries.first)
        let path = try path(ofPackWith: chunk.id)
        var bytes = try scratch.read(path)
        bytes[1 << 20] ^= 1
        try scratch.write(path, bytes)
        try scratch.remove("big")
        let report = try repaired()
        #expect(report.check.isClean, "\(report.check.findings)")
        #expect(report.recovered.map(\.source) == ["remote origin"])
        #expect(report.recovered.first?.objects == 1)
        let open = try Repository.open(at: scratch.path)
        #expect(try open.objects.commit(id).subject == "x")
        try open.restore([nil], from: nil, staging: false)
        #expect(try scratch.read("big") == noise(3 << 20))
    }

    @Test func whatIsLostIsNamedWithWhatItTouches() throws {
        try scratch.write("sub/f", noise(5000))
        let id = try commit()
        let blob = ObjectID(of: .blob, noise(5000))
        let path = try path(ofPackWith: blob)
        var bytes = try scratch.read(path)
        bytes[1000] ^= 1
        try scratch.write(path, bytes)
        try scratch.remove("sub/f")
        let report = try repaired()
        let finding = try #require(report.check.findings.first)
        #expect(report.check.findings.count == 1)
        #expect(finding.code == .objectMissing)
        #expect(finding.object == blob)
        #expect(finding.paths == ["sub/f"])
        #expect(finding.commits == [id])
        #expect(report.refs.isEmpty)
        #expect(try scratch.read(".at1store/quarantine/" + String(path.split(separator: "/").last!)) == bytes)
    }

    @Test func aRefThatLeadsToALostCommitGetsItsLastGoodValueFromTheLog() throws {
        try scratch.write("f", "one")
        let first = try commit()
        try scratch.write("f", "two")
        let second = try commit()
        try scratch.remove(try path(ofPackWith: second))
        let report = try repaired()
        #expect(!report.check.isClean)
        #expect(report.refs.map(\.name.text) == ["refs/heads/main"])
        #expect(report.refs.first?.lastGood == first)
    }

    @Test func aDamagedIndexGoesToQuarantine() throws {
        try scratch.write("f", "one")
        _ = try commit()
        try scratch.write(".at1store/index", "nonsense")
        let report = try repaired()
        #expect(report.quarantined == ["index"])
        #expect(report.check.isClean)
        #expect(try scratch.read(".at1store/quarantine/index") == Array("nonsense".utf8))
    }
}
