import ArgumentParser
import Engine
import Objects

/// `at1 replay unpack`: the packed file, checked, or nothing.
struct ReplayUnpack: Command {
    static let configuration = CommandConfiguration(
        commandName: "unpack", abstract: "Compute or unpack the file of an .at1r file, and check it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The .at1r file.") var file: String
    @Option(help: "The file to write.") var out: String

    func execute(_ console: Console) throws -> ExitStatus {
        try CommandError.naming(file) {
            let packed = try ContainerFile(file)
            let output = try OutputFile(replacing: out)
            try packed.unpack(with: RepositoryAccess.engine(RepositoryAccess.settings(options))) {
                try output.write($0)
            }
            try output.commit()
            let result = packed.container.output
            if report.json {
                console.print(["length": .integer(result.length), "sha256": .string(result.sha256.hex)])
            } else {
                console.print("\(out): \(Figures.bytes(result.length)), sha256 \(result.sha256.hex)")
            }
        }
        return .done
    }
}
