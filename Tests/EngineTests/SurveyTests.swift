import Objects
import Testing

@testable import Engine

/// Looking for the origins of many files: what a look decides, and what it costs. The cost is counted, not timed.
struct SurveyTests {
    private let engine = ReplayEngine()

    @Test func anyPatienceIsTaken() throws {
        let bytes = try engine.file("import numpy as np\nnp.random.default_rng(7).random(100).tofile('x')")
        for patience in [Double.infinity, 1e300] {
            #expect(try engine.discover(in: bytes, patience: patience).recipe != nil)
            #expect(try engine.survey(1, patience: patience) { _ in bytes }.found.count == 1)
        }
        for patience in [-1, Double.nan] { #expect(try engine.discover(in: bytes, patience: patience).recipe == nil) }
    }

    /// Numbers of no generator of the catalogue (G. Steele, D. Lea, C. Flood: SplitMix).
    private struct Chance {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
            return z ^ z >> 31
        }

        /// Approximately normal.
        mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double(next() >> 11) * 0x1p-53 } }
        mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

        mutating func word() -> String {
            String(decoding: (0..<3 + below(6)).map { _ in UInt8(97 + below(26)) }, as: UTF8.self)
        }
    }

    private static func rounded(_ value: Double, _ places: Int) -> String {
        let scale = [1.0, 10, 100, 1000][places]
        let whole = Int((value * scale).rounded())
        let digits = "\(whole.magnitude)"
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return "\(whole < 0 ? "-" : "")\(padded.dropLast(places)).\(padded.suffix(places))"
    }

    /// Texts, records, pictures: nothing that could have been drawn.
    private static func hopeless(_ count: Int) -> [[UInt8]] {
        var chance = Chance(state: 7)
        return (0..<count).map { number in
            switch number % 7 {
            case 0: Array((0..<400).map { _ in chance.word() }.joined(separator: " ").utf8)
            case 1: Array((0..<60).map { "def \(chance.word())(x):\n    return x + \($0)\n" }.joined().utf8)
            case 2:
                (0..<60).reduce(into: Array("name,price,kind\n".utf8)) { rows, _ in
                    rows += Array("\(chance.word()),\(rounded(20 + chance.normal(), 2)),\(chance.below(4))\n".utf8)
                }
            case 3:
                Array(#"{"name": "\#(chance.word())", "items": [{"id": \#(chance.below(1000)), "tags": ["a"]}]}"#.utf8)
            case 4: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + (0..<500).map { _ in UInt8(chance.below(256)) }
            case 5: [UInt8](repeating: 0, count: 1000 + number)
            default:
                (0..<50).reduce(into: (Array("t,value\n".utf8), 0)) { rows, _ in
                    rows.1 += 1 + chance.below(5)
                    rows.0 += Array("\(rows.1),\(rounded(chance.normal(), 3))\n".utf8)
                }.0
            }
        }
    }

    /// Measurements: numbers, but nobody's draw.
    private static func measured(_ count: Int) -> [[UInt8]] {
        var chance = Chance(state: 11)
        return (0..<count).map { number in
            let values = (0..<120).map { _ in 20 + 3 * chance.normal() }
            switch number % 4 {
            case 0: return Array("value\n".utf8) + values.flatMap { Array("\(rounded($0, 2))\n".utf8) }
            case 1: return Array("[\(values.map { rounded($0, 3) }.joined(separator: ", "))]".utf8)
            case 2: return values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) }
            default: return values.flatMap { Array("\(Int($0 * 10))\n".utf8) }
            }
        }
    }

    @Test func whatCouldNotHaveBeenDrawnCostsOneLook() throws {
        let files = Self.hopeless(140)
        let survey = try engine.survey(files.count) { files[$0] }
        #expect(survey.found.isEmpty)
        #expect(survey.brief == 0)
        #expect(survey.work.hopeless == 140)
        #expect(survey.work.lookups == 0 && survey.work.compared == 0 && survey.work.searched == 0)
    }

    @Test func whatNobodyDrewCostsLookupsAndNoSearch() throws {
        let files = Self.measured(200)
        let survey = try engine.survey(files.count, patience: 0) { files[$0] }
        #expect(survey.found.isEmpty)
        #expect(survey.brief == 200)
        #expect(survey.work.lookups <= 500 * 200)
        #expect(survey.work.compared <= 20 * 200)
        #expect(survey.work.confirmed <= 10)
        #expect(survey.work.searched == 0)
    }

    @Test(arguments: [
        "rng = np.random.default_rng(61234)\nnp.save('x.npy', rng.normal(5, 2, (60, 4)))",
        "np.random.seed(40321)\nnp.save('x.npy', np.random.uniform(-3, 9, 200))",
        "rng = np.random.default_rng(33333)\nnp.savez('x.npz', a=rng.exponential(2.5, 90))",
        "rng = np.random.default_rng(99)\nnp.save('x.npy', np.cumsum(rng.normal(0, 0.5, 90)))",
        "rng = np.random.default_rng(7)\nnp.savetxt('x.txt', rng.normal(50, 12, 80), fmt='%.3f')",
        "rng = np.random.default_rng(42)\nnp.save('x.npy', rng.integers(0, 1000, 80))",
        "np.random.seed(123)\nnp.save('x.npy', np.random.randint(5, 40, 80))",
        "rng = np.random.default_rng(2024)\nnp.save('x.npy', rng.choice([3, 7, 9], size=120, p=[0.2, 0.5, 0.3]))",
        "rng = np.random.default_rng(5)\nnp.save('x.npy', rng.lognormal(1, 0.5, 80))",
        "rng = np.random.default_rng(8)\nnp.savez_compressed('x.npz', X=rng.random((20, 5)))",
        "np.random.seed(11)\nnp.save('x.npy', np.random.gamma(2.5, 3, 80))",
        "rng = np.random.default_rng(3)\npd.DataFrame({'a': rng.normal(10, 2, 60).round(2), 'b': rng.integers(0, 5, 60)}).to_csv('x.csv', index=False)",
    ])
    func aLookTellsWhatBeginsLikeAKnownStream(lines: String) throws {
        let bytes = try engine.file("import numpy as np\nimport pandas as pd\n" + lines)
        let files = Self.hopeless(7) + [bytes]
        let survey = try engine.survey(files.count, patience: 0) { files[$0] }
        #expect(survey.found[7]?.recipe != nil)
        #expect(survey.found.count == 1)
        #expect(survey.brief == 0 && survey.work.searched == 0)
    }

    @Test func aLookTellsPythonsOwnNumbers() throws {
        let lines =
            "random.seed(77)\njson.dump([round(random.uniform(0, 10), 3) for _ in range(90)], open('x.json', 'w'))"
        let bytes = try engine.file("import random\nimport json\n" + lines)
        let survey = try engine.survey(1, patience: 0) { _ in bytes }
        #expect(survey.found[0]?.recipe != nil)
    }

    @Test func whatALookDoesNotTellIsSearched() throws {
        let made = try engine.file(
            "import numpy as np\nrng = np.random.default_rng(42)\nnp.save('x.npy', rng.poisson(4.5, 300))")
        let files = [made] + Self.measured(2)
        let none = try engine.survey(3, patience: 0) { files[$0] }
        #expect(none.found.isEmpty && none.brief == 3)
        let survey = try engine.survey(3, patience: 120) { files[$0] }
        #expect(survey.found[0]?.recipe != nil)
        #expect(survey.found.count == 1)
    }

    @Test func theTimeIsSharedAndShorterForManyFiles() {
        #expect(ReplayEngine.patience(for: 0) == 8)
        #expect(ReplayEngine.patience(for: 500) == 8)
        #expect(ReplayEngine.patience(for: 1000) == 2)
        #expect(ReplayEngine.patience(for: 10_000) < 0.03)
    }

    @Test func aFileThatChangesIsAnError() {
        struct Shorter: ByteSource {
            var length: UInt64 { 100 }
            func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int { 0 }
        }
        #expect(throws: SourceChanged.self) { _ = try engine.survey(1) { _ in Shorter() } }
    }
}
