import Objects

/// The lines that `log --graph` draws beside commits.
struct CommitGraph {
    /// The commit that each column waits for.
    private var columns: [ObjectID] = []

    /// What is drawn beside a commit.
    struct Rows {
        /// Before its own line.
        let commit: String
        /// Before each line of what it changes.
        let body: String
        /// The lines that follow.
        let after: [String]
    }

    mutating func rows(_ id: ObjectID, _ parents: [ObjectID]) -> Rows {
        let place: Int
        if let found = columns.firstIndex(of: id) {
            place = found
        } else {
            columns.append(id)
            place = columns.count - 1
        }
        let commit = columns.indices.map { $0 == place ? "*" : "|" }.joined(separator: " ")
        let body = columns.indices.map { $0 == place && parents.isEmpty ? " " : "|" }.joined(separator: " ") + " "
        var after: [String] = []
        if let first = parents.first { columns[place] = first } else { columns.remove(at: place) }
        for parent in parents.dropFirst() where !columns.contains(parent) {
            columns.insert(parent, at: place + 1)
            let left = Array(repeating: "|", count: place + 1).joined(separator: " ")
            let right = columns.count - place - 2
            after.append(left + "\\" + String(repeating: " \\", count: right))
        }
        // Columns that wait for the same commit become one, the right one bending to the left.
        while let gone = repeatedColumn() {
            let left = columns.indices.prefix(gone).map { _ in "|" }.joined(separator: " ")
            columns.remove(at: gone)
            let rest = columns.count - gone
            after.append(left + "/" + String(repeating: " /", count: max(0, rest)))
        }
        return Rows(commit: commit, body: body, after: after)
    }

    private func repeatedColumn() -> Int? {
        columns.indices.first { columns[..<$0].contains(columns[$0]) }
    }
}
