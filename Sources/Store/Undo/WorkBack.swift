internal import Objects

/// Files of the working tree that the index does not account for, on the way back through operations, the newest first.
struct WorkBack {
    /// For each path, what the newest operation left there, and what is to be there; nil for no file.
    private(set) var files: [TreePath: (left: Index.Entry?, wanted: Index.Entry?)] = [:]

    var isEmpty: Bool { files.isEmpty }

    /// Goes back over one step of ``Operation/work``.
    mutating func goBack(over step: (old: Index, new: Index)) {
        Change.forEachPath(of: step.old.entries, and: step.new.entries) { old, new in
            let path = (old ?? new)!.path
            if let known = files[path] {
                files[path] = (known.left, old)
            } else {
                files[path] = (new, old)
            }
        }
    }

    /// Goes back over an operation whose files followed the index.
    mutating func goBack(overIndex step: (old: Index, new: Index)) {
        for (path, file) in files {
            let (old, new) = (step.old.find(path), step.new.find(path))
            let isSame = if let old, let new { old.isSame(as: new) } else { old == nil && new == nil }
            if !isSame { files[path] = (file.left, old) }
        }
    }
}
