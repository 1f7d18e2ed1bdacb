internal import Objects
internal import Synchronization

extension Fsck {
    /// Every line of every log; and that HEAD and the refs stand where their logs say.
    func checkLogs() {
        var names: Set<RefName?> = [nil]
        do {
            // A last line without an end was cut short, and is not there (docs/format.md §7.3).
            try repository.refs.forEachLog { log, bytes in
                for (number, line) in ReflogEntry.lines(bytes).enumerated() where !ReflogEntry.isIntact(line) {
                    find(Finding(.logDamaged, nil, nil, "line \(number + 1) of '\(log.path)' is not as it was written"))
                }
                names.insert(log.name)
            }
            for number in try repository.operationLog.damagedLines() {
                find(Finding(.logDamaged, nil, nil, "line \(number) of 'operations' is not as it was written"))
            }
            try repository.refs.forEach(in: nil) { name, _ in names.insert(name) }
            for name in names { try checkPlace(of: name) }
        } catch {
            find(Finding(.logDamaged, what: error))
        }
    }

    /// Whether HEAD may be on a branch that is not there, though its log knows a commit: the first commit of that branch
    /// was cut short, or going away from it was.
    private func mayBeUnborn() throws -> Bool {
        guard case .branch(let branch) = try repository.refs.head(in: nil) else { return false }
        return try repository.refs.lastMove(of: branch) != nil || repository.pendingCheckout() != nil
    }

    /// That a ref, or HEAD, stands where the last line of its log says, or where that says it stood before: the line is
    /// written first. That holds of the files, also while moves are carried out.
    private func checkPlace(of name: RefName?) throws {
        var last: ReflogEntry?
        var place: ObjectID?
        // Somebody may move it between the two readings.
        for _ in 0..<Self.maximumRounds {
            last = try repository.refs.lastMove(of: name)
            do {
                place = try name.map { try repository.refs.find($0, in: nil) } ?? repository.refs.headCommit(in: nil)
            } catch {
                // Said where refs are read.
                return
            }
            if place == last?.new { return }
            // That what it stands for is missing is said where the links are followed; the log is where to go from there.
            if let place, state.withLock({ $0.facts[place] == nil }) { return }
            if place == last?.old, try place != nil || name != nil || mayBeUnborn() { return }
        }
        let code: Finding.Code = last == nil ? .logDamaged : name == nil ? .headDamaged : .refDamaged
        func words(_ id: ObjectID?) -> String { id.map { "\($0)" } ?? "nothing" }
        let ref = name.map { "\($0)" } ?? "HEAD"
        let logged = last.map { "its log says \(words($0.new))" } ?? "its log has no line"
        var finding = Finding(code, place, nil, "\(ref) stands for \(words(place)), and \(logged)")
        finding.refs = name.map { [$0] } ?? []
        find(finding)
    }
}
