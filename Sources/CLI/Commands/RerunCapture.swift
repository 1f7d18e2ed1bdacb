import ArgumentParser
import Engine
import Objects

/// `at1 rerun capture`: a bundle of a step.
struct RerunCapture: Command {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Pin a step of an agent in a bundle: hashes of what went in and must come out.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var passphrase: PassphraseOptions
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The bundle to write.", valueName: "bundle"))
    var output: String
    @Option(
        help: ArgumentHelp("Sign with this key: a file in any format, or the name of a key of yours.", valueName: "key")
    )
    var key: String?
    @Argument(help: "The step record, as JSON.") var step: String

    func execute(_ console: Console) throws -> ExitStatus {
        let record = try RerunInput.record(step)
        let bundle: RerunBundle
        do {
            let step = try RerunStep(record)
            let key = try key.map { try KeyAccess(passphrase, console).signingKey($0) }
            bundle = try RerunBundle.capture(step, signedBy: key)
        } catch let violation as RerunSchemaViolation {
            throw CommandError(.no, "invalid step record at \(step): \(violation)")
        }
        let file = try OutputFile(replacing: output)
        try file.write(bundle.bytes.span.bytes)
        try file.commit()
        return .done
    }
}
