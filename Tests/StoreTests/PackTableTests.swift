import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Remotes
@testable import Store

/// Tables of packs that describe too much, too little, or the same bytes twice: the pack is not opened, the others are.
@Suite struct PackTableTests {
    typealias Row = SecondWriter.Row
    let scratch: Scratch
    let repository: Repository
    let good = SecondWriter.Object(.blob, Array("elsewhere".utf8))

    init() throws {
        (scratch, repository, _) = try newRepository()
        try SecondWriter.put([good], in: scratch)
    }

    private func expectRefused(_ frames: [[UInt8]], _ rows: [Row], _ what: String) throws {
        try SecondWriter.put(frames: frames, rows, in: scratch)
        let report = try Fsck(repository).run()
        #expect(report.findings.allSatisfy { $0.code == .packDamaged }, "\(report.findings.map(\.what))")
        #expect(report.findings.contains { $0.what.contains(what) }, "\(what): \(report.findings.map(\.what))")
        try repository.objects.reload()
        for row in rows { #expect(throws: ObjectError.missing(row.id)) { try repository.objects.get(row.id) } }
        #expect(try repository.objects.get(good.id).payload == good.payload)
    }

    private static let bytes = Array("some words, and more".utf8)

    private func rows(_ places: [(from: Int, to: Int)], frame: UInt32 = 0) -> [Row] {
        places.map { from, to in
            SecondWriter.row(
                SecondWriter.Object(.blob, Array(Self.bytes[from..<to])), frame: frame, offset: UInt32(from))
        }.sorted { $0.id < $1.id }
    }

    @Test func tablesThatAreRightAreRead() throws {
        let empty = SecondWriter.row(SecondWriter.Object(.tree, []), offset: 5)
        let rows = (rows([(0, 4), (4, 9), (9, 20)]) + [empty]).sorted { $0.id < $1.id }
        try SecondWriter.put(frames: [Self.bytes], rows, in: scratch)
        try SecondWriter.put(frames: [[]], [SecondWriter.row(SecondWriter.Object(.blob, []), offset: 0)], in: scratch)
        try repository.objects.reload()
        for row in rows { #expect(try repository.objects.get(row.id).payload.count == Int(row.length)) }
        #expect(try Fsck(repository).run().isClean)
    }

    @Test(arguments: [
        [(0, 12), (10, 20)], [(0, 20), (3, 5)], [(0, 8), (12, 20)], [(0, 19)], [(1, 20)],
        // As long together as the frame, with bytes twice and others not at all.
        [(0, 10), (5, 15)], [(0, 5), (0, 4), (9, 20)], [(0, 6), (4, 10), (8, 14), (18, 20)],
    ])
    func objectsThatOverlapOrLeaveAGap(_ places: [(from: Int, to: Int)]) throws {
        try expectRefused([Self.bytes], rows(places), "objects overlap or leave a gap in frame 0")
    }

    @Test func bytesThatTwoObjectsHave() throws {
        // The same bytes under two kinds: every byte is described, and twice.
        let twice = [ObjectKind.blob, .session].map { SecondWriter.row(.init($0, Self.bytes), offset: 0) }
        try expectRefused([Self.bytes], twice.sorted { $0.id < $1.id }, "objects overlap or leave a gap in frame 0")
    }

    @Test func framesWithoutObjects() throws {
        try expectRefused([Self.bytes, []], rows([(0, 20)]), "frame 1 holds no object")
        try expectRefused([Self.bytes, Self.bytes], rows([(0, 9), (9, 20)]), "frame 1 holds no object")
    }

    @Test func identitiesThatAreThereTwiceOrOutOfOrder() throws {
        let rows = rows([(0, 4), (4, 9), (9, 20)])
        try expectRefused([Self.bytes], rows.reversed(), "the object table is out of order at entry 1")
        let blob = SecondWriter.row(.init(.blob, [7]), offset: 0)
        var again = blob
        again.offset = 1
        try expectRefused([[7, 7]], [blob, again], "the object table is out of order at entry 1")
    }

    @Test func objectsOutsideOfTheirFrame() throws {
        var row = rows([(0, 20)])[0]
        row.offset = 1
        try expectRefused([Self.bytes], [row], "is outside of its frame")
        row.offset = .max
        try expectRefused([Self.bytes + [0]], [row], "is outside of its frame")
        row.offset = 0
        row.frame = 1
        try expectRefused([Self.bytes + [1]], [row], "is outside of its frame")
    }

    /// A repair takes the objects out of such a pack that have their identity.
    @Test func whatIsRightInThemIsSaved() throws {
        let rows = rows([(0, 10), (5, 15)])
        try SecondWriter.put(frames: [Self.bytes], rows, in: scratch)
        #expect(try Repair(Repository.open(at: scratch.path), Fsck.Options()).run().check.isClean)
        let after = try Repository.open(at: scratch.path)
        for row in rows { #expect(try after.objects.get(row.id).payload.count == 10) }
    }
}
