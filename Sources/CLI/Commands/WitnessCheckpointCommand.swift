import ArgumentParser
import Engine
import Objects
import Store

/// `at1 witness checkpoint`: states what was published.
struct WitnessCheckpointCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "Write a signed checkpoint of all published moves.",
        discussion: """
            The first checkpoint begins the log of published moves, with those in the reflogs of branches and tags; from \
            then on every move is logged. A ref that was moved without being logged gets a line that says so.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var choice: SigningKeyChoice
    @Option(
        help: ArgumentHelp(
            "The name of the log, such as example.org/data; the setting witness.origin by default.", valueName: "name"))
    var origin: String?
    @Option(name: .shortAndLong, help: "The checkpoint to write; - for standard output.", transform: Word.path)
    var output: String
    @OptionGroup var writing: OutputOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let file = try writing.open(output, console, besides: choice.key)
        let key = try choice.get(access.repository, console)
        let tree = try PublishedTree(access, origin: origin, completing: true)
        let signed = try tree.checkpoint(by: key)
        try file.write(signed.note.bytes.span.bytes)
        try file.commit()
        let name = NoteKey(name: tree.origin, .ed25519, key.publicKey)?.text ?? ""
        if report.json {
            console.print([
                "checkpoint": .string(output), "origin": .string(tree.origin),
                "size": .integer(signed.checkpoint.head.size), "root": .string(signed.checkpoint.head.root.hex),
                "key": .string(name),
            ])
        } else {
            console.report("\(output): \(signed.checkpoint.head.moves), signed by \(name)")
        }
        return .done
    }
}
