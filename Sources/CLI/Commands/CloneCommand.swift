import ArgumentParser
import Objects
import Store

/// `at1 clone`: a repository of what another one has.
struct CloneCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "clone", abstract: "Make a repository of what another one has.",
        discussion:
            "SRC is a path, file:///PATH, ssh://[USER@]HOST[:PORT]/PATH, HOST:PATH, s3://BUCKET/PREFIX or https://HOST/PATH."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var fetch: FetchOptions
    @Flag(help: "Make a repository without a work tree.") var bare = false
    @Flag(name: [.customShort("n"), .customLong("no-checkout")], help: "Leave the work tree empty.") var noCheckout =
        false
    @Option(name: .shortAndLong, help: ArgumentHelp("What to call the remote; origin by default.", valueName: "name"))
    var origin = "origin"
    @Option(name: .shortAndLong, help: ArgumentHelp("The branch to go to.", valueName: "name")) var branch: String?
    @Flag(help: "Get no large files and compute no recipes until they are asked for.") var lazy = false
    @Option(
        name: .customLong("lazy-over"),
        help: ArgumentHelp("With --lazy: what is large; 64k by default.", valueName: "bytes"))
    var lazyOver: String?
    @Argument(help: "Where the repository is.") var source: String
    @Argument(help: "Where the new one goes; named after SRC by default.") var folder: String?

    func execute(_ console: Console) throws -> ExitStatus {
        let repositoryOptions = try RepositoryAccess.options(options)
        let settings = repositoryOptions.userConfiguration
        let folder = try folder ?? Self.name(of: source, bare: bare)
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
        if result.branch == nil { console.message("there is nothing to check out: the repository has no commits yet") }
        return .done
    }

    /// The last part of an address, as a folder's name.
    private static func name(of source: String, bare: Bool) throws -> String {
        let parts = source.split(whereSeparator: { $0 == "/" || $0 == ":" }).filter { $0 != ".at1store" && $0 != "." }
        guard var name = parts.last.map(String.init), name != "..", !name.hasPrefix("-") else {
            throw CommandError(.usage, "'\(source)' gives the clone no name: say where it goes")
        }
        if name.hasSuffix(".at1"), name.count > 4 { name.removeLast(4) }
        return bare ? name + ".at1" : name
    }
}
