import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 bundle list-heads`
struct BundleListHeads: Command {
    static let configuration = CommandConfiguration(
        commandName: "list-heads", abstract: "List the refs of a bundle. Only its header is read.", aliases: ["list"])

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The bundle.", transform: Word.path) var file: String
    @Argument(help: "Only these refs, by short or full name.") var names: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let result = try BundleReport(readingHeaderAt: file)
        let refs = result.refs.filter { ref in
            names.isEmpty || names.contains { $0 == ref.name.text || $0 == ref.name.short }
        }
        if report.json {
            console.print(.array(refs.map { ["name": .string($0.name.text), "id": .string($0.id.hex)] }))
        } else {
            BundleText.print(refs, console)
        }
        return .done
    }
}
