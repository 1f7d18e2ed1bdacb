public import Objects

/// A move of one ref: what it must stand for now, and what it shall stand for.
public struct RefUpdate: Hashable, Sendable {
    public enum Expectation: Hashable, Sendable {
        /// Whatever it is.
        case anything
        /// Exactly this; nil for a ref that must not exist.
        case exactly(ObjectID?)
    }

    public let name: RefName
    public let expected: Expectation
    /// Nil removes the ref.
    public let new: ObjectID?
    /// For the reflog.
    public let message: String

    public init(_ name: RefName, expected: Expectation, new: ObjectID?, message: String) {
        self.name = name
        self.expected = expected
        self.new = new
        self.message = message
    }
}

extension RefStore {
    /// Moves refs, all checked before the first is moved. Call under the write lock.
    ///
    /// - Throws: ``RepositoryError/refMoved(_:expected:found:)`` when one stands for something else than expected.
    func apply(_ updates: [RefUpdate], who: Person) throws {
        let current = try updates.map { try find($0.name) }
        for (update, found) in zip(updates, current) {
            if case .exactly(let expected) = update.expected, expected != found {
                throw RepositoryError.refMoved(update.name, expected: expected, found: found)
            }
        }
        for update in updates where update.new != nil { try checkConflict(update.name) }
        let head = try head()
        for (update, old) in zip(updates, current) where update.new != old || update.expected == .anything {
            let entry = ReflogEntry(old: old, new: update.new, who: who, message: update.message)
            // The log first: whatever a ref ever stood for is in it.
            try appendLog(update.name, entry)
            if head == .branch(update.name) { try appendLog(nil, entry) }
            if let new = update.new { try write(update.name, new) } else { try remove(update.name) }
        }
    }
}
