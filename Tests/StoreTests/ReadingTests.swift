import Files
import Objects
import Synchronization
import TestSupport
import Testing

@testable import Packs
@testable import Store

/// Contents that are read from the middle.
@Suite struct ReadingTests {
    /// Bytes that can be computed from any offset; points are every 3,000,000 bytes.
    final class Counting: RecipeEvaluator {
        let length: UInt64
        let computed = Mutex<UInt64>(0)
        let isWrong = Mutex(false)

        init(length: UInt64) { self.length = length }

        static func byte(_ offset: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: offset &* 0x9e37_79b9 >> 13) }

        func bytes(_ range: Range<UInt64>) -> [UInt8] { range.map { Self.byte($0) } }

        func cost(of recipe: Recipe) throws -> RecipeCost { RecipeCost(output: length, memory: 0) }
        func hasPoints(_ recipe: Recipe) throws -> Bool { true }

        func evaluate(_ recipe: Recipe, _ consume: (RawSpan) throws -> Void) throws {
            try evaluate(recipe, from: nil, count: length, noting: { _ in }, consume)
        }

        func evaluate(
            _ recipe: Recipe, from point: RecipePoint?, count: UInt64, noting note: (RecipePoint) throws -> Void,
            _ consume: (RawSpan) throws -> Void
        ) throws {
            var offset = point?.offset ?? 0
            if let point, point.state != Array("\(point.offset)".utf8) { throw DecodeError(.syntax, "another state") }
            let end = min(length, offset + count)
            while offset < end {
                let next = min(end, (offset / 3_000_000 + 1) * 3_000_000)
                var piece = bytes(offset..<next)
                if isWrong.withLock({ $0 }) { piece[piece.count / 2] ^= 1 }
                computed.withLock { $0 += next - offset }
                try consume(piece.span.bytes)
                offset = next
                try note(RecipePoint(offset: offset, state: Array("\(offset)".utf8)))
            }
        }
    }

    /// A repository with a recipe of so many bytes.
    func newRecipe(_ length: UInt64) throws -> (Scratch, Repository, Recipe, Counting) {
        let evaluator = Counting(length: length)
        let scratch = try Scratch()
        var options = Repository.Options()
        options.evaluator = { _ in evaluator }
        options.cacheFolder = "\(scratch.path)/cache"
        let repository = try Repository.create(at: scratch.path, options)
        let recipe = Recipe(
            generator: "counting", params: [:], array: "X", encoding: "raw",
            engine: .init(name: "test", code: Digest(of: [1]), arithmetic: nil),
            output: .init(length: length, sha256: Digest(of: evaluator.bytes(0..<length))))
        let transaction = try repository.transaction()
        try transaction.put(.recipe, recipe.bytes)
        try transaction.publish()
        try repository.objects.reload()
        return (scratch, repository, recipe, evaluator)
    }

    func files(_ scratch: Scratch) -> String { scratch[".at1store/points"] }

    @Test func aRecipeIsExecutedOnceAndThenReadFromTheMiddle() throws {
        let (scratch, repository, recipe, evaluator) = try newRecipe(20_000_001)
        let range: Range<UInt64> = 11_500_000..<11_500_100
        #expect(try repository.view(.recipe, recipe.id).bytes(range) == evaluator.bytes(range))
        #expect(evaluator.computed.withLock { $0 } > 20_000_000)
        evaluator.computed.withLock { $0 = 0 }
        let view = try repository.view(.recipe, recipe.id)
        #expect(view.isCostly)
        #expect(try view.bytes(range) == evaluator.bytes(range))
        #expect(evaluator.computed.withLock { $0 } < 4_100_000)
        // To the end and beyond it; nothing at all.
        #expect(try view.bytes(19_999_999..<30_000_000) == evaluator.bytes(19_999_999..<20_000_001))
        #expect(try view.bytes(20_000_001..<20_000_009) == [])
        #expect(try view.bytes(5..<5) == [])
        // Less than a thousandth.
        let size = try scratch.read("cache/points/\(recipe.id)").count
        #expect(size < 20_000)
    }

    @Test func readingOnComputesNothingTwice() throws {
        let (scratch, repository, recipe, evaluator) = try newRecipe(20_000_001)
        let view = try repository.view(.recipe, recipe.id)
        evaluator.computed.withLock { $0 = 0 }
        var cursor = ContentCursor(view, 0..<view.length)
        var bytes: [UInt8] = []
        while let piece = try cursor.next() { bytes += piece }
        #expect(Digest(of: bytes) == recipe.output.sha256)
        #expect(evaluator.computed.withLock { $0 } < 20_100_000)
        _ = scratch
    }

    @Test func pointsThatAreLostOrDamagedAreMadeAgain() throws {
        let (scratch, repository, recipe, evaluator) = try newRecipe(4_500_000)
        let range: Range<UInt64> = 4_000_000..<4_000_010
        let name = "cache/points/\(recipe.id)"
        _ = try repository.view(.recipe, recipe.id)
        let points = try scratch.read(name)
        for at in stride(from: 0, to: points.count, by: 53) {
            var damaged = points
            damaged[at] ^= 4
            try scratch.write(name, damaged)
            #expect(try repository.view(.recipe, recipe.id).bytes(range) == evaluator.bytes(range), "at \(at)")
            #expect(try scratch.read(name) == points)
        }
        try scratch.remove(name)
        #expect(try repository.view(.recipe, recipe.id).bytes(range) == evaluator.bytes(range))
        #expect(try scratch.read(name) == points)
    }

    @Test func anOutputThatIsWrongIsNeverPassedOn() throws {
        let (scratch, repository, recipe, evaluator) = try newRecipe(9_000_000)
        evaluator.isWrong.withLock { $0 = true }
        #expect(throws: RecipeError.self) { try repository.view(.recipe, recipe.id) }
        #expect(throws: (any Error).self) { try scratch.read("cache/points/\(recipe.id)") }
        evaluator.isWrong.withLock { $0 = false }
        let view = try repository.view(.recipe, recipe.id)
        evaluator.isWrong.withLock { $0 = true }
        var passed = 0
        let error = #expect(throws: RecipeError.self) {
            try view.read(7_000_000..<8_000_000) { passed += $0.byteCount }
        }
        guard case .differs(recipe.id, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(passed == 0)
        // The whole is executed again before anything else is read.
        #expect(throws: RecipeError.self) { try repository.view(.recipe, recipe.id) }
    }

    /// A point with a wrong state, under a right checksum.
    @Test func aFalseStateIsAnError() throws {
        let (scratch, repository, recipe, _) = try newRecipe(9_000_000)
        defer { withExtendedLifetime(scratch) {} }
        let view = try repository.view(.recipe, recipe.id)
        _ = try view.bytes(0..<1)
        let store = repository.points
        let right = try #require(store.find(recipe))
        store.put(
            OutputPoints(
                recipe: right.recipe, length: right.length, digests: right.digests,
                points: right.points.map { RecipePoint(offset: $0.offset, state: [0]) }))
        #expect(throws: RecipeError.self) { try repository.view(.recipe, recipe.id).bytes(8_000_000..<8_000_001) }
        #expect(store.find(recipe) == nil)
    }

    @Test func collectingForgetsOldPoints() throws {
        let (scratch, repository, recipe, _) = try newRecipe(9_000_000)
        _ = try repository.view(.recipe, recipe.id)
        try scratch.write("cache/points/unfinished", [1])
        let store = repository.points
        let day: Int64 = 86_400
        let now = FileClock.now / 1_000_000_000
        store.sweep(now: now)
        #expect(try scratch.read("cache/points/unfinished") == [1])
        store.sweep(now: now + 2 * day)
        #expect(throws: (any Error).self) { try scratch.read("cache/points/unfinished") }
        #expect(store.find(recipe) != nil)
        store.sweep(now: now + 91 * day)
        #expect(store.find(recipe) == nil)
    }

    /// A store may come from somebody else, who could have put false points into it.
    @Test func pointsInAStoreAreNotRead() throws {
        let (scratch, repository, recipe, evaluator) = try newRecipe(9_000_000)
        _ = try repository.view(.recipe, recipe.id)
        let points = try scratch.read("cache/points/\(recipe.id)")
        try scratch.remove("cache/points/\(recipe.id)")
        try scratch.write(".at1store/points/\(recipe.id)", points)
        evaluator.computed.withLock { $0 = 0 }
        _ = try repository.view(.recipe, recipe.id)
        #expect(evaluator.computed.withLock { $0 } == recipe.output.length)
    }

    @Test func withoutACacheNothingIsKept() throws {
        let evaluator = Counting(length: 9_000_000)
        let (scratch, _, recipe, _) = try newRecipe(9_000_000)
        var options = Repository.Options()
        options.evaluator = { _ in evaluator }
        let repository = try Repository.open(at: scratch.path, options)
        for _ in 0..<2 {
            #expect(
                try repository.view(.recipe, recipe.id).bytes(8_000_000..<8_000_009)
                    == evaluator.bytes(8_000_000..<8_000_009))
        }
        #expect(evaluator.computed.withLock { $0 } > 18_000_000)
        #expect(throws: (any Error).self) { try scratch.read("cache/points/\(recipe.id)") }
    }

    @Test func aCapturedFileIsReadByItsChunks() throws {
        let (scratch, repository, who) = try newRepository()
        var random = SeededGenerator(seed: 3)
        let bytes = (0..<3_000_000).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
        try scratch.write("large", bytes)
        try scratch.write("small", Array("hello".utf8))
        try scratch.write("empty", [])
        try repository.commitAll("x", who)
        #expect(try repository.read("HEAD:small", 1..<3) == Array("el".utf8))
        #expect(try repository.read("HEAD:empty", 0..<10) == [])
        let view = try repository.view(of: "HEAD:large")
        #expect(view.length == 3_000_000)
        #expect(!view.isCostly)
        for _ in 0..<200 {
            let start = Int.random(in: 0..<3_000_000, using: &random)
            let end = min(3_000_000, start + Int.random(in: 0...200_000, using: &random))
            #expect(try view.bytes(UInt64(start)..<UInt64(end)) == Array(bytes[start..<end]), "\(start)..<\(end)")
        }
        let folder = try repository.resolve("HEAD:")
        #expect(throws: ObjectError.self) { try repository.view(.tree, folder) }
    }

    @Test func aRangeIsReadAsInHTTP() {
        #expect(ByteRange("0-0")?.resolved(5) == 0..<1)
        #expect(ByteRange("1-99")?.resolved(5) == 1..<5)
        #expect(ByteRange("4-")?.resolved(5) == 4..<5)
        #expect(ByteRange("-2")?.resolved(5) == 3..<5)
        #expect(ByteRange("-9")?.resolved(5) == 0..<5)
        #expect(ByteRange("0-99999999999999999999999")?.resolved(5) == 0..<5)
        #expect(ByteRange("18446744073709551615-")?.resolved(.max) == nil)
        for text in ["5-", "5-9", "-0", "99999999999999999999999-"] { #expect(ByteRange(text)?.resolved(5) == nil) }
        #expect(ByteRange("-5")?.resolved(0) == nil)
        for text in ["", "-", "1", "2-1", "a-b", "1-2-3", "+1-2", "1-2,4-5", " 1-2", "0x1-2", "١-٢"] {
            #expect(ByteRange(text) == nil, "\(text)")
        }
    }
}
