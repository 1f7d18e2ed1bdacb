import Objects
import TestSupport
import Testing

@testable import Engine

/// Outputs that are entered in the middle.
@Suite struct PointTests {
    let engine = ReplayEngine(limits: .init(memory: 1 << 30))

    /// Executes a recipe from `point` on, and gives its bytes and the points that were passed.
    func evaluate(
        _ recipe: Recipe, from point: RecipePoint? = nil, _ count: UInt64 = .max
    ) throws -> (bytes: [UInt8], points: [RecipePoint]) {
        var bytes: [UInt8] = []
        var points: [RecipePoint] = []
        try engine.evaluate(recipe, from: point, count: count) {
            points.append($0)
        } _: { piece in
            piece.withUnsafeBytes { bytes += $0 }
        }
        return (bytes, points)
    }

    func make(_ generator: String, _ params: JSONObject, _ array: ArrayName? = nil, _ encoding: Engine.Encoding)
        throws -> (recipe: Recipe, bytes: [UInt8])
    {
        var bytes: [UInt8] = []
        let recipe = try engine.makeRecipe(
            generator: generator, params: params, array: array, encoding: encoding
        ) { piece in piece.withUnsafeBytes { bytes += $0 } }
        return (recipe, bytes)
    }

    static let generators: [(String, JSONObject)] = [
        (
            "np_random",
            [
                "seed": 11,
                "calls": [
                    ["call": "integers", "high": 200, "size": 3],
                    ["call": "standard_normal", "size": 700_001, "astype": "float32", "array": nil],
                    ["call": "integers", "high": 1000, "size": 1_500_001],
                    ["call": "normal", "loc": 3, "size": 900_000, "array": "y"],
                    ["call": "integers", "high": 9_000_000_000_000, "size": 400_001],
                ],
            ]
        ),
        (
            "np_legacy",
            [
                "seed": 5,
                "calls": [
                    ["call": "rand", "size": 1_200_001], ["call": "randint", "high": 77, "size": 3, "array": nil],
                    ["call": "randn", "size": 1_100_003], ["call": "uniform", "low": -1, "high": 2, "size": 9],
                ],
            ]
        ),
        ("np_montecarlo", ["seed": 3, "n_paths": 1201, "n_steps": 1000]),
        (
            "np_random",
            ["seed": 2, "calls": [["call": "integers", "high": 100, "size": 9_000_001, "astype": "uint8"]]]
        ),
    ]

    @Test(arguments: 0..<generators.count, [Engine.Encoding.raw, .npy])
    func everyPointLeadsToTheRest(_ number: Int, _ encoding: Engine.Encoding) throws {
        let (generator, params) = Self.generators[number]
        let (recipe, bytes) = try make(generator, params, .features, encoding)
        #expect(try engine.hasPoints(recipe))
        let (whole, points) = try evaluate(recipe)
        #expect(whole == bytes)
        #expect(points.contains { $0.offset > 4 << 20 && $0.offset < UInt64(bytes.count) })
        for point in points {
            let (part, _) = try evaluate(recipe, from: point, 100_000)
            let rest = bytes[Int(point.offset)...]
            #expect(part.count >= min(100_000, rest.count))
            #expect(rest.starts(with: part), "from \(point.offset)")
        }
    }

    @Test func readingOnNeedsOnlyTheLastPoint() throws {
        let (generator, params) = Self.generators[1]
        let (recipe, bytes) = try make(generator, params, .features, .npy)
        var random = SeededGenerator(printingSeedOf: "readingOnNeedsOnlyTheLastPoint")
        var point: RecipePoint?
        var offset = 0
        while offset < bytes.count {
            let (part, points) = try evaluate(recipe, from: point, .random(in: 1...700_000, using: &random))
            #expect(bytes[offset...].starts(with: part))
            guard let last = points.last, !part.isEmpty else { break }
            offset += part.count
            #expect(last.offset == UInt64(offset))
            point = last
        }
        #expect(offset == bytes.count)
    }

    @Test func whatIsComputedAsAWholeHasNone() throws {
        let (archive, _) = try make("np_random", ["seed": 1, "calls": [["call": "random", "size": 9]]], nil, .npz)
        #expect(try !engine.hasPoints(archive))
        let (walk, _) = try make(
            "np_montecarlo", ["seed": 3, "n_paths": 2, "n_steps": 3, "process": "walk"], nil, .raw)
        #expect(try !engine.hasPoints(walk))
        let (learn, _) = try make("sk_blobs", ["n_samples": 5, "seed": 1], .features, .raw)
        #expect(try !engine.hasPoints(learn))
    }

    @Test func aFalsePointIsAnError() throws {
        for (generator, params) in Self.generators[1...2] {
            let (recipe, _) = try make(generator, params, .features, .raw)
            let point = try #require(try evaluate(recipe, 5 << 20).points.first)
            let states = [
                Array(point.state.dropLast()), point.state + [0], [UInt8](repeating: 0xff, count: point.state.count),
                [],
            ]
            for state in states {
                #expect(throws: DecodeError.self) {
                    try evaluate(recipe, from: RecipePoint(offset: point.offset, state: state), 8)
                }
            }
            #expect(throws: DecodeError.self) {
                try evaluate(recipe, from: RecipePoint(offset: .max, state: point.state), 8)
            }
        }
    }
}
