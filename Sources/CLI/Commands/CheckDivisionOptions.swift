import ArgumentParser
import Engine
import Objects
import Store

/// The options of `at1 fsck` that divide a check among machines, or over time.
struct CheckDivisionOptions: ParsableArguments {
    @OptionGroup var sharing: ShardOptions
    @Option(
        help: ArgumentHelp("Write the report, which --join and --resume read.", valueName: "file"),
        transform: Word.path)
    var report: String?
    @Option(
        help: ArgumentHelp("Continue the check that this report of the same shard is about.", valueName: "file"),
        transform: Word.path)
    var resume: String?
    @Option(
        help: ArgumentHelp(
            "Check only what has been added since this report of a whole check that found nothing wrong.",
            valueName: "file"), transform: Word.path)
    var since: String?
    @Option(help: ArgumentHelp("With --since: check this part of the rest, too.", valueName: "K/N"))
    var share: String?
    @Option(
        name: .customLong("time-limit"),
        help: ArgumentHelp(
            "Begin nothing new after this time, and report what is left; exits with 1 if anything is.",
            valueName: "seconds"))
    var timeLimit: Double?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Make one report of those of all shards, or of their attestations.", valueName: "report"),
        transform: Word.path)
    var join: [String] = []

    func validate() throws {
        guard timeLimit.map({ (0...1e9).contains($0) }) ?? true else {
            throw ValidationError("--time-limit takes 0 to 1000000000 seconds")
        }
        guard share == nil || since != nil else { throw ValidationError("--share goes with --since") }
        guard share.map({ Shard(parsing: $0) != nil }) ?? true else {
            throw ValidationError("--share takes K/N, from 1/N to N/N")
        }
        guard join.isEmpty || !isPart else {
            throw ValidationError("--join excludes --shard, --report, --resume, --since and --time-limit")
        }
    }

    private var isPart: Bool {
        sharing.shard != nil || report != nil || resume != nil || since != nil || timeLimit != nil
    }

    /// The report that is continued, if any.
    func earlierReport() throws -> ShardReport? { try resume.map { try SignedShardReport($0).report } }

    func open(_ writing: OutputOptions, _ console: Console) throws -> OutputFile? {
        try report.map { try writing.open($0, console) }
    }

    func write(_ object: JSONObject, to file: OutputFile?) throws {
        try file?.commit(.object(object))
    }

    /// Limits a check to what the options say.
    func limit(_ options: inout Fsck.Options, repair: Bool, continuing earlier: ShardReport?) throws {
        guard isPart else { return }
        let part = try sharing.part()
        guard !repair else { throw CommandError(.usage, "--repair works on everything, and not on a part") }
        options.shard = part ?? earlier?.shard ?? .whole
        options.beginning = earlier?.beginning
        if let since {
            let roots = try CheckReport.roots(of: since, executing: options.executesRecipes)
            options.basis = FsckBasis(roots: roots, part: share.flatMap { Shard(parsing: $0) })
        }
        options.deadline = timeLimit.map { .now + .milliseconds(Int64($0 * 1000)) }
    }
}
