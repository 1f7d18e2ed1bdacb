import ArgumentParser
import Files
import Objects
import Proxy

/// `at1 proxy`: records the exchanges with a model's endpoint, or answers from a recording.
struct ProxyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Record the requests to a model's endpoint and its answers, or answer from a recording.",
        discussion: """
            With --record, passes each request on to --upstream, and its answer back piece by piece as it comes. Each \
            exchange is an llm_call and an llm_response of the journal, which 'at1 session seal' seals; an answer ends \
            when both are durable. Authorization headers are never recorded, nor is a secret of theirs wherever else it \
            occurs; --redact names more, and finds it in the text as it is joined over all pieces and events of a stream.

            With --replay, answers from a session without a network: the same bytes in the same pieces. A request that is \
            not in it is answered with 409 and the first difference. Exits with 1 if a request was refused.

            Prints the address to listen at, and ends on SIGINT or SIGTERM.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(
        help: ArgumentHelp("Record into this journal, which must not exist.", valueName: "journal"),
        transform: Word.path)
    var record: String?
    @Option(help: ArgumentHelp("The server to pass requests on to, such as https://api.openai.com.", valueName: "url"))
    var upstream: String?
    @Option(
        help: ArgumentHelp("Do not record what matches this regular expression. May be repeated.", valueName: "regex"))
    var redact: [String] = []
    @Option(help: ArgumentHelp("The agent, optionally with its version: AGENT@VERSION.", valueName: "agent"))
    var agent = "proxy"
    @Option(help: ArgumentHelp("The skill that runs.", valueName: "skill")) var skill = "llm"
    @Option(
        help: ArgumentHelp("Answer from this session: a file, or REV:path.", valueName: "session"), transform: Word.path
    )
    var replay: String?
    @Flag(help: "Demand the requests in the order in which they were recorded.") var strict = false
    @Flag(help: "Send the pieces of answers at the times at which they came.") var timing = false
    @OptionGroup var verifier: VerifyingKeyOptions
    @Option(
        help: ArgumentHelp("The address to listen at: an IPv4 address and a port, 0 for any.", valueName: "address"))
    var listen = "127.0.0.1:0"

    var isAction: Bool { true }

    func validate() throws {
        guard (record == nil) != (replay == nil) else { throw ValidationError("give one of --record and --replay") }
        guard (record == nil) == (upstream == nil) else { throw ValidationError("--record and --upstream go together") }
        guard replay != nil || (!strict && !timing && verifier.key == nil) else {
            throw ValidationError("--strict, --timing and --key are for --replay")
        }
        guard record != nil || redact.isEmpty else { throw ValidationError("--redact is for --record") }
    }

    func execute(_ console: Console) throws -> ExitStatus {
        if let replay { return try play(replay, console) }
        if let record, let upstream { return try pass(to: upstream, into: record, console) }
        return .usage
    }

    private func pass(to upstream: String, into path: String, _ console: Console) throws -> ExitStatus {
        let listener = try ProxyListener(at: listen)
        var run = ReplayRun(sessionID: RandomID.hex(), agent: agent, skillName: skill)
        run.startedAt = FileClock.milliseconds / 1000
        run.nonce = RandomID.hex()
        let proxy = try RecordingProxy(upstream: upstream, redacting: redact) { try ExchangeJournal(run, at: path) }
        let journal = proxy.journal
        journal.add(.skillStart, proxy.start)
        try journal.flush()
        try say(listener.url, console)
        try listener.serve { proxy.answer($0, $1) }
        journal.add(.skillEnd, .empty)
        try journal.end()
        console.message("\(path): \(Figures.count(journal.count, "event")); seal it with 'at1 session seal'")
        return .done
    }

    private func play(_ word: String, _ console: Console) throws -> ExitStatus {
        let session = try SessionSource.open(word, options, verifier, console).session
        let proxy = try ReplayingProxy(session, isStrict: strict, keepsTime: timing)
        let listener = try ProxyListener(at: listen)
        try say(listener.url, console)
        try listener.serve { proxy.answer($0, $1) }
        let progress = proxy.progress
        console.message("\(word): \(progress.answered) of \(Figures.count(progress.of, "exchange")) played back")
        if progress.refused > 0 {
            console.message("\(Figures.count(progress.refused, "request")) refused: not in the session")
        }
        return progress.refused == 0 ? .done : .no
    }

    private func say(_ url: String, _ console: Console) throws {
        if report.json { console.print(["url": .string(url)]) } else { console.print("listening at \(url)") }
        try console.flush()
    }
}
