import Objects
import Testing

@testable import Engine

@Suite struct ReplayEngineTests {
    let engine = ReplayEngine(limits: .init(memory: 1 << 30))
    let params: JSONObject = ["seed": 2025, "n_paths": 50, "n_steps": 20]

    func make(
        _ params: JSONObject, _ encoding: Engine.Encoding = .raw
    ) throws -> (recipe: Recipe, bytes: [UInt8]) {
        var bytes: [UInt8] = []
        let recipe = try engine.makeRecipe(generator: "np_montecarlo", params: params, encoding: encoding) {
            $0.withUnsafeBytes { bytes += $0 }
        }
        return (recipe, bytes)
    }

    @Test(arguments: Engine.Encoding.allCases) func aFileIsIdentified(encoding: Engine.Encoding) throws {
        let (recipe, bytes) = try make(params, encoding)
        guard case .reproduced(let found) = try engine.identify(generator: "np_montecarlo", params: params, in: bytes)
        else {
            Issue.record("not found")
            return
        }
        #expect(found == recipe)
        #expect(found.output.sha256 == Digest(of: bytes))
        #expect(found.encoding == encoding.rawValue)
        var again: [UInt8] = []
        try engine.evaluate(found) { $0.withUnsafeBytes { again += $0 } }
        #expect(again == bytes)
        #expect(try engine.cost(of: found).output == UInt64(bytes.count))
    }

    @Test func aFileThatDiffersSaysHowFar() throws {
        var (_, bytes) = try make(params)
        bytes[16] ^= 1
        guard case .differs(let attempts) = try engine.identify(generator: "np_montecarlo", params: params, in: bytes)
        else {
            Issue.record("found")
            return
        }
        #expect(attempts.first?.agreement == .init(equal: 999, compared: 1000))
        #expect(attempts.first?.description == "X as raw: 999 of 1000 values agree (99.9 %)")
        #expect(attempts.dropFirst().allSatisfy { $0.agreement == nil })
    }

    @Test func aFileOfAnotherLengthIsNotComputed() throws {
        let identification = try engine.identify(generator: "np_montecarlo", params: params, in: [1, 2, 3])
        guard case .differs(let attempts) = identification else {
            Issue.record("found")
            return
        }
        #expect(attempts.map(\.length) == [8000, 8128, 8352 - 96])
    }

    func refusal(_ change: (Recipe) -> Recipe) throws -> RecipeRefusal.Reason {
        let recipe = change(try make(params).recipe)
        let asked = try #require(throws: RecipeRefusal.self) { try engine.cost(of: recipe) }
        let executed = try #require(throws: RecipeRefusal.self) { try engine.evaluate(recipe) { _ in } }
        #expect(asked == executed)
        return asked.reason
    }

    func rebuilt(
        _ recipe: Recipe, generator: String? = nil, params: JSONObject? = nil, array: String? = nil,
        encoding: String? = nil, name: String? = nil, code: Digest? = nil, arithmetic: String? = nil
    ) -> Recipe {
        Recipe(
            generator: generator ?? recipe.generator, params: params ?? recipe.params, array: array ?? recipe.array,
            encoding: encoding ?? recipe.encoding,
            engine: .init(name: name ?? recipe.engine.name, code: code ?? recipe.engine.code, arithmetic: arithmetic),
            output: recipe.output)
    }

    @Test func recipesOfOthersAreRefusedByReason() throws {
        #expect(try refusal { rebuilt($0, generator: "np_other") } == .unknownGenerator)
        #expect(try refusal { rebuilt($0, params: ["seed": 1]) } == .badParameter)
        #expect(try refusal { rebuilt($0, array: "y") } == .badParameter)
        #expect(try refusal { rebuilt($0, array: "Z") } == .unsupported)
        #expect(try refusal { rebuilt($0, encoding: "csv") } == .unsupported)
        #expect(try refusal { rebuilt($0, name: "numpy") } == .unsupported)
        #expect(try refusal { rebuilt($0, arithmetic: "openblas-haswell") } == .badParameter)
        #expect(try refusal { rebuilt($0, arithmetic: "abacus") } == .unsupported)
        #expect(try refusal { rebuilt($0, code: Digest(of: [])) } == .codeDiffers)
        #expect(
            try refusal {
                rebuilt($0, params: ["seed": 1, "n_paths": 1_000_000_000, "n_steps": 1_000_000])
            } == .tooLarge)
    }

    @Test func memoryIsLimited() throws {
        let small = ReplayEngine(limits: .init(memory: 1 << 20))
        let refusal = #expect(throws: RecipeRefusal.self) {
            try small.makeRecipe(generator: "np_montecarlo", params: params) { _ in }
        }
        #expect(refusal?.reason == .tooLarge)
        #expect(ReplayEngine.Limits(memory: .max).output == .max)
    }

    @Test func evaluationStopsPastTheRecordedLength() throws {
        let recipe = try make(["seed": 1, "n_paths": 1_000, "n_steps": 1_000]).recipe
        let short = Recipe(
            generator: recipe.generator, params: recipe.params, array: recipe.array, encoding: recipe.encoding,
            engine: recipe.engine, output: .init(length: 8, sha256: recipe.output.sha256))
        var count = 0
        try engine.evaluate(short) { count += $0.byteCount }
        #expect(count > 8)
        #expect(count < 1 << 20)
    }

    @Test func wordsAreComparedAcrossPieces() {
        var comparison = WordComparison()
        let a = [UInt8](0..<30)
        var b = a
        b[9] = 0
        b[29] = 0
        for range in [0..<3, 3..<11, 11..<12, 12..<30] {
            comparison.add(Array(a[range]).span.bytes, Array(b[range]).span.bytes)
        }
        #expect(comparison.finish() == .init(equal: 2, compared: 4))
    }
}
