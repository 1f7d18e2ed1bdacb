import ArgumentParser
import Engine

/// How thoroughly the origin of a file is searched for.
struct DiscoveryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Try the seeds 0 to N - 1.", valueName: "n"))
    var seedPool: UInt64 = 1 << 16

    @Option(
        help: ArgumentHelp("Skip origins whose search would exceed this time in total.", valueName: "seconds"))
    var patience: Double = 8

    var count: UInt64 { seedPool }

    func validate() throws {
        guard seedPool > 0 else { throw ValidationError("--seed-pool must be 1 or more") }
        try Self.check(patience: patience)
    }

    /// Refuses a time that a search cannot take.
    static func check(patience: Double) throws {
        guard (0...1_000_000).contains(patience) else {
            throw ValidationError("--patience must be 0 or more, and at most 1000000 seconds")
        }
    }

    /// Searches for the origin of `input`, the file at `path`.
    func run(_ engine: ReplayEngine, _ path: String, _ input: InputFile, _ options: GlobalOptions) throws -> Discovery {
        let progress = Progress("trying seeds", options, unit: "")
        defer { progress.finish() }
        return try CommandError.naming(path) {
            try engine.discover(in: input, seeds: SeedPool(0..<seedPool), patience: patience) { _, tried in
                progress.show(tried, of: seedPool)
            }
        }
    }
}
