import ArgumentParser
import Mirror
import Objects
import Remotes
import Store

/// `at1 mirror clone`: rebuilds a repository from a git mirror.
struct MirrorCloneCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "clone", abstract: "Rebuild a repository, with the same identities, from a mirror.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Create no working tree.") var bare = false
    @Argument(help: ArgumentHelp("A path or a git URL: ssh, http, https.", valueName: "url"), transform: Word.path)
    var url: String
    @Argument(
        help: ArgumentHelp("The new folder; named after the mirror by default.", valueName: "dir"),
        transform: Word.path)
    var directory: String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let settings = try UserConfiguration.read()
        let path = try directory ?? Self.name(of: url)
        try Repository.checkPlace(path)
        let progress = Progress("receiving objects", options)
        defer { progress.finish() }
        let connection = try MirrorAccess.connection(url, settings, progress)
        let files = Progress("checking out", options)
        defer { files.finish() }
        var checkout = Repository.CheckoutOptions()
        checkout.progress = { files.advance(by: $0) }
        let (repository, result) = try Repository.cloneMirror(
            from: connection, to: path, bare: bare,
            who: Repository.person(.committer, settings, Environment.all), CompositionRoot.options(options), checkout)
        progress.finish()
        files.finish()
        if report.json {
            console.print(MirrorReport.json(result))
        } else {
            console.message("rebuilt \(Figures.count(result.commits, "commit")) in '\(path)'")
            if case .branch(let name) = try repository.refs.head() { console.message("on branch '\(name.short)'") }
            MirrorReport.tellLacking(result, console)
        }
        return .done
    }

    /// The last name of a URL, without `.git`.
    private static func name(of url: String) throws -> String {
        let place = RemoteSettings.shown(url).replacing("***@", with: "")
        var name = place.split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? ""
        if name.hasSuffix(".git") { name.removeLast(4) }
        guard !name.isEmpty, name != ".", name != "..", name.utf8.first != UInt8(ascii: "-"),
            ReservedName(name.utf8) == nil
        else {
            throw CommandError(.usage, "the URL does not say what the folder should be called", hint: "name it: DIR")
        }
        return name
    }
}
