import Objects
import Testing

@testable import Engine

/// Files whose origin nobody remembers.
struct DiscoveryTests {
    private let engine = ReplayEngine()

    private func discover(_ generator: String, _ params: JSONObject, _ array: ArrayName, _ encoding: Encoding) throws
        -> Discovery
    {
        var bytes: [UInt8] = []
        _ = try engine.makeRecipe(generator: generator, params: params, array: array, encoding: encoding) {
            $0.withUnsafeBytes { bytes += $0 }
        }
        return try engine.discover(in: bytes, seeds: SeedPool(0..<2000), patience: 60)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let generator: String
        let params: JSONObject
        var array = ArrayName.features
        var encoding = Encoding.raw
        let call: String
        var testDescription: String { call }
    }

    private static func drawn(_ generator: String, _ call: JSONObject, _ text: String, _ encoding: Encoding = .raw)
        -> Case
    {
        Case(
            generator: generator, params: ["seed": 1234, "calls": [.object(call)]], encoding: encoding,
            call: "numpy.random.\(text)")
    }

    static let cases: [Case] = [
        drawn("np_random", ["call": "standard_normal", "size": 50], "default_rng(1234).standard_normal(size=50)"),
        drawn(
            "np_random", ["call": "normal", "loc": 5, "scale": 0.25, "size": [10, 5]],
            "default_rng(1234).normal(loc=5, scale=0.25, size=(10, 5))", .npy),
        drawn("np_random", ["call": "random", "size": 50], "default_rng(1234).random(size=50)"),
        drawn(
            "np_random", ["call": "uniform", "low": -3, "high": 0.1, "size": 50],
            "default_rng(1234).uniform(low=-3, high=0.1, size=50)"),
        drawn(
            "np_random", ["call": "uniform", "low": -58.09, "high": -3.480000000000004, "size": 2000],
            "default_rng(1234).uniform(low=-58.09, high=-3.480000000000004, size=2000)"),
        drawn(
            "np_random", ["call": "normal", "loc": 0.0625, "scale": 1_000_000, "size": 50],
            "default_rng(1234).normal(loc=0.0625, scale=1000000, size=50)"),
        drawn(
            "np_random", ["call": "exponential", "scale": 2.5, "size": 50],
            "default_rng(1234).exponential(scale=2.5, size=50)"),
        drawn(
            "np_random", ["call": "integers", "high": 100, "size": 500],
            "default_rng(1234).integers(low=0, high=100, size=500)"),
        drawn(
            "np_random", ["call": "integers", "low": -50, "high": 51, "size": 500],
            "default_rng(1234).integers(low=-50, high=51, size=500)"),
        drawn(
            "np_random", ["call": "standard_normal", "size": 50, "astype": "float32"],
            "default_rng(1234).standard_normal(size=50).astype('float32')"),
        drawn("np_legacy", ["call": "randn", "size": [10, 5]], "RandomState(1234).randn(10, 5)", .npy),
        drawn("np_legacy", ["call": "rand", "size": 50], "RandomState(1234).rand(50)"),
        drawn(
            "np_legacy", ["call": "normal", "loc": 100, "scale": 15, "size": 50, "astype": "float32"],
            "RandomState(1234).normal(loc=100, scale=15, size=50).astype('float32')"),
        drawn(
            "np_legacy", ["call": "normal", "loc": 1e-5, "scale": 7.25, "size": 50_000, "astype": "float32"],
            "RandomState(1234).normal(loc=0.00001, scale=7.25, size=50000).astype('float32')"),
        drawn(
            "np_legacy", ["call": "randint", "low": 1, "high": 7, "size": 501, "astype": "int32"],
            "RandomState(1234).randint(low=1, high=7, size=501).astype('int32')"),
        Case(
            generator: "np_legacy", params: ["seed": [1234], "calls": [["call": "rand", "size": 50]]],
            call: "random.seed(1234); [random.random() for _ in range(50)]"),
        Case(
            generator: "sk_blobs", params: ["seed": 1234],
            call: "sklearn.datasets.make_blobs(n_samples=100, random_state=1234)[0]"),
        Case(
            generator: "sk_blobs", params: ["seed": 1234, "n_samples": 77, "n_features": 5], encoding: .npz,
            call: "sklearn.datasets.make_blobs(n_features=5, n_samples=77, random_state=1234)"),
        Case(
            generator: "sk_regression", params: ["seed": 1234, "n_samples": 40],
            call: "sklearn.datasets.make_regression(n_samples=40, random_state=1234)[0]"),
        Case(
            generator: "sk_regression", params: ["seed": 1234, "n_samples": 40], array: .targets, encoding: .npy,
            call: "sklearn.datasets.make_regression(n_samples=40, random_state=1234)[1]"),
        Case(
            generator: "sk_classification", params: ["seed": 1234, "n_samples": 60, "astype": "float32"],
            call: "sklearn.datasets.make_classification(n_samples=60, random_state=1234)[0].astype('float32')"),
        Case(
            generator: "sk_classification", params: ["seed": 1234, "n_samples": 60], array: .targets,
            call: "sklearn.datasets.make_classification(n_samples=60, random_state=1234)[1]"),
    ]

    @Test(arguments: cases) func findsTheCall(_ lost: Case) throws {
        let found = try discover(lost.generator, lost.params, lost.array, lost.encoding)
        #expect(found.call == lost.call)
        #expect(found.recipe?.generator == lost.generator)
        #expect(found.recipe?.params["seed"] == lost.params["seed"])
    }

    @Test func tellsWhatWasTried() throws {
        let noise = (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 >> 3) }
        let found = try engine.discover(in: noise, seeds: SeedPool(0..<100))
        #expect(found.recipe == nil && found.call == nil)
        #expect(!found.tried.isEmpty)
    }

    @Test func passesOverWhatTakesTooLong() throws {
        let found = try discover(
            "np_random", ["seed": 5000, "calls": [["call": "normal", "loc": 1, "size": 4000]]], .features, .raw)
        #expect(found.recipe == nil)
        let hasty = try engine.discover(
            in: [UInt8](repeating: 63, count: 80_000), seeds: SeedPool(0..<1 << 20), patience: 0)
        #expect(hasty.recipe == nil && hasty.tried.isEmpty && !hasty.passedOver.isEmpty)
    }

    /// Whatever bytes come, something is said of them.
    @Test func nothingTraps() throws {
        let head = NpyHeader.bytes(try #require(ArrayLayout(.float64, shape: [3, 2])))
        var files: [[UInt8]] = [
            [], [0], [0x93], Array("hello, world, this is text".utf8), head, Array(head.prefix(20)),
        ]
        files.append(head + [UInt8](repeating: 255, count: 48))
        files.append([0x50, 0x4b, 3, 4] + [UInt8](repeating: 255, count: 60))
        for value in [0 as UInt8, 1, 127, 128, 255] {
            for count in [1, 2, 7, 8, 16, 64, 4096] { files.append([UInt8](repeating: value, count: count)) }
        }
        for count in 0..<60 { files.append((0..<count * 7).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ count) }) }
        for file in files { _ = try engine.discover(in: file, seeds: SeedPool(0..<20)) }
    }

    @Test func rangesHoldWhatTheyMust() {
        for (least, greatest) in [(0, 0), (-5, 9), (1, 6), (0, 255), (-1_000_000, 3), (7, 1 << 52)] as [(Int64, Int64)]
        {
            let ranges = IntegerRanges.likely(least: least, greatest: greatest, count: 50)
            #expect(ranges.contains(least...greatest))
            #expect(ranges.allSatisfy { $0.lowerBound <= least && $0.upperBound >= greatest })
        }
        #expect(IntegerRanges.likely(least: 1, greatest: 6, count: 20).contains(1...6))
        #expect(IntegerRanges.likely(least: 3, greatest: 991, count: 50).contains(0...999))
    }
}
