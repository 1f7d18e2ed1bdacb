import ArgumentParser
import Objects

/// `at1 session receipts`: the receipts that a session names.
struct SessionReceiptsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "receipts", abstract: "List the receipts that a session names.",
        discussion: """
            A receipt that an event contains as a sealed token is checked: its signature and, if it is that of the run, \
            that it agrees with the session. Exits with 1 if one is not in order, and with 2 if there is no key to verify \
            with.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The token.", transform: Word.path) var token: String
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let session = try SessionSource.open(token, options, verifier, console).session
        let receipts = session.receipts
        let check = try verifier.check(options, hasSeals: receipts.contains { $0.sealed != nil }, console)
        var isInOrder = true
        var list: [JSONValue] = []
        for named in receipts {
            let sealed = named.sealed
            let verdict = sealed.flatMap { check.verdict(on: $0.token, endedAt: $0.receipt.endedAt) }
            let differences = named.isOfRun ? sealed?.receipt.differences(from: session) ?? [] : []
            if let verdict, !verdict.isGood { isInOrder = false }
            if !differences.isEmpty { isInOrder = false }
            if report.json {
                list.append([
                    "id": .string(named.id), "of_run": .bool(named.isOfRun),
                    "events": .array(named.events.map { .integer($0) }),
                    "status": sealed.map { .string($0.receipt.status) } ?? .null,
                    "verdict": verdict.map { .string($0.code) } ?? .null,
                    "differences": .array(differences.map { .string($0) }),
                ])
            } else {
                var words = [named.id, named.isOfRun ? "of the run" : "of an event"]
                words.append(sealed?.receipt.status ?? "not sealed here")
                if let verdict { words.append("\(verdict)") }
                words += differences.map { "differs: \($0)" }
                console.print(words.map(TerminalText.safe).joined(separator: "\t"))
            }
        }
        if report.json { console.print(.array(list)) }
        return isInOrder ? .done : .no
    }
}

/// `at1 session receipt`: sealed receipts.
struct SessionReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Check the sealed receipt of a run.",
        subcommands: [SessionReceiptVerifyCommand.self])
}
