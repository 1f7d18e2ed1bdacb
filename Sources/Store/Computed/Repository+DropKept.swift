public import Objects
internal import Threads

extension Repository {
    /// Stages computed files at `paths` and below without their stored bytes, but only those whose program has just
    /// made the same bytes. gc then removes the bytes if nothing else needs them.
    public func dropKeptBytes(_ paths: [TreePath?]) throws -> [TreePath] {
        let index = try index()
        var wanted: [Index.Entry] = []
        for path in paths {
            let entries = index.entries(within: path)
            guard !entries.isEmpty || path == nil else { throw WorkTreeError.notFound(path!.description) }
            for entry in entries where entry.kind == .output {
                if try objects.computedFile(entry.id).content != nil { wanted.append(entry) }
            }
        }
        let transaction = try transaction()
        let changed = try Parallel.map(wanted) { entry in
            let file = try self.objects.computedFile(entry.id)
            let bare = ComputedFile(
                computation: file.computation, path: file.path, length: file.length, sha256: file.sha256)
            try self.compute(bare) { _ in }
            var new = Index.Entry(
                path: entry.path, mode: entry.mode, kind: .output, id: try transaction.put(.output, bare.bytes),
                signature: entry.signature)
            new.isAbsent = entry.isAbsent
            return new
        }
        try transaction.publish {
            try change(index: Dictionary(changed.map { ($0.path, $0) }, uniquingKeysWith: { $1 }))
        }
        return changed.map(\.path)
    }
}
