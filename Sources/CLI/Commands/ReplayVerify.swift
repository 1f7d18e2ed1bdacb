import ArgumentParser
import Engine
import Objects

/// `at1 replay verify`: whether an .at1r file gives the bytes that it states.
struct ReplayVerify: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compute or unpack the contents of an .at1r file and compare their SHA-256.",
        discussion: "With --against, the result is also compared with another file. Exits with 1 if anything differs.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The .at1r file; - for standard input.", transform: Word.path) var file: String
    @Option(help: ArgumentHelp("A file that must be identical.", valueName: "file"), transform: Word.path) var against:
        String?

    func execute(_ console: Console) throws -> ExitStatus {
        let packed = try CommandError.naming(file) { try ContainerFile(StandardInput.path(file)) }
        let other = try against.map { try InputFile(StandardInput.path($0)) }
        let findings = try packed.verify(
            with: CompositionRoot.engine(RepositoryAccess.settings(options)), against: other)
        if report.json {
            let output = packed.container.output
            console.print([
                "verified": .bool(findings.isEmpty), "length": .integer(output.length),
                "sha256": .string(output.sha256.hex), "errors": .array(findings.map { .string($0.description) }),
            ])
        } else if findings.isEmpty {
            let output = packed.container.output
            let same = against.map { ", the same as \($0)" } ?? ""
            console.print("\(file): verified, \(Figures.bytes(output.length)), sha256 \(output.sha256.hex)\(same)")
        } else {
            for finding in findings { console.print("\(file): \(finding)") }
        }
        return findings.isEmpty ? .done : .no
    }
}
