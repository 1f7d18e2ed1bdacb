internal import Files
internal import Git2
internal import Objects

/// The correspondence between git objects and at1's, so that it need not be computed again (docs/mirror.md §7).
///
/// A file of lines `WORD IDENTITY GIT-IDENTITY`. It only saves work: an entry is used if both sides have its objects.
struct MirrorMap {
    /// The role of an object. A link's target and a file with the same bytes are distinct.
    enum Word: String, CaseIterable {
        case blob, chunks, recipe, bundle, session, tree, commit, tag, link, pointer, output, computation, environment

        init(_ kind: ObjectKind, isLink: Bool = false) {
            self = isLink ? .link : Word(rawValue: kind.rawValue)!
        }

        /// The kind of the object; nil for a pointer, which may refer to more than one kind.
        var kind: ObjectKind? { self == .link ? .blob : ObjectKind(rawValue: rawValue) }
    }

    private struct Key: Hashable {
        let word: Word
        let id: ObjectID
    }

    private static let name: Name = "map"
    private static let limit = 1 << 30

    private var toGit: [Key: GitID] = [:]
    private var toObject: [GitID: [Key]] = [:]
    private var added = ""

    /// Reads the file; malformed and truncated lines are ignored.
    init(in folder: Folder) throws {
        let bytes = try folder.contents(of: Self.name, limit: Self.limit) ?? []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 3, let word = Word(rawValue: words[0]), let id = ObjectID(hex: words[1]),
                let git = GitID(hex: words[2])
            else { continue }
            set(Key(word: word, id: id), git)
        }
    }

    private mutating func set(_ key: Key, _ git: GitID) {
        toGit[key] = git
        toObject[git, default: []].append(key)
    }

    func find(_ word: Word, _ id: ObjectID) -> GitID? { toGit[Key(word: word, id: id)] }

    /// The object that a git object corresponds to: as a link's target, or as anything else but a pointer.
    func find(_ git: GitID, isLink: Bool = false) -> (kind: ObjectKind, id: ObjectID)? {
        for key in toObject[git] ?? [] where (key.word == .link) == isLink {
            if let kind = key.word.kind { return (kind, key.id) }
        }
        return nil
    }

    mutating func add(_ word: Word, _ id: ObjectID, _ git: GitID) {
        let key = Key(word: word, id: id)
        guard toGit[key] != git else { return }
        set(key, git)
        added += "\(word.rawValue) \(id) \(git)\n"
    }

    /// Appends new entries to the file.
    mutating func save(in folder: Folder) throws {
        guard !added.isEmpty else { return }
        let file = try folder.openForAppending(Self.name)
        let length = try file.status().size
        if length > 0, try file.read(1, at: length - 1) != [UInt8(ascii: "\n")] { added = "\n" + added }
        try file.write(Array(added.utf8))
        added = ""
    }
}
