import ArgumentParser
import Objects
import Store

/// `at1 pull`: fetches, and takes the branch forward.
struct PullCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch, and bring the branch forward to what it follows.",
        discussion: "Refuses where the two have parted: at1 does not merge.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var fetch: FetchOptions
    @Flag(help: "Go forward only, as always.") var ffOnly = false
    @Flag(name: .shortAndLong, help: "Forget what is gone there.") var prune = false
    @Argument(help: "The remote, and the branch there.") var words: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        guard words.count <= 2 else { throw CommandError(.usage, "pull takes a remote and a branch") }
        let access = try RepositoryAccess(options)
        let repository = access.repository
        guard let branch = try access.currentBranch() else {
            throw CommandError(.usage, "HEAD is on no branch", mend: "switch to one first")
        }
        let upstream = try repository.upstream(of: branch)
        let name = try words.first ?? upstream?.remote ?? access.defaultRemote()
        let remote = try access.remote(name)
        let source: String
        if words.count == 2 {
            source = words[1]
        } else if let upstream, upstream.remote == name {
            source = upstream.branch.text
        } else {
            throw RemoteError.noUpstream(branch.short)
        }
        let progress = Progress("receiving", options)
        defer { progress.finish() }
        var fetchOptions = try fetch.options(access, repository.configuration, progress)
        fetchOptions.prunes = prune
        let who = try access.person(.committer)
        // All that the settings keep, and the one that is pulled.
        let specs = try [RefSpec(source)] + (words.count == 2 ? [] : remote.fetchSpecs)
        let result = try Fetch(repository, remote, who: who, fetchOptions).run(specs)
        progress.finish()
        TransferText.print(result, from: remote.label, console)
        guard let found = result.fetched.first else { throw RemoteError.noSuchRef(source, remote: remote.label) }
        let id = try repository.commit(peeling: found.id).id
        let checkout = Progress("checking out", options)
        defer { checkout.finish() }
        var checkoutOptions = Repository.CheckoutOptions()
        checkoutOptions.isLazy = repository.isLazy
        checkoutOptions.progress = { checkout.advance(by: $0) }
        switch try repository.fastForward(
            to: id, who: who, message: "pull \(remote.label): fast-forward", checkoutOptions)
        {
        case .upToDate: console.message("already up to date")
        case .moved(let old, let new):
            console.message("\(branch.short): \(old.map { "\($0.short).." } ?? "")\(new.short)")
        }
        return .done
    }
}
