import ArgumentParser
import Objects
import Store

/// `at1 materialize`: writes missing files.
struct MaterializeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "materialize", abstract: "Write missing files: fetch their bytes, or compute them.",
        discussion: "Existing files in the working tree are not changed.", aliases: ["materialise"])

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "Files and folders.", transform: Word.path) var paths: [String]

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let progress = Progress("writing", options)
        defer { progress.finish() }
        var checkout = Repository.CheckoutOptions()
        checkout.progress = { progress.advance(by: $0) }
        let written = try access.repository.materialise(access.paths(paths), checkout)
        progress.finish()
        if report.json { console.print(.array(written.map { .string($0.description) })) }
        console.message("\(Figures.count(written.count, "file")) written")
        return .done
    }
}
