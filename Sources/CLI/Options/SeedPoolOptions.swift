import ArgumentParser
import Engine

/// The seeds to try.
struct SeedPoolOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Try the seeds 0 to N - 1.", valueName: "n"))
    var seedPool: UInt64?

    @Option(help: ArgumentHelp("Try the seeds A to B - 1.", valueName: "A:B"))
    var seedRange: String?

    @Option(help: ArgumentHelp("Try the seeds in this file, one per line; - for standard input.", valueName: "file"))
    var seedsFrom: String?

    func validate() throws {
        let given = [seedPool != nil, seedRange != nil, seedsFrom != nil].count { $0 }
        guard given == 1 else {
            throw ValidationError("say which seeds to try: one of --seed-pool, --seed-range and --seeds-from")
        }
        if let seedRange, Self.range(seedRange) == nil {
            throw ValidationError("'\(seedRange)' is not a range of seeds: give two numbers, as 1000:2000")
        }
    }

    private static func range(_ text: String) -> Range<UInt64>? {
        let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt64($0) }
        guard ends.count == 2, let first = ends[0], let end = ends[1], first <= end else { return nil }
        return first..<end
    }

    /// The pool; read from a file if it names one.
    func seeds() throws -> SeedPool {
        if let seedsFrom {
            let text = try TextInput.read(seedsFrom)
            return try SeedPool(lines: text)
        }
        return SeedPool(seedRange.flatMap(Self.range) ?? 0..<(seedPool ?? 0))
    }
}
