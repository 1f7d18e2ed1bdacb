internal import Objects

extension Fsck {
    /// The lines of every log; the word of a checkout that was cut short; and that tags have the names of their refs.
    func checkNames() throws {
        checkLogs()
        do {
            _ = try repository.pendingCheckout()
        } catch {
            find(Finding(.pendingDamaged, what: error))
        }
        checkTagNames()
    }

    /// A last line without an end was cut short, and is not there (docs/format.md §7.3).
    private func checkLogs() {
        do {
            try repository.refs.forEachLog { path, bytes in
                for (number, line) in ReflogEntry.lines(bytes).enumerated() where ReflogEntry(line: line) == nil {
                    find(Finding(.logDamaged, nil, nil, "line \(number + 1) of '\(path)' is not one of a log"))
                }
            }
        } catch {
            find(Finding(.logDamaged, what: error))
        }
    }

    /// Of signed tags: nobody signed that it has the name of the ref. Others may be known by several.
    private func checkTagNames() {
        try? repository.refs.forEach { name, read in
            guard name.isTag, let id = try? read(), let tag = try? repository.objects.tag(id) else { return }
            guard tag.signature != nil, !tag.name.utf8.elementsEqual(name.short.utf8) else { return }
            find(Finding(.tagRenamed, id, .tag, "\(name) stands for a signed tag whose name is '\(tag.name)'"))
        }
    }
}
