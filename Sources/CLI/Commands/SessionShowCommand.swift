import ArgumentParser
import Objects

/// `at1 session show`: the timeline in the terminal.
struct SessionShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a session as a timeline.",
        discussion: "Exits with 1 when there is a key and the signature is not its.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The token.") var token: String
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let opened = try SessionSource.read(token, options, verifier, console)
        for line in SessionHeading(opened).lines { console.print(line) }
        console.print("")
        let timeline = SessionTimeline(opened.session)
        for event in opened.session.events {
            for line in timeline.lines(of: event) { console.print(line) }
        }
        return opened.verdict == .notVerified ? .no : .done
    }
}
