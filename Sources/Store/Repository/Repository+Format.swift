internal import Files
package import Objects

extension Repository {
    /// The format that a repository needs for objects of these kinds, and for frames of columns (docs/format.md §15).
    static func format(for kinds: some Sequence<ObjectKind>, columns: Bool) -> Int {
        columns ? 3 : kinds.contains { $0 == .output || $0 == .computation || $0 == .environment } ? 2 : 1
    }

    /// Raises `core.format` to `format` where it is lower.
    func raiseFormat(to format: Int, _ lock: borrowing WriteLock) throws {
        guard let now = try Self.readConfiguration(folder).number("core.format"), now < format else { return }
        try configure(lock) { $0["core.format"] = "\(format)" }
        if options.isDurable { try folder.sync() }
    }

    /// Raises `core.format` to what objects of `kinds` need, and frames of columns, before any of them is in place, so
    /// that a build that does not know them refuses the repository.
    ///
    /// - Returns: whether it was lower.
    package func raiseFormat(
        for kinds: some Sequence<ObjectKind>, columns: Bool = false, _ lock: borrowing WriteLock
    ) throws -> Bool {
        let needed = Self.format(for: kinds, columns: columns)
        guard needed > 1, let now = try Self.readConfiguration(folder).number("core.format"), now < needed else {
            return false
        }
        try configure(lock) { $0["core.format"] = "\(needed)" }
        if options.isDurable { try folder.sync() }
        return true
    }
}
