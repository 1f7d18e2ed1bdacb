internal import Git2
internal import Objects

/// A commit in its git form (docs/mirror.md §2).
struct MirrorCommit {
    let commit: Commit
    let id: ObjectID
    let tree: GitID
    let parents: [GitID]

    /// The bytes in git: git's own header, at1's lines, and the message.
    var bytes: [UInt8] {
        var text = "tree \(tree)\n"
        for parent in parents { text += "parent \(parent)\n" }
        text += "author \(commit.author.gitText)\ncommitter \(commit.committer.gitText)\nat1-commit \(id)\n"
        if commit.author.gitText != commit.author.text { text += "at1-author \(commit.author.text)\n" }
        if commit.committer.gitText != commit.committer.text { text += "at1-committer \(commit.committer.text)\n" }
        if let signature = commit.signature { text += "at1-signature \(signature.text)\n" }
        return Array(text.utf8) + Array("\n\(commit.message)".utf8)
    }

    /// What a git commit refers to, before any of that is known here.
    struct Outline {
        let tree: GitID
        let parents: [GitID]
        private let id: ObjectID
        private let author: Person
        private let committer: Person
        private let signature: ObjectSignature?
        private let message: String
        private let bytes: [UInt8]

        init(parsing bytes: [UInt8]) throws(DecodeError) {
            var header = try HeaderBlock(bytes)
            func gitID(_ text: String) throws(DecodeError) -> GitID {
                guard let id = GitID(hex: text) else {
                    throw DecodeError(.syntax, "'\(text.prefix(50))' is no identity")
                }
                return id
            }
            func person(_ text: String) throws(DecodeError) -> Person { try Person(parsing: text) }
            func text(_ text: String) throws(DecodeError) -> String { text }
            tree = try header.get("tree", gitID)
            var parents: [GitID] = []
            while let parent = try header.find("parent", gitID) { parents.append(parent) }
            let author = try header.get("author", text)
            let committer = try header.get("committer", text)
            id = try header.get("at1-commit", HeaderBlock.id)
            let exactAuthor = try header.find("at1-author", person)
            let exactCommitter = try header.find("at1-committer", person)
            self.author = if let exactAuthor { exactAuthor } else { try person(author) }
            self.committer = if let exactCommitter { exactCommitter } else { try person(committer) }
            signature = try header.find("at1-signature") { text throws(DecodeError) in
                try ObjectSignature(parsing: text)
            }
            try header.end()
            guard parents.count <= Commit.maximumParents else {
                throw DecodeError(.outOfRange, "a commit with more than \(Commit.maximumParents) parents")
            }
            self.parents = parents
            message = header.message
            self.bytes = bytes
        }

        /// The commit, which must have the identity that it states, and the same git form.
        func complete(tree: ObjectID, parents: [ObjectID]) throws(DecodeError) -> MirrorCommit {
            let commit = Commit(
                tree: tree, parents: parents, author: author, committer: committer, message: message,
                signature: signature)
            let found = ObjectID(of: .commit, commit.payload)
            guard found == id else {
                throw DecodeError(
                    .notCanonical, "it states the identity \(id.short), and what is in it has \(found.short)")
            }
            let mirrored = MirrorCommit(commit: commit, id: id, tree: self.tree, parents: self.parents)
            guard mirrored.bytes == bytes else {
                throw DecodeError(.notCanonical, "its header is not the one that is written for \(id.short)")
            }
            return mirrored
        }
    }
}

extension Person {
    /// In git's form: no time before 1970. An empty name keeps the space that git requires after it.
    var gitText: String {
        let seconds = max(date.seconds, 0)
        let when = Timestamp(seconds: seconds, offset: date.offset)?.text ?? "0 +0000"
        return "\(name) <\(email)> \(when)"
    }
}
