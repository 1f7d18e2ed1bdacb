import Objects
import Store

/// Going somewhere else in a repository, as switch and checkout do it.
struct Checkout {
    private let access: RepositoryAccess
    private let options: Repository.CheckoutOptions
    private let progress: Progress
    private let isLazy: Bool

    init(_ access: RepositoryAccess, _ options: GlobalOptions, force: Bool, isLazy: Bool = false) {
        self.access = access
        self.isLazy = isLazy
        let progress = Progress("checking out", options)
        var checkout = Repository.CheckoutOptions()
        checkout.force = force
        checkout.isLazy = isLazy || access.repository.isLazy
        checkout.progress = { progress.advance(by: $0) }
        self.options = checkout
        self.progress = progress
    }

    func toBranch(_ name: RefName, _ console: Console) throws {
        try go(.branch(name), name.short)
        console.message("switched to branch '\(name.short)'")
    }

    func toCommit(_ revision: String, _ console: Console) throws {
        let (id, commit) = try access.repository.resolveCommit(revision)
        try go(.detached(id), revision)
        console.message("HEAD is now at \(id.short) \(commit.subject)")
    }

    func toNewBranch(_ name: RefName, at start: String?, _ console: Console) throws {
        let repository = access.repository
        if let start {
            try go(.branch(name), making: repository.resolveCommit(start).id, name.short)
        } else {
            try repository.startBranch(
                name, who: access.person(.committer), message: "checkout: moving to \(name.short)")
        }
        console.message("switched to a new branch '\(name.short)'")
    }

    func restore(_ paths: [TreePath?], from tree: ObjectID?, staging: Bool) throws {
        defer { progress.finish() }
        // Files that are named are asked for.
        var options = options
        options.isLazy = isLazy
        try access.repository.restore(paths, from: tree, staging: staging, options)
    }

    private func go(_ head: Head, making start: ObjectID? = nil, _ name: String) throws {
        defer { progress.finish() }
        try access.repository.switchTo(
            head, making: start, who: access.person(.committer), message: "checkout: moving to \(name)", options)
    }
}
