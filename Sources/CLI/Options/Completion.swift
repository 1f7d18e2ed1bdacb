import ArgumentParser
import Engine
import Objects
import Packs
import Remotes
import Store

/// What a shell is told of the words that may follow, from the repository that the user is in. Where there is none, nothing.
enum Completion {
    /// Branches, tags and HEAD; behind `REV:`, the files and folders of that revision.
    static let revision = CompletionKind.custom { _, _, prefix in (try? revisions(prefix)) ?? [] }
    static let remote = CompletionKind.custom { _, _, _ in (try? remotes()) ?? [] }
    static let generator = CompletionKind.list(Catalogue.generators.map(\.name))
    /// The parameters of the recipe whose path is among the words, each with its `=`.
    static let parameter = CompletionKind.custom { words, _, _ in (try? parameters(words)) ?? [] }

    private static func access() throws -> RepositoryAccess {
        // Nothing but candidates may be printed.
        try RepositoryAccess(GlobalOptions.parse(["--quiet"]))
    }

    private static func revisions(_ prefix: String) throws -> [String] {
        let repository = try access().repository
        guard let colon = prefix.firstIndex(of: ":") else {
            // The second half of a range is a word of its own.
            let start = prefix.lastRange(of: "..").map { String(prefix[..<$0.upperBound]) } ?? ""
            return (["HEAD"] + (try repository.refs.readable().map(\.name.short))).map { start + $0 }
        }
        let revision = String(prefix[..<colon])
        let path = prefix[prefix.index(after: colon)...]
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        let top = try repository.peel(repository.resolve(revision.isEmpty ? "HEAD" : revision), to: .tree)
        let tree =
            try folder.isEmpty
            ? top
            : repository.entry(at: RepositoryAccess.topPath(folder), in: top).flatMap {
                $0.mode == .folder ? $0.id : nil
            }
        guard let tree else { return [] }
        let start = "\(revision):\(folder.isEmpty ? "" : folder + "/")"
        return try repository.objects.tree(tree).entries.map { "\(start)\($0.name)\($0.mode == .folder ? "/" : "")" }
    }

    private static func remotes() throws -> [String] {
        RemoteSettings.names(in: try access().repository.configuration)
    }

    private static func parameters(_ words: [String]) throws -> [String] {
        let access = try access()
        let index = try access.repository.index()
        for word in words {
            guard let path = try? access.path(word), let entry = index.find(path), entry.kind == .recipe else {
                continue
            }
            return try access.repository.objects.recipe(entry.id).params.members.map { "\($0.key.text)=" }
        }
        return []
    }
}

extension String {
    /// Where a text is last.
    fileprivate func lastRange(of text: String) -> Range<String.Index>? { ranges(of: text).last }
}
