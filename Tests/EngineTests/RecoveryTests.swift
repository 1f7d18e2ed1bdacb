import Objects
import Testing

@testable import Engine

/// Lost seeds, found again.
struct RecoveryTests {
    private let engine = ReplayEngine()

    private func file(
        _ generator: String, _ params: JSONObject, _ seed: JSONValue, _ array: ArrayName, _ encoding: Encoding
    ) throws -> [UInt8] {
        var params = params
        params["seed"] = seed
        var bytes: [UInt8] = []
        _ = try engine.makeRecipe(generator: generator, params: params, array: array, encoding: encoding) {
            $0.withUnsafeBytes { bytes += $0 }
        }
        return bytes
    }

    private func recover(
        _ generator: String, _ params: JSONObject, _ bytes: [UInt8], _ seeds: SeedPool
    ) throws -> SeedRecovery {
        try engine.recover(generator: generator, params: params, seeds: seeds, in: bytes)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let generator: String
        let params: JSONObject
        var array = ArrayName.features
        var encoding = Encoding.raw
        var testDescription: String { "\(generator) \(JSONValue.object(params).canonicalText) \(array) \(encoding)" }
    }

    static let cases: [Case] = [
        Case(generator: "np_montecarlo", params: ["n_paths": 3, "n_steps": 70]),
        Case(generator: "np_montecarlo", params: ["n_paths": 30, "n_steps": 3, "process": "walk"], encoding: .npy),
        Case(
            generator: "np_random",
            params: [
                "calls": [["call": "random", "size": 7, "array": nil], ["call": "integers", "high": 9, "size": 90]]
            ]),
        Case(
            generator: "np_random",
            params: ["calls": [["call": "normal", "loc": 3, "scale": 0.5, "size": 40, "astype": "float32"]]]),
        Case(generator: "np_random", params: ["calls": [["call": "exponential", "size": 40]]], encoding: .npz),
        Case(generator: "np_random", params: ["calls": [["call": "integers", "high": 70_000_000_000, "size": 40]]]),
        Case(generator: "np_legacy", params: ["calls": [["call": "randn", "size": 40]]]),
        Case(generator: "np_legacy", params: ["calls": [["call": "uniform", "low": -1, "high": 2, "size": 40]]]),
        Case(generator: "np_legacy", params: ["calls": [["call": "randint", "high": 2, "size": 400]]]),
        Case(generator: "np_legacy", params: ["calls": [["call": "randint", "high": 70_000_000_000, "size": 40]]]),
        Case(generator: "sk_regression", params: ["n_samples": 31, "n_features": 7]),
        Case(generator: "sk_regression", params: ["n_samples": 31, "n_features": 7, "noise": 2], array: .targets),
        Case(generator: "sk_regression", params: ["n_samples": 31, "n_features": 7, "n_targets": 3], array: .targets),
        Case(generator: "sk_regression", params: ["n_samples": 31, "n_features": 7, "astype": "float32"]),
        Case(generator: "sk_blobs", params: ["n_samples": 31, "n_features": 7], encoding: .npz),
        Case(generator: "sk_blobs", params: ["n_samples": 31, "n_features": 70, "shuffle": false]),
        Case(generator: "sk_blobs", params: ["n_samples": 61, "centers": 5], array: .targets),
        Case(
            generator: "sk_blobs", params: ["n_samples": [0, 5], "centers": [[0, 1], [2, 3]], "cluster_std": 0.5]),
        Case(generator: "sk_classification", params: ["n_samples": 61]),
        Case(generator: "sk_classification", params: ["n_samples": 61], array: .targets),
        Case(
            generator: "sk_classification", params: ["n_samples": 61, "shuffle": false, "flip_y": 0.5], array: .targets),
        Case(generator: "sk_classification", params: ["n_samples": 61, "n_features": 4]),
        Case(
            generator: "sk_classification",
            params: [
                "n_samples": 61, "n_features": 9, "n_informative": 3, "n_redundant": 1, "shift": nil, "scale": nil,
            ], encoding: .npy),
        Case(
            generator: "sk_classification",
            params: ["n_samples": 60, "n_features": 6, "n_informative": 5, "n_redundant": 1, "shift": nil]),
    ]

    @Test(arguments: cases) func findsTheSeed(_ lost: Case) throws {
        let bytes = try file(lost.generator, lost.params, 1234, lost.array, lost.encoding)
        let found = try recover(lost.generator, lost.params, bytes, SeedPool(1100..<1300))
        #expect(found.recipe?.params["seed"] == 1234)
        #expect(found.recipe?.output.length == UInt64(bytes.count))
        #expect(found.recipe?.array == lost.array.rawValue)
        #expect(found.recipe?.encoding == lost.encoding.rawValue)
        // And says so when it is not there.
        let absent = try recover(lost.generator, lost.params, bytes, SeedPool(1235..<1300))
        #expect(absent.recipe == nil)
        #expect(absent.tried == 65)
    }

    @Test func findsTheFirstOfSeveral() throws {
        // Nothing of this depends on the seed.
        let params: JSONObject = ["n_samples": 30, "shuffle": false]
        let bytes = try file("sk_blobs", params, 5, .targets, .raw)
        #expect(try recover("sk_blobs", params, bytes, SeedPool(3..<100_000)).recipe?.params["seed"] == 3)
    }

    @Test func findsSeedsOfAnySizeInLists() throws {
        let params: JSONObject = ["n_paths": 4, "n_steps": 20]
        let large = "340282366920938463463374607431768211455"
        let bytes = try file("np_montecarlo", params, .string(JSONString(large)), .features, .raw)
        let pool = try SeedPool(lines: "# seeds\n7\n\n  9007199254740993 # odd\r\n\(large)\n")
        #expect(pool.count == 3)
        #expect(try recover("np_montecarlo", params, bytes, pool).recipe?.params["seed"] == .string(JSONString(large)))
    }

    @Test func findsSeedsThatAreLists() throws {
        let params: JSONObject = ["seed": [0], "calls": [["call": "rand", "size": 40]]]
        let bytes = try file("np_legacy", params, [4567], .features, .raw)
        let found = try recover("np_legacy", params, bytes, SeedPool(4000..<5000))
        #expect(found.recipe?.params["seed"] == [4567])
    }

    @Test func saysThatNoSeedFits() throws {
        let params: JSONObject = ["n_paths": 4, "n_steps": 20]
        let found = try recover("np_montecarlo", params, [UInt8](repeating: 1, count: 639), SeedPool(0..<100))
        #expect(found.recipe == nil)
        #expect(found.tried == 0)
        #expect(found.otherForms.map(\.length).contains(640))
    }

    @Test func refusesSeedsThatTheGeneratorHasNot() throws {
        for (pool, seed) in [
            (SeedPool(0..<1 << 32 + 1), "4294967296"), (try SeedPool(lines: "5000000000"), "5000000000"),
        ] {
            let error = #expect(throws: ParameterError.self) { try recover("sk_blobs", [:], [1, 2, 3], pool) }
            #expect(error?.parameter == "seed" && error?.detail == "sk_blobs has no seed \(seed)")
        }
    }

    @Test(arguments: ["x", "-1", "1 2", "01", "1.0", "0x10"]) func refusesWhatIsNoSeed(_ line: String) throws {
        let error = #expect(throws: SeedPoolError.self) { try SeedPool(lines: "1\n\(line)\n") }
        #expect(error?.description == "line 2 is not a seed: '\(line)'")
    }

    @Test func emptyPoolsAndEmptyFilesAreNoTrouble() throws {
        let params: JSONObject = ["n_paths": 0, "n_steps": 20]
        #expect(try recover("np_montecarlo", params, [], SeedPool(5..<9)).recipe?.params["seed"] == 5)
        #expect(try recover("np_montecarlo", params, [], SeedPool(5..<5)).recipe == nil)
    }

    /// Skipping is drawing without looking.
    @Test func skippedNormalsAreThoseThatAreDrawn() {
        for seed in 0..<40 as Range<UInt32> {
            var (drawn, skipped) = (RandomState(seed: seed), RandomState(seed: seed))
            for count in [0, 1, 2, 7, 300, 5, Int(seed) * 31, 624, 1] {
                _ = drawn.normals(count)
                skipped.skipNormals(count)
                if seed % 3 == 0 { #expect(drawn.integer(through: 9) == skipped.integer(through: 9)) }
                #expect(drawn.normals(1) == skipped.normals(1))
            }
            #expect(drawn.uniform() == skipped.uniform())
        }
    }

    @Test func headsAreTheStreamsOfTheirSeeds() {
        StreamHeads.mt19937(1000..<1070, words: 227) { seed, words in
            var generator = MT19937(seed: UInt32(seed))
            for index in 0..<227 { #expect(words[index] == generator.next()) }
        }
        StreamHeads.mt19937((1 << 32) - 3..<1 << 32, words: 9, asList: true) { seed, words in
            var generator = MT19937(key: [UInt32(seed)])
            for index in 0..<9 { #expect(words[index] == generator.next()) }
        }
        StreamHeads.pcg64((1 << 33) - 600..<(1 << 33) + 3) { seed, generator in
            #expect(generator.state == PCG64(seed: Natural(seed)).state)
        }
    }
}
