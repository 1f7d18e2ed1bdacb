internal import Objects
internal import Synchronization

extension Fsck {
    /// Checks every line of every log, and that HEAD and the refs agree with their logs.
    func checkLogs() {
        var names: Set<RefName> = []
        let views = views
        do {
            // An unterminated last line was truncated, and does not count (docs/format.md §7.3).
            try repository.refs.forEachLog { log, bytes in
                for (number, line) in ReflogEntry.lines(bytes).enumerated() where !ReflogEntry.isIntact(line) {
                    find(Finding(.logDamaged, nil, nil, "line \(number + 1) of '\(log.path)' is damaged"))
                }
                if let name = log.name { names.insert(name) }
            }
            for (number, line) in try (repository.refs.publishedLines() ?? []).enumerated()
            where PublishedMove(leaf: line) == nil {
                find(Finding(.logDamaged, nil, nil, "line \(number + 1) of 'witness/log' is damaged"))
            }
            for view in views {
                for number in try view.operationLog.damagedLines() {
                    let what = "line \(number) of 'operations'\(Self.label(view)) is damaged"
                    find(Finding(.logDamaged, nil, nil, what))
                }
            }
            try repository.refs.forEach(in: nil) { name, _ in names.insert(name) }
            for name in names { try checkPlace(of: name, repository) }
            for view in views { try checkPlace(of: nil, view) }
        } catch {
            find(Finding(.logDamaged, what: error))
        }
    }

    /// Whether HEAD may be on a branch that does not exist, though its log has a commit: the first commit of that
    /// branch was interrupted, or a switch to another branch was.
    private func mayBeUnborn(_ view: Repository) throws -> Bool {
        guard case .branch(let branch) = try view.refs.head(in: nil) else { return false }
        return try view.refs.lastMove(of: branch) != nil || view.pendingCheckout() != nil
    }

    /// Checks that a ref, or HEAD, has the new or the old value of the last line of its log: the line is written first.
    /// This holds for the files, even while moves are being carried out.
    private func checkPlace(of name: RefName?, _ view: Repository) throws {
        var last: ReflogEntry?
        var place: ObjectID?
        // It may be moved between the two reads.
        for _ in 0..<Self.maximumRounds {
            last = try view.refs.lastMove(of: name)
            do {
                place = try name.map { try view.refs.find($0, in: nil) } ?? view.refs.headCommit(in: nil)
            } catch {
                // Reported where refs are read.
                return
            }
            if place == last?.new { return }
            // A missing target is reported where links are followed; the log names the values to return to.
            if let place, state.withLock({ $0.facts[place] == nil }) { return }
            if place == last?.old, try place != nil || name != nil || mayBeUnborn(view) { return }
        }
        let code: Finding.Code = last == nil ? .logDamaged : name == nil ? .headDamaged : .refDamaged
        func words(_ id: ObjectID?) -> String { id.map { "\($0)" } ?? "nothing" }
        let ref = name.map { "\($0)" } ?? "HEAD\(Self.label(view))"
        let logged = last.map { "its log says \(words($0.new))" } ?? "its log has no line"
        var finding = Finding(code, place, nil, "\(ref) is at \(words(place)), and \(logged)")
        finding.refs = name.map { [$0] } ?? []
        find(finding)
    }
}
