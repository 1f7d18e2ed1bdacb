import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 bundle unbundle`
struct BundleUnbundle: Command {
    static let configuration = CommandConfiguration(
        commandName: "unbundle", abstract: "Take the objects of a bundle, and print its refs. No ref moves here.",
        discussion: "'at1 fetch FILE BRANCH:NAME' takes the objects and makes a branch of it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The bundle.", transform: Word.path) var file: String

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let result = try RepositoryAccess(options).repository.unbundle(file)
        if report.json {
            console.print(.object(BundleText.json(result)))
        } else {
            BundleText.print(result.refs, console)
        }
        return .done
    }
}
