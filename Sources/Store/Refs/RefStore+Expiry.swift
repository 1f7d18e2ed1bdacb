internal import Files
internal import Objects

extension RefStore {
    /// Removes the lines of the logs that are older than a time, in seconds since 1970 (docs/format.md §7.3). Under the
    /// write lock, with no moves under way.
    ///
    /// The last line stays where the ref is, or HEAD; other logs go when nothing of them is left.
    func expireLogs(before oldest: Int64) throws {
        var present: Set<RefName> = []
        try forEach(in: nil) { name, _ in present.insert(name) }
        for place in try places() {
            // A HEAD that cannot be read may be on any branch.
            guard let head = try? head(of: place, in: nil) else { return }
            if case .branch(let name) = head { present.insert(name) }
        }
        try forEachLog { log, bytes in
            guard log.isHead || log.name != nil else { return }
            let lines = ReflogEntry.lines(bytes)
            let entries = lines.map { ReflogEntry(line: $0) }
            let last = log.isHead || log.name.map(present.contains) == true ? entries.lastIndex { $0 != nil } : nil
            // What cannot be read stays, for a check to report.
            let kept = lines.indices.filter { index in
                entries[index].map { $0.who.date.seconds >= oldest } ?? true || index == last
            }
            guard kept.count < lines.count else { return }
            guard !kept.isEmpty else { return try log.folder.removeFile(log.file) }
            try log.folder.replace(
                log.file, with: kept.flatMap { Array(lines[$0]) + [UInt8(ascii: "\n")] }, durable: isDurable,
                through: temporary)
        }
    }
}
