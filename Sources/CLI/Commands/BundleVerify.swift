import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 bundle verify`
struct BundleVerify: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every byte of a bundle, and whether it can be taken here.",
        discussion: "Exits with 1 if commits are not here that the bundle builds on.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The bundle.", transform: Word.path) var file: String

    func execute(_ console: Console) throws -> ExitStatus {
        let result = try RepositoryAccess(options).repository.verifyBundle(at: file)
        let isComplete = result.missing.isEmpty
        if report.json {
            var object = BundleText.json(result)
            object["verified"] = .bool(isComplete)
            console.print(.object(object))
            return isComplete ? .done : .no
        }
        guard isComplete else {
            console.print("the bundle builds on commits that are not here:")
            for id in result.missing { console.print(id.hex) }
            return .no
        }
        console.print("the bundle has \(Figures.count(result.refs.count, "ref")):")
        BundleText.print(result.refs, console)
        if result.requires.isEmpty {
            console.print("it has a complete history")
        } else {
            console.print("it builds on:")
            for id in result.requires { console.print(id.hex) }
        }
        console.print("every object is right: \(Figures.count(result.objects, "object"))")
        return .done
    }
}
