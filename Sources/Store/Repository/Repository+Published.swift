package import Objects
internal import Packs

/// The published moves of a repository, as the leaves of a Merkle tree (docs/format.md §11.11).
extension Repository {
    /// The leaves of the log, oldest first; nil if it was never begun.
    ///
    /// - Throws: `Damage` if a line is damaged: a tree over it would be another one.
    package func publishedLeaves() throws -> [[UInt8]]? {
        try refs.publishedLines().map { lines in
            for (number, line) in lines.enumerated() where PublishedMove(leaf: line) == nil {
                throw Damage(.file("witness/log"), "line \(number + 1) is damaged")
            }
            return lines.map { Array($0) }
        }
    }

    /// The same, after the log was begun, if it was not, and completed: it says where each branch and each tag is.
    package func completePublishedLeaves(who: Person) throws -> [[UInt8]] {
        try withWriteLock { _ in try refs.completePublishedLog(who: who) }
        return try publishedLeaves() ?? []
    }
}
