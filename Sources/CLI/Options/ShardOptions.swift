import ArgumentParser
import Store

/// The options of a command whose work can be divided among machines.
struct ShardOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Do one part of the work: K of N, or auto, as the variables of Slurm, Kubernetes, AWS Batch or GNU parallel say.",
            valueName: "K/N|auto"))
    var shard: String?
    @Option(
        help: ArgumentHelp("With --shard auto: the number of parts, where no variable says so.", valueName: "N"))
    var shards: Int?

    func validate() throws {
        guard shards == nil || shard == "auto" else { throw ValidationError("--shards goes with --shard auto") }
    }

    /// The part; nil for all of the work.
    func part() throws -> Shard? {
        guard let shard else { return nil }
        if shard == "auto" { return try ShardEnvironment(Environment.all, count: shards).shard() }
        guard let part = Shard(parsing: shard) else {
            throw CommandError(
                .usage, "--shard takes K/N, from 1/N to N/N with an N of at most \(Shard.maximumCount), or auto")
        }
        return part
    }
}

/// What the variables that batch systems set say about the part of a task.
struct ShardEnvironment {
    private let variables: [String: String]
    private let count: Int?

    /// - Parameter count: the number of parts that the call states.
    init(_ variables: [String: String], count: Int?) {
        self.variables = variables
        self.count = count
    }

    /// - Throws: a ``CommandError`` if the variables do not say which part this is.
    func shard() throws -> Shard {
        if variables["SLURM_ARRAY_TASK_ID"] != nil {
            let first = try find("SLURM_ARRAY_TASK_MIN") ?? 0
            let step = max(1, try find("SLURM_ARRAY_TASK_STEP") ?? 1)
            let place = try get("SLURM_ARRAY_TASK_ID") - first
            guard place >= 0, place.isMultiple(of: step) else { throw Self.unclear("SLURM_ARRAY_TASK_ID") }
            return try shard(place / step, "SLURM_ARRAY_TASK_ID", of: find("SLURM_ARRAY_TASK_COUNT"))
        }
        for (place, size, first) in [
            ("JOB_COMPLETION_INDEX", "AT1_SHARDS", 0), ("AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", 0),
            ("PARALLEL_SEQ", "AT1_SHARDS", 1),
        ] where variables[place] != nil {
            return try shard(get(place) - first, place, of: find(size))
        }
        throw CommandError(
            .usage, "--shard auto finds no variable of a batch system that says which part this is",
            hint: "say it with --shard K/N")
    }

    private func shard(_ place: Int, _ name: String, of stated: Int?) throws -> Shard {
        if let stated, let count, stated != count {
            throw CommandError(.usage, "--shards \(count) is not what the batch system says: \(stated)")
        }
        guard let count = stated ?? count else {
            throw CommandError(
                .usage, "\(name) is set, and no variable says how many parts there are",
                hint: "say it with --shards N, or with the variable AT1_SHARDS")
        }
        guard place < Shard.maximumCount, let shard = Shard(place + 1, of: count) else { throw Self.unclear(name) }
        return shard
    }

    private func get(_ name: String) throws -> Int {
        guard let value = try find(name) else { throw Self.unclear(name) }
        return value
    }

    private func find(_ name: String) throws -> Int? {
        guard let text = variables[name], !text.isEmpty else { return nil }
        guard let value = Int(text), (0...Int(Int32.max)).contains(value) else { throw Self.unclear(name) }
        return value
    }

    private static func unclear(_ name: String) -> CommandError {
        CommandError(.usage, "\(name) does not say which part this is", hint: "say it with --shard K/N")
    }
}
