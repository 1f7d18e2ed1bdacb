internal import Objects
internal import Synchronization

extension Fsck {
    /// Checks every line of every log, and that HEAD and the refs agree with their logs.
    func checkLogs() {
        var names: Set<RefName?> = [nil]
        do {
            // An unterminated last line was truncated, and does not count (docs/format.md §7.3).
            try repository.refs.forEachLog { log, bytes in
                for (number, line) in ReflogEntry.lines(bytes).enumerated() where !ReflogEntry.isIntact(line) {
                    find(Finding(.logDamaged, nil, nil, "line \(number + 1) of '\(log.path)' is damaged"))
                }
                names.insert(log.name)
            }
            for number in try repository.operationLog.damagedLines() {
                find(Finding(.logDamaged, nil, nil, "line \(number) of 'operations' is damaged"))
            }
            try repository.refs.forEach(in: nil) { name, _ in names.insert(name) }
            for name in names { try checkPlace(of: name) }
        } catch {
            find(Finding(.logDamaged, what: error))
        }
    }

    /// Whether HEAD may be on a branch that does not exist, though its log has a commit: the first commit of that
    /// branch was interrupted, or a switch to another branch was.
    private func mayBeUnborn() throws -> Bool {
        guard case .branch(let branch) = try repository.refs.head(in: nil) else { return false }
        return try repository.refs.lastMove(of: branch) != nil || repository.pendingCheckout() != nil
    }

    /// Checks that a ref, or HEAD, has the new or the old value of the last line of its log: the line is written first.
    /// This holds for the files, even while moves are being carried out.
    private func checkPlace(of name: RefName?) throws {
        var last: ReflogEntry?
        var place: ObjectID?
        // It may be moved between the two reads.
        for _ in 0..<Self.maximumRounds {
            last = try repository.refs.lastMove(of: name)
            do {
                place = try name.map { try repository.refs.find($0, in: nil) } ?? repository.refs.headCommit(in: nil)
            } catch {
                // Reported where refs are read.
                return
            }
            if place == last?.new { return }
            // A missing target is reported where links are followed; the log names the values to return to.
            if let place, state.withLock({ $0.facts[place] == nil }) { return }
            if place == last?.old, try place != nil || name != nil || mayBeUnborn() { return }
        }
        let code: Finding.Code = last == nil ? .logDamaged : name == nil ? .headDamaged : .refDamaged
        func words(_ id: ObjectID?) -> String { id.map { "\($0)" } ?? "nothing" }
        let ref = name.map { "\($0)" } ?? "HEAD"
        let logged = last.map { "its log says \(words($0.new))" } ?? "its log has no line"
        var finding = Finding(code, place, nil, "\(ref) is at \(words(place)), and \(logged)")
        finding.refs = name.map { [$0] } ?? []
        find(finding)
    }
}
