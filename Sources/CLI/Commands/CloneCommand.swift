import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 clone`: copies a repository.
struct CloneCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "clone", abstract: "Copy a repository.",
        discussion:
            "SRC is a path, a file of 'at1 bundle create', file:///PATH, ssh://[USER@]HOST[:PORT]/PATH, HOST:PATH, s3://BUCKET/PREFIX or https://HOST/PATH."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var fetch: FetchOptions
    @Flag(help: "Create a repository without a working tree.") var bare = false
    @Flag(name: [.customShort("n"), .customLong("no-checkout")], help: "Do not check out a working tree.")
    var noCheckout =
        false
    @Option(name: .shortAndLong, help: ArgumentHelp("The name of the remote; origin by default.", valueName: "name"))
    var origin = "origin"
    @Option(name: .shortAndLong, help: ArgumentHelp("The branch to check out.", valueName: "name")) var branch: String?
    @Flag(help: "Fetch large files and compute recipes only when they are needed.") var lazy = false
    @Option(
        name: .customLong("lazy-over"),
        help: ArgumentHelp("With --lazy: the size from which a file is large; 64k by default.", valueName: "bytes"))
    var lazyOver: String?
    @Argument(help: "The address of the repository.", transform: Word.path) var source: String
    @Argument(help: "The folder of the new repository; named after SRC by default.", transform: Word.path) var folder:
        String?

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let repositoryOptions = try CompositionRoot.options(options)
        let settings = repositoryOptions.userConfiguration
        let folder = try folder ?? Self.name(of: source, bare: bare)
        try Repository.checkPlace(folder)
        let progress = Progress("receiving", options)
        var clone = Clone.Options()
        clone.isBare = bare
        clone.origin = origin
        clone.branch = branch
        clone.skipsCheckout = noCheckout
        clone.fetch = try fetch.options(nil, settings, progress)
        if lazy || lazyOver != nil {
            var words = Configuration()
            words["lazy.blobsize"] = lazyOver ?? "64k"
            clone.fetch.blobLimit = UInt32(clamping: try words.bytes("lazy.blobsize") ?? 0)
            clone.checkout.isLazy = true
        }
        let checkout = Progress("checking out", options)
        clone.checkout.progress = { checkout.advance(by: $0) }
        let who = try Repository.person(.committer, settings, Environment.all)
        defer {
            progress.finish()
            checkout.finish()
        }
        let result = try Clone.run(source, into: folder, who: who, repositoryOptions, clone)
        if report.json {
            var object = TransferText.json(result.fetch)
            object["folder"] = .string(folder)
            object["branch"] = result.branch.map { .string($0.short) } ?? .null
            console.print(.object(object))
        }
        console.message(
            "cloned into '\(folder)': \(Figures.count(result.fetch.objects, "object")), \(Figures.short(result.fetch.bytes))"
        )
        try ComputationAccess.tellWaiting(result.repository, console)
        if let branch = result.branch {
            if clone.branch == nil, branch != result.fetch.head {
                console.message("the other repository is on no branch: this one is on '\(branch.short)'")
            }
        } else {
            let what =
                result.fetch.changes.isEmpty ? "the repository has no commits yet" : "there is no branch, only tags"
            console.message("there is nothing to check out: \(what)")
        }
        return .done
    }

    /// The last part of an address, as the name of a folder.
    private static func name(of source: String, bare: Bool) throws -> String {
        // Without the account and its password.
        let place = RemoteSettings.shown(source).replacing("***@", with: "")
        let parts = place.split(whereSeparator: { $0 == "/" || $0 == ":" }).filter { $0 != ".at1store" && $0 != "." }
        guard var name = parts.last.map(String.init), name != "..", name.utf8.first != UInt8(ascii: "-"),
            ReservedName(name.utf8) == nil
        else {
            throw CommandError(.usage, "'\(source)' implies no name for the clone: name its folder")
        }
        for suffix in [".at1", ".bundle"] where name.hasSuffix(suffix) && name.count > suffix.count {
            name.removeLast(suffix.count)
        }
        return bare ? name + ".at1" : name
    }
}
