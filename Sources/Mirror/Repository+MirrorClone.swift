internal import Files
public import Objects
internal import Remotes
public import Store

extension Repository {
    /// Creates a repository at `path` from a mirror, and checks out the branch that the mirror's HEAD is on.
    ///
    /// If that fails, the folder is removed again. Files whose bytes the mirror lacks are not created.
    public static func cloneMirror(
        from connection: MirrorConnection, to path: String, bare: Bool, who: Person, _ options: Options,
        _ checkout: CheckoutOptions
    ) throws -> (repository: Repository, report: MirrorFetchReport) {
        let wasThere = (try? Folder(at: path)) != nil
        if wasThere, try !Folder(at: path).names().isEmpty {
            throw RepositoryError.notEmpty(path)
        }
        do {
            let repository = try create(at: path, bare: bare, options)
            let report = try repository.fetchMirror(from: connection, remote: nil, who: who)
            try repository.configure { $0["mirror.url"] = RemoteAddress.withoutPassword(connection.url) }
            try repository.settleHead(report.head, who: who, checkout)
            return (repository, report)
        } catch {
            if let folder = try? Folder(at: path) { folder.removeContents() }
            if !wasThere { Folder.remove(path) }
            throw error
        }
    }

    /// Sets HEAD to the mirror's branch, or else to an existing one, and writes its files, except those that the mirror
    /// lacks.
    private func settleHead(_ wanted: RefName?, who: Person, _ options: CheckoutOptions) throws {
        let branches = try refs.list(RefName.branches).map(\.name)
        let usual = [wanted, try? RefName.branch("main"), try? RefName.branch("master")].compactMap { $0 }
        guard let head = usual.first(where: branches.contains) ?? branches.first else { return }
        try withWriteLock { lock in
            let message = "clone: from a mirror"
            guard !isBare else { return try setHead(.branch(head), who: who, message: message, lock) }
            let pending = PendingCheckout(
                .switch, from: (try refs.head(), nil), to: (.branch(head), try refs.find(head)), force: false,
                who: who, message: message)
            try carryOut(pending, options, lock)
        }
    }
}

extension Folder {
    /// Removes everything in the folder, as far as possible.
    fileprivate func removeContents() {
        for name in (try? names()) ?? [] {
            if (try? find(name))??.kind == .folder {
                (try? openFolder(name))?.removeContents()
                _ = try? removeFolder(name)
            } else {
                try? removeFile(name)
            }
        }
    }

    /// Removes an empty folder at `path`.
    fileprivate static func remove(_ path: String) {
        let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
        let slash = trimmed.lastIndex(of: "/")
        let parent = slash.map { $0 == trimmed.startIndex ? "/" : String(trimmed[..<$0]) } ?? "."
        let name = slash.map { String(trimmed[trimmed.index(after: $0)...]) } ?? trimmed
        _ = try? Folder(at: parent).removeFolder(Name(name))
    }
}
