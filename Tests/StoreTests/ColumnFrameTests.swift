import Objects
import TestSupport
import Testing

@testable import Packs
@testable import Remotes
@testable import Store

/// Numbers as columns, from gc to every reader (docs/format.md §5.5).
@Suite struct ColumnFrameTests {
    private let scratch: Scratch
    private let repository: Repository
    private let who: Person

    /// A random walk of thousandths, as doubles.
    private static let walk: [UInt8] = {
        var at: Int64 = 20_000
        return noise(60_000).flatMap { draw -> [UInt8] in
            at += Int64(draw % 61) - 30
            return withUnsafeBytes(of: (Double(at) / 1000).bitPattern.littleEndian) { Array($0) }
        }
    }()

    private static let table: [UInt8] = Array(
        noise(4000).enumerated().map { "\(1_700_000_000 + $0 * 10),\($1 % 90).\($0 % 10),n\($1 % 7)\n" }.joined().utf8)

    init() throws {
        scratch = try Scratch()
        repository = try Repository.create(at: scratch.path)
        who = try Person(name: "A", email: "a@b", date: Timestamp.now)
    }

    private func codecs(_ repository: Repository) throws -> Set<FrameCodec> {
        Set(try repository.objects.reload().flatMap { $0.footer.frames.map(\.codec) })
    }

    private func format(_ scratch: Scratch) throws -> Int? {
        try Repository.open(at: scratch.path).configuration.number("core.format")
    }

    @Test func aCollectionRaisesTheFormatOnlyForColumns() throws {
        try scratch.write("text", String(repeating: "words and more words\n", count: 200))
        try scratch.write("noise", noise(100_000))
        try repository.commitAll("text", who)
        _ = try GarbageCollection(repository).run()
        #expect(try !codecs(repository).contains(.columns))
        #expect(try format(scratch) == 1)

        try scratch.write("walk.f64", Self.walk)
        try scratch.write("table.csv", Self.table)
        try repository.commitAll("numbers", who)
        #expect(try !codecs(repository).contains(.columns))
        let report = try GarbageCollection(repository).run()
        #expect(try codecs(repository).contains(.columns))
        #expect(try format(scratch) == 3)
        // 5.9 bits of a walk of 61 steps, in 64.
        #expect(report.bytesAfter < 165_000)

        let again = try Repository.open(at: scratch.path)
        #expect(try Fsck(again).run().isClean)
        // What is packed so stays as it is.
        let names = try scratch.names(".at1store/packs")
        _ = try GarbageCollection(again).run()
        #expect(try scratch.names(".at1store/packs") == names)
    }

    @Test func aBuildOfFormatTwoRefuses() {
        #expect(Repository.format == 3)
        #expect(Repository.format(for: [.blob], columns: true) == 3)
        #expect(Repository.format(for: [.computation], columns: false) == 2)
        #expect(Repository.format(for: [.blob], columns: false) == 1)
    }

    @Test func aDamagedFrameOfColumnsIsNamed() throws {
        try scratch.write("walk.f64", Self.walk)
        try repository.commitAll("numbers", who)
        _ = try GarbageCollection(repository).run()
        let pack = try #require(try repository.objects.reload().first)
        let frame = try #require(pack.footer.frames.firstIndex { $0.codec == .columns })
        var stored = try pack.storedFrame(frame)
        stored.removeLast()
        let error = #expect(throws: Damage.self) { try pack.decode(stored, of: frame) }
        #expect("\(try #require(error))".contains("frame \(frame)"))
    }
}
