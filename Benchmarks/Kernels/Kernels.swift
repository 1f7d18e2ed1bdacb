import Engine
import Objects

/// Times what a command cannot show by itself: numbers made and thrown away, bytes hashed and nothing else.
///
///     Kernels VALUES [ROUNDS]
///
/// Prints one line of JSON: the seconds of each round, for making so many normals (`generate`), hashing as many bytes
/// (`hash`), and doing both (`materialise`).
@main
enum Kernels {
    static func main() throws {
        let words = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
        guard let values = words.first, values > 0 else { fatalError("usage: Kernels VALUES [ROUNDS]") }
        let rounds = words.count > 1 ? max(1, words[1]) : 3
        let engine = ReplayEngine()
        var made, hashed, both: [JSONValue]
        (made, hashed, both) = ([], [], [])
        let recipe = try engine.makeRecipe(
            generator: "np_montecarlo", params: ["seed": 7, "n_paths": .integer(values), "n_steps": 1]
        ) { _ in }
        let piece = [UInt8](repeating: 0x5a, count: 1 << 18)
        for _ in 0..<rounds {
            made.append(try seconds { try engine.evaluate(recipe) { _ in } })
            hashed.append(
                seconds {
                    var hasher = ContentHasher()
                    var left = values * 8
                    while left > 0 {
                        hasher.update(piece.span.bytes.extracting(first: min(left, piece.count)))
                        left -= piece.count
                    }
                    _ = hasher.finish()
                })
            both.append(
                try seconds {
                    var hasher = ContentHasher()
                    try engine.evaluate(recipe) { hasher.update($0) }
                    guard hasher.finish() == recipe.output.sha256 else { fatalError("other bytes came out") }
                })
        }
        let result: JSONValue = ["generate": .array(made), "hash": .array(hashed), "materialise": .array(both)]
        print(result.canonicalText)
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> JSONValue {
        let start = ContinuousClock.now
        try body()
        return .number((ContinuousClock.now - start) / .seconds(1))
    }
}
