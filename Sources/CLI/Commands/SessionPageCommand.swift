import ArgumentParser
import Engine
import Objects
import Pages

/// `at1 session html`: a page that needs nothing else.
struct SessionPageCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "html", abstract: "Make a page of a session: one file, with its timeline to scrub.",
        discussion: """
            The page holds the token and verifies it again in the browser, with the key that it was checked with here. It \
            loads nothing from anywhere.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The token.") var token: String
    @Option(name: .shortAndLong, help: "The page's file.") var output: String
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let opened = try SessionSource.read(token, options, verifier, console)
        let signer = opened.signer.map { SessionPage.Signer(key: $0.key, principal: $0.principal) }
        let page = try CommandError.naming(token) { try SessionPage(opened.token, signer: signer) }
        let file = try OutputFile(replacing: output)
        let html = page.html
        try file.write(html.span.bytes)
        try file.commit()
        switch page.verdict {
        case .verified: break
        case .notVerified: console.message("\(token): the signature does not match, and the page says so")
        case .unchecked:
            console.message("\(token): the signature was not checked, as there is no key; the page says so")
        }
        console.print(
            "\(output): \(Figures.count(opened.session.events.count, "event")), \(Figures.short(UInt64(html.count)))")
        return .done
    }
}
