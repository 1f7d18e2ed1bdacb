import ArgumentParser
import Engine
import Files
import Glibc
import Objects
import Recording

/// `at1 session record`: events as they happen, into a journal.
struct SessionRecordCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record the events of a run into a journal.",
        discussion: """
            Reads events as lines of JSON, {"kind": …, "payload": {…}}, from standard input, or from clients of a Unix \
            socket. The run starts now or, if the first event has a ts_ms, then, and ends with its last event; the token \
            says so. A line has at most 16 MiB. Acknowledges each line with a line {"idx": …, "ts_ms": …} once its event is durable: if the \
            recorder is killed, the journal has every acknowledged event. With --listen it ends on SIGINT or SIGTERM. \
            Exits with 1 if a line was not an event. A run whose last event is skill_end is sealed automatically, into \
            --output, if a key is available without asking: the one in A2A_REPLAY_SIGNING_KEY, or your own if its \
            passphrase is known.
            """)

    @OptionGroup var options: GlobalOptions
    /// The answers are JSON with and without --json.
    @OptionGroup var report: ReportOptions
    @Option(help: "The agent, optionally with its version: AGENT@VERSION.") var agent: String
    @Option(help: "The skill that runs.") var skill: String
    @Option(help: "The journal to write.", transform: Word.path) var journal: String
    @Option(help: "The caller of the agent.") var caller = ""
    @Option(help: "The task's identifier.") var task = ""
    @Option(help: "The random seed of the run.") var seed = ""
    @Option(help: "The hash of the run's input.") var inputHash = ""
    @Option(help: "The identifier of the run's receipt.") var receipt = ""
    @Option(help: "The session's identifier; random by default.") var sessionID: String?
    @Option(
        help: ArgumentHelp("Receive events from a Unix socket at this path.", valueName: "path"), transform: Word.path)
    var listen: String?
    @Flag(help: "Continue a journal whose recording was interrupted.") var resume = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Seal the run into this file; the journal's name with .token by default.", valueName: "token"))
    var output: String?
    @Flag(name: .customLong("no-seal"), help: "Do not seal the run.") var noSeal = false
    @OptionGroup var signer: SigningKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let key = try sealingKey(console)
        let file =
            try resume ? JournalFile.resume(run(), at: journal) : JournalFile.create(run(), at: journal, waiting: true)
        var recorder = Recorder(into: file, now: { FileClock.milliseconds })
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
        let hasStatedTimes = recorder.hasStatedTimes
        try recorder.end()
        console.message("\(journal): \(Figures.count(recorded, "event"))")
        if hasStatedTimes { console.message("\(journal): the run starts and ends when its events say") }
        if let key { try seal(key, console) }
        if refused > 0 { throw CommandError(.no, "\(Figures.count(refused, "line")) of the input: not an event") }
        return .done
    }

    /// The key to seal the run with: the one that the options name, or one that needs no passphrase prompt.
    private func sealingKey(_ console: Console) throws -> SigningKey? {
        if noSeal {
            guard output == nil, signer.key == nil else {
                throw CommandError(.usage, "--no-seal excludes --output and --key")
            }
            return nil
        }
        guard access(token, F_OK) != 0 else {
            guard output == nil, signer.key == nil else {
                throw CommandError(.refused, "'\(token)' exists already", hint: "name another with --output")
            }
            console.message("the run will not be sealed: '\(token)' exists already")
            return nil
        }
        guard output == nil, signer.key == nil else { return try signer.signingKey(options, console) }
        return try signer.keyAtHand(options, console)
    }

    /// The path of the token.
    private var token: String {
        output ?? (journal.hasSuffix(".journal") ? String(journal.dropLast(".journal".count)) : journal) + ".token"
    }

    private func seal(_ key: SigningKey, _ console: Console) throws {
        guard let session = try SessionJournal(parsing: JournalFile.read(at: journal))?.session else { return }
        guard session.events.kinds.last == .skillEnd else {
            return console.message("\(journal): not sealed, as the run does not end with skill_end")
        }
        try SealedSession.write(session, by: key, to: OutputFile(token, replacing: false))
        console.message(SealedSession.line(session, by: key, in: token))
    }

    private func run() -> ReplayRun {
        var run = ReplayRun(sessionID: sessionID ?? RandomID.hex(), agent: agent, skillName: skill)
        run.caller = caller
        run.taskID = task
        run.randomSeed = seed
        run.inputHash = inputHash
        run.receiptID = receipt
        run.startedAt = FileClock.milliseconds / 1000
        run.nonce = RandomID.hex()
        return run
    }
}
