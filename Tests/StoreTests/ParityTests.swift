import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Remotes
@testable import Store

@Suite struct ParityTests {
    let scratch: Scratch
    let repository: Repository
    let pack: String
    let parity: String
    let whole: [UInt8]
    /// The content, of which no copy is left but the pack.
    static let content = noise(300_000)

    init() throws {
        let who: Person
        (scratch, repository, who) = try newRepository()
        try scratch.write("f", Self.content)
        try repository.commitAll("x", who)
        try scratch.remove("f")
        var options = GarbageCollection.Options()
        options.parity = ParityShare("5%")
        let report = try GarbageCollection(repository, options).run()
        let names = try scratch.names(".at1store/packs")
        pack = ".at1store/packs/" + (try #require(names.first { $0.hasSuffix(".pack") }))
        parity = ".at1store/packs/" + (try #require(names.first { $0.hasSuffix(".parity") }))
        whole = try scratch.read(pack)
        #expect(report.parityBytes == UInt64(try scratch.read(parity).count))
    }

    private func repaired() throws -> Repair.Report {
        try Repair(Repository.open(at: scratch.path, .init(isDurable: false)), Fsck.Options()).run()
    }

    private func codes() throws -> [Finding.Code] {
        try Fsck(Repository.open(at: scratch.path)).run().findings.map(\.code)
    }

    private func expectWhole() throws {
        #expect(try scratch.read(pack) == whole)
        #expect(
            try Repository.open(at: scratch.path).objects.get(ObjectID(of: .blob, Self.content), .blob) == Self.content)
        #expect(try codes().isEmpty)
    }

    /// Damages the pack at `count` blocks, evenly over it.
    private func scatter(_ count: Int, of length: Int = 1) throws {
        var bytes = whole
        for number in 0..<count {
            let at = number * (bytes.count - length) / max(count, 1)
            for offset in at..<at + length { bytes[offset] ^= 0x55 }
        }
        try scratch.write(pack, bytes)
    }

    @Test func shareIsReadAsPeopleWriteIt() {
        #expect(ParityShare("5%")?.perMille == 50)
        #expect(ParityShare("2.5%")?.perMille == 25)
        #expect(ParityShare("0%")?.isNone == true)
        #expect(ParityShare("100%")?.perMille == 1000)
        for text in ["", "5", "%", "-1%", "101%", "100.1%", "1.25%", "1.%", "٥%", "5%%"] {
            #expect(ParityShare(text) == nil, "\(text)")
        }
    }

    @Test func parityTakesAboutTheShareThatWasAskedFor() throws {
        let share = Double(try scratch.read(parity).count) / Double(whole.count)
        #expect(share > 0.05 && share < 0.075, "\(share)")
    }

    @Test func aBurstOfTheShareHealsWhereverItIs() throws {
        let length = whole.count / 20 - 2 * 512
        for start in stride(from: 0, to: whole.count - length, by: 37_111) {
            var bytes = whole
            for at in start..<start + length { bytes[at] = 0 }
            try scratch.write(pack, bytes)
            #expect(try codes().contains(.packDamaged) || codes().contains(.frameDamaged))
            let report = try repaired()
            #expect(report.healedBytes >= UInt64(length - 1024))
            #expect(report.check.isClean)
            #expect(report.salvaged == 0)
            Tally.note("healed", length)
            try expectWhole()
        }
    }

    @Test func flipsAllOverHeal() throws {
        for count in [1, 7, 12] {
            try scatter(count)
            let report = try repaired()
            #expect(report.check.isClean, "\(count)")
            try expectWhole()
            Tally.note("healed", count)
        }
    }

    @Test func aTailThatIsGoneHeals() throws {
        for length in [1, 72, 5000, whole.count / 25] {
            try scratch.write(pack, Array(whole.dropLast(length)))
            #expect(try repaired().check.isClean, "\(length)")
            try expectWhole()
        }
    }

    @Test func parityThatIsDamagedTooHealsAndIsWrittenAgain() throws {
        let good = try scratch.read(parity)
        for at in stride(from: 0, to: good.count, by: 611) {
            var bytes = good
            bytes[at] ^= 1
            try scratch.write(parity, bytes)
            #expect(try codes() == [.parityDamaged], "byte \(at)")
            try scatter(5, of: 3)
            let report = try repaired()
            #expect(report.parityRewritten == 1, "byte \(at)")
            #expect(try scratch.read(parity) == good)
            try expectWhole()
        }
    }

    @Test func parityThatIsCutIsNamedAndHealsWithWhatIsLeft() throws {
        let good = try scratch.read(parity)
        for length in stride(from: 0, to: good.count, by: 997) {
            try scratch.write(parity, Array(good.prefix(length)))
            #expect(try codes() == [.parityDamaged], "\(length) bytes")
        }
        try scratch.write(parity, Array(good.dropLast(3000)))
        try scatter(3)
        #expect(try repaired().check.isClean)
        try expectWhole()
    }

    @Test func moreThanTheShareIsSaidAndQuarantined() throws {
        var damaged = whole
        for at in 100_000..<100_000 + whole.count / 8 { damaged[at] = 0 }
        try scratch.write(pack, damaged)
        let report = try repaired()
        #expect(report.check.findings.map(\.code) == [.objectMissing])
        #expect(report.check.findings.first?.paths == ["f"])
        let name = String(pack.split(separator: "/").last!)
        #expect(try scratch.read(".at1store/quarantine/" + name) == damaged)
    }

    @Test func gcKeepsParityWithItsPackAndRemovesItWithNone() throws {
        let who = try Person(name: "A", email: "a@b", date: Timestamp.now)
        try repository.configure { $0["gc.parity"] = "10%" }
        let open = try Repository.open(at: scratch.path)
        try scratch.write("g", noise(5000, seed: 9))
        _ = try open.add([nil])
        _ = try open.commit(message: "y", author: who, committer: who)
        _ = try GarbageCollection(open).run()
        var names = try scratch.names(".at1store/packs").filter { $0.contains(".") }
        let packs = names.filter { $0.hasSuffix(".pack") }.map { $0.dropLast(5) }
        #expect(names.filter { $0.hasSuffix(".parity") }.map { $0.dropLast(7) } == packs)
        #expect(try codes().isEmpty)
        var options = GarbageCollection.Options()
        options.parity = ParityShare("0%")
        _ = try GarbageCollection(open, options).run()
        names = try scratch.names(".at1store/packs")
        #expect(!names.contains { $0.hasSuffix(".parity") })
    }

    @Test func severalZonesAreCodedEachForItself() throws {
        let length: UInt64 = 150 << 20
        let layout = ParityLayout(pack: Digest(of: []), length: length, share: try #require(ParityShare("5%")))
        #expect(layout.zones == 3)
        #expect(layout.parity == (layout.data * 50 + 999) / 1000)
        var seen: Set<Int> = []
        for zone in 0..<layout.zones {
            for row in 0..<layout.parity {
                for stripe in 0..<layout.stripes(inZone: zone) {
                    seen.insert(layout.parityBlock(row, stripe: stripe, zone: zone))
                }
            }
        }
        #expect(seen == Set(0..<layout.parityBlocks))
        #expect(ParityLayout(header: layout.header) == layout)
    }

    @Test func noLengthOfAPackMakesALayoutThatDoesNotAddUp() throws {
        for text in ["0.1%", "5%", "33%", "100%"] {
            let share = try #require(ParityShare(text))
            for length: UInt64 in [105, 6000, 65_536, 70_000, 1 << 20, 4 << 20, (64 << 20) + 1, 1 << 33] {
                let layout = ParityLayout(pack: Digest(of: []), length: length, share: share)
                #expect(layout.data + layout.parity <= 255)
                #expect(ParityLayout(header: layout.header) == layout, "\(length) \(text)")
                #expect(layout.fileLength < 3 * length + 100_000)
            }
        }
    }
}
