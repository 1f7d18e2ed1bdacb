import ArgumentParser
import Glibc
import Objects
import Recording

/// `at1 session record`: events as they happen, into a journal.
struct SessionRecordCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record the events of a run into a journal.",
        discussion: """
            Reads events as lines of JSON, {"kind": …, "payload": {…}}, from standard input, or from whoever connects to a \
            Unix socket. Each line is answered with a line {"idx": …, "ts_ms": …} once its event is durable: killed at any \
            instant, the journal has every event that was answered. With --listen it ends on SIGINT or SIGTERM. Exits with 1 \
            when a line was no event.
            """)

    @OptionGroup var options: GlobalOptions
    @Option(help: "The agent; with its version as AGENT@VERSION.") var agent: String
    @Option(help: "The skill that runs.") var skill: String
    @Option(help: "The journal to write.") var journal: String
    @Option(help: "Who called the agent.") var caller = ""
    @Option(help: "The task's identifier.") var task = ""
    @Option(help: "What the run's random numbers are seeded with.") var seed = ""
    @Option(help: "The hash of the run's input.") var inputHash = ""
    @Option(help: "The identifier of the run's receipt.") var receipt = ""
    @Option(help: "The session's identifier; random by default.") var sessionID: String?
    @Option(help: ArgumentHelp("Take events from a Unix socket at this path.", valueName: "path")) var listen: String?
    @Flag(help: "Go on with a journal whose recording broke off.") var resume = false

    func execute(_ console: Console) throws -> ExitStatus {
        let file = try resume ? JournalFile.resume(run(), at: journal) : JournalFile.create(run(), at: journal)
        var recorder = Recorder(into: file, now: SystemClock.milliseconds)
        if let listen {
            console.message("listening at \(listen)")
            try recorder.record(listeningAt: listen)
        } else {
            let isSilent = options.quiet
            try recorder.record(from: 0) { answers in
                guard !isSilent, !answers.isEmpty else { return }
                for answer in answers { console.print(answer) }
                try console.flush()
            }
        }
        let (recorded, refused) = (recorder.eventCount, recorder.refusedCount)
        try recorder.end()
        console.message("\(journal): \(Figures.count(recorded, "event"))")
        if refused > 0 { throw CommandError(.no, "\(Figures.count(refused, "line")) of the input: no event") }
        return .done
    }

    private func run() -> ReplayRun {
        let parts = agent.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var run = ReplayRun(
            sessionID: sessionID ?? SystemClock.randomHex(), agentName: parts[0].isEmpty ? agent : parts[0],
            skillName: skill)
        if parts.count == 2, !parts[0].isEmpty { run.agentVersion = parts[1] }
        run.caller = caller
        run.taskID = task
        run.randomSeed = seed
        run.inputHash = inputHash
        run.receiptID = receipt
        run.startedAt = SystemClock.milliseconds() / 1000
        run.nonce = SystemClock.randomHex()
        return run
    }
}

/// What a recording takes from the system.
private enum SystemClock {
    /// Milliseconds since 1970.
    static func milliseconds() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(max(0, now.tv_sec)) * 1000 + UInt64(now.tv_nsec / 1_000_000)
    }

    /// Eight random bytes, as a2a_pack makes its identifiers.
    static func randomHex() -> String {
        let number = UInt64.random(in: .min ... .max)
        return Hex.encode((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }
}
