internal import Files
public import Objects
internal import Packs

/// Names for objects: HEAD and refs/, a small file each (docs/format.md §7). Reading takes no lock.
public final class RefStore: Sendable {
    let folder: Folder
    /// Where HEAD and its log are.
    let place: WorktreePlace
    private let temporaryFolder: Result<Folder, FileError>
    let isDurable: Bool

    init(_ folder: Folder, _ place: WorktreePlace, temporary: Result<Folder, FileError>, isDurable: Bool) {
        self.folder = folder
        self.place = place
        temporaryFolder = temporary
        self.isDurable = isDurable
    }

    var temporary: Folder {
        get throws(FileError) { try temporaryFolder.get() }
    }

    // MARK: Reading

    /// - Throws: `Damage` if HEAD is missing or malformed.
    public func head() throws -> Head { try head(in: journal()) }

    func head(in moves: RefMoves?) throws -> Head { try head(of: place, in: moves) }

    /// HEAD of any working tree.
    func head(of place: WorktreePlace, in moves: RefMoves?) throws -> Head {
        guard let bytes = try place.folder.contents(of: "HEAD", limit: 4096) else {
            throw Damage(.file("HEAD"), "it is missing")
        }
        guard let head = Head(text: String(decoding: bytes, as: UTF8.self)) else {
            throw Damage(.file("HEAD"), "it names neither a branch nor a commit")
        }
        return moves?.value(ofHead: head, of: place.name) ?? head
    }

    /// The working trees of the store, the first one first.
    func places() throws -> [WorktreePlace] { try WorktreePlace.all(in: folder) }

    /// The commit that HEAD is at; nil on a branch without commits.
    public func headCommit() throws -> ObjectID? { try atOneInstant(headCommit(in:)) }

    func headCommit(in moves: RefMoves?) throws -> ObjectID? {
        switch try head(in: moves) {
        case .branch(let name): try find(name, in: moves)
        case .detached(let id): id
        }
    }

    /// The target of `name`; nil if there is no such ref.
    public func find(_ name: RefName) throws -> ObjectID? { try find(name, in: journal()) }

    /// - Parameter moves: the journal; nil for the value in the ref's file.
    func find(_ name: RefName, in moves: RefMoves?) throws -> ObjectID? {
        let found = try findFile(of: name)
        guard let moves else { return found }
        return moves.value(of: name, found: found)
    }

    private func findFile(of name: RefName) throws -> ObjectID? {
        guard let (folder, file) = try place(of: name) else { return nil }
        guard let status = try folder.find(file), status.kind == .regular else { return nil }
        guard let bytes = try folder.contents(of: file, limit: 4096) else { return nil }
        return try Self.id(bytes, name)
    }

    private static func id(_ bytes: [UInt8], _ name: RefName) throws -> ObjectID {
        guard bytes.last == UInt8(ascii: "\n"),
            let id = ObjectID(hex: String(decoding: bytes.dropLast(), as: UTF8.self))
        else { throw Damage(.ref(name), "its file does not hold an identity") }
        return id
    }

    /// All refs whose name starts with `prefix`, in order of names, as of one instant.
    public func list(_ prefix: String = "refs/") throws -> [(name: RefName, id: ObjectID)] {
        try atOneInstant { try list(prefix, in: $0) }
    }

    /// The same, without the refs whose files are damaged: for listings, which one bad ref must not prevent. fsck
    /// reports it.
    public func readable(_ prefix: String = "refs/") throws -> [(name: RefName, id: ObjectID)] {
        try atOneInstant { try readable(prefix, in: $0) }
    }

    private func readable(_ prefix: String = "refs/", in moves: RefMoves?) throws -> [(name: RefName, id: ObjectID)] {
        var found: [(name: RefName, id: ObjectID)] = []
        try forEach(in: moves) { name, read in
            guard name.isWithin(prefix) else { return }
            do { found.append((name, try read())) } catch is Damage {}
        }
        return found.sorted { $0.name < $1.name }
    }

    func list(_ prefix: String = "refs/", in moves: RefMoves?) throws -> [(name: RefName, id: ObjectID)] {
        var found: [(name: RefName, id: ObjectID)] = []
        try forEach(in: moves) { name, read in
            if name.isWithin(prefix) { found.append((name, try read())) }
        }
        return found.sorted { $0.name < $1.name }
    }

    /// HEAD and all refs as of one instant, without the refs whose files are damaged.
    public func snapshot() throws -> (head: Head, refs: [(name: RefName, id: ObjectID)]) {
        try atOneInstant { (try head(in: $0), try readable(in: $0)) }
    }

    /// Calls `body` for each ref with a function that reads it, in no order, so that one damaged ref does not hide the
    /// others.
    package func forEach(in moves: RefMoves?, _ body: (RefName, () throws -> ObjectID) throws -> Void) throws {
        var met: Set<RefName> = []
        try forEachFile { name, read in
            guard let moves, moves[name] != nil else { return try body(name, read) }
            met.insert(name)
            if let found = try? read(), moves.value(of: name, found: found) == nil { return }
            try body(name) {
                guard let id = moves.value(of: name, found: try read()) else { throw RefError.missing(name) }
                return id
            }
        }
        for move in moves?.refs ?? [] where !met.contains(move.name) {
            if let id = moves?.value(of: move.name, found: nil) { try body(move.name) { id } }
        }
    }

    /// Calls `body` for each ref that has a file. Skips everything else without opening it.
    private func forEachFile(_ body: (RefName, @escaping () throws -> ObjectID) throws -> Void) throws {
        func walk(_ folder: Folder, _ prefix: String) throws {
            for file in try folder.names() where file.description.utf8.elementsEqual(file.bytes) {
                let text = prefix + file.description
                switch try folder.find(file)?.kind {
                case .folder? where (try? RefName(text + "/a")) != nil:
                    if let folder = try folder.findFolder(file) { try walk(folder, text + "/") }
                case .regular?:
                    guard let name = try? RefName(text) else { continue }
                    try body(name) {
                        guard let bytes = try folder.contents(of: file, limit: 4096) else {
                            throw RefError.missing(name)
                        }
                        return try Self.id(bytes, name)
                    }
                default: continue
                }
            }
        }
        if let refs = try folder.findFolder("refs") { try walk(refs, "refs/") }
    }

    /// The folder and the file of a ref; nil if the folder does not exist.
    private func place(of name: RefName) throws -> (Folder, Name)? {
        var folder = folder
        let parts = name.components.map { Name($0) }
        for part in parts.dropLast() {
            guard try folder.find(part)?.kind == .folder, let next = try folder.findFolder(part) else { return nil }
            folder = next
        }
        return (folder, parts.last!)
    }

    // MARK: Writing, under the repository's write lock

    func write(_ name: RefName, _ id: ObjectID) throws {
        let parts = name.components.map { Name($0) }
        var folder = folder
        for part in parts.dropLast() {
            if try folder.find(part) == nil {
                try folder.createFolder(part)
                if isDurable { try folder.sync() }
            }
            folder = try folder.openFolder(part)
        }
        // ``plan(_:head:who:)`` has checked that a folder in its place holds only folders.
        try folder.removeEmptyFolders(parts.last!)
        try folder.replace(parts.last!, with: Array("\(id)\n".utf8), durable: isDurable, through: temporary)
    }

    func remove(_ name: RefName) throws {
        guard let (folder, file) = try place(of: name) else { return }
        guard try folder.find(file) != nil else { return }
        try folder.removeFile(file)
        if isDurable { try folder.sync() }
    }

    func writeHead(_ head: Head, of place: WorktreePlace) throws {
        try place.folder.replace("HEAD", with: Array(head.text.utf8), durable: isDurable, through: temporary)
    }
}
