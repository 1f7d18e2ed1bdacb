import ArgumentParser
import Engine
import Objects

/// `at1 rerun capture`: a bundle of a step.
struct RerunCapture: Command {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Record a step of an agent as a bundle: hashes of its inputs and of the expected output.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var passphrase: PassphraseOptions
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The bundle to write; - for standard output.", valueName: "bundle"), transform: Word.path)
    var output: String
    @OptionGroup var writing: OutputOptions
    @Option(
        help: ArgumentHelp(
            "Sign with this key: a file in any format, or the name of one of your keys.", valueName: "key")
    )
    var key: String?
    @Argument(help: "The step record, as JSON; - for standard input.", transform: Word.path) var step: String

    func execute(_ console: Console) throws -> ExitStatus {
        let file = try writing.open(output, console, besides: step, key)
        let record = try RerunInput.record(step)
        let bundle: RerunBundle
        do {
            let step = try RerunStep(record)
            for (name, written, kept) in step.roundedIntegers {
                console.message(
                    "warning: the bundle has \(kept) for the \(name) \(written): its JSON holds integers exactly up to 2^53"
                )
            }
            let key = try key.map { try KeyAccess(passphrase, console).signingKey($0) }
            bundle = try RerunBundle.capture(step, signedBy: key)
        } catch let violation as RerunSchemaViolation {
            throw CommandError(.no, "invalid step record at \(step): \(violation)")
        }
        try file.write(bundle.bytes.span.bytes)
        try file.commit()
        if report.json {
            console.print([
                "bundle": .string(output), "id": .string(ObjectID(of: .bundle, bundle.bytes).hex),
                "signed": .bool(bundle.signature != nil),
            ])
        }
        return .done
    }
}
