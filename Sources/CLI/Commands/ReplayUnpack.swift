import ArgumentParser
import Engine
import Objects

/// `at1 replay unpack`: the packed file, checked, or nothing.
struct ReplayUnpack: Command {
    static let configuration = CommandConfiguration(
        commandName: "unpack", abstract: "Compute or unpack the contents of an .at1r file, and verify them.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The .at1r file; - for standard input.", transform: Word.path) var file: String
    @Option(help: "The file to write; - for standard output.", transform: Word.path) var out: String
    @OptionGroup var output: OutputOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        try CommandError.naming(file) {
            let packed = try ContainerFile(StandardInput.path(file))
            let unpacked = try output.open(out, console, besides: file)
            try packed.unpack(with: CompositionRoot.engine(RepositoryAccess.settings(options))) {
                try unpacked.write($0)
            }
            try unpacked.commit()
            let result = packed.container.output
            if report.json {
                console.print(["length": .integer(result.length), "sha256": .string(result.sha256.hex)])
            } else {
                console.report("\(out): \(Figures.bytes(result.length)), sha256 \(result.sha256.hex)")
            }
        }
        return .done
    }
}
