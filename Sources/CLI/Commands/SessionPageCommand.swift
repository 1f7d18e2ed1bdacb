import ArgumentParser
import Engine
import Objects
import Pages

/// `at1 session html`: a self-contained HTML page.
struct SessionPageCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "html", abstract: "Make an HTML page of a session: one file, with its timeline.",
        discussion: """
            The page contains the token and verifies it again in the browser, with the key that was used here. The \
            reader has only your word for whose key that is, so the page also accepts the reader's own key or signers \
            file. It loads nothing from the network.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The token.", transform: Word.path) var token: String
    @Option(name: .shortAndLong, help: "The page's file.", transform: Word.path) var output: String
    @OptionGroup var writing: OutputOptions
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let file = try writing.open(output, console, besides: token, verifier.key)
        let opened = try SessionSource.read(token, options, verifier, console)
        let page = try CommandError.naming(token) {
            try SessionPage(opened.token, seal: opened.verdict, asked: opened.askedKey)
        }
        let html = page.html
        try file.write(html.span.bytes)
        try file.commit()
        switch opened.verdict {
        case let verdict? where !verdict.isGood:
            console.message("\(token): the session is \(verdict); the page says so")
        case nil: console.message("\(token): the signature was not checked, as there is no key; the page says so")
        default: break
        }
        if report.json {
            console.print([
                "page": .string(output), "events": .integer(UInt64(opened.session.events.count)),
                "bytes": .integer(UInt64(html.count)),
            ])
            return .done
        }
        console.report(
            "\(output): \(Figures.count(opened.session.events.count, "event")), \(Figures.short(UInt64(html.count)))")
        return .done
    }
}
