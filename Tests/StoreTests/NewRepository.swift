import Objects
import Packs
import TestSupport

@testable import Store

/// An empty repository in a folder of its own, and somebody to commit in it.
func newRepository(at date: Timestamp = .now) throws -> (Scratch, Repository, Person) {
    let scratch = try Scratch()
    return (
        scratch, try Repository.create(at: scratch.path), try Person(name: "A", email: "a@b", date: date)
    )
}

/// A new repository with a history of so many commits, each of another content of one file.
func newRepository(commits count: Int) throws -> (Scratch, Repository, Person, ids: [ObjectID]) {
    let (scratch, repository, who) = try newRepository(at: Timestamp(seconds: 5, offset: 0)!)
    let ids = try (0..<count).map { number in
        try scratch.write("file", "\(number)")
        return try repository.commitAll("\(number)", who)
    }
    return (scratch, repository, who, ids)
}

extension Repository {
    /// Makes a branch stand for an object, whatever that is.
    func plant(_ branch: String, at id: ObjectID, _ who: Person) throws {
        try objects.reload()
        try withWriteLock { lock in
            try update(
                [RefUpdate(RefName.branch(branch), expected: .anything, new: id, message: "planted")], who: who, lock)
        }
    }

    /// Commits all that is in the working tree.
    @discardableResult
    func commitAll(_ message: String = "x", _ who: Person) throws -> ObjectID {
        _ = try add([nil])
        return try commit(message: message, author: who, committer: who).id
    }
}
