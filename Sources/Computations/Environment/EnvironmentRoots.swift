internal import Files
internal import Glibc
internal import Objects
internal import Packs
internal import Store
internal import Synchronization

/// Copies of the files of environments, one folder for each, laid out as in the file system, in the user's cache.
///
/// A copy is made once, from files whose SHA-256 is right, and found again by the files' signatures: no file is read to
/// determine that nothing has changed. Programs see the copy and nothing else.
final class EnvironmentRoots: Sendable {
    private let cache: String
    private let known = Mutex<[ObjectID: Result<String, any Error>]>([:])
    /// Environments whose files are on this machine.
    private let here = Mutex<[ObjectID: [ProgramEnvironment.Entry]]>([:])

    init(in cache: String) {
        self.cache = cache + "/environments"
    }

    /// The folder with the files of an environment.
    ///
    /// - Throws: ``ComputationRefusal/environmentDiffers(_:files:)`` if a file has changed and its bytes are not
    ///   stored.
    func root(of id: ObjectID, for computation: ObjectID, in repository: Repository) throws -> String {
        try known.withLock { known in
            if let root = known[id] { return try root.get() }
            let result = Result { try make(id, for: computation, in: repository) }
            known[id] = result
            return try result.get()
        }
    }

    /// Why the environment is not available; nil if it is. Copies nothing.
    func obstacle(to id: ObjectID, for computation: ObjectID, in repository: Repository) throws -> ComputationRefusal? {
        if let root = known.withLock({ $0[id] }) {
            if case .failure(let refusal as ComputationRefusal) = root { return refusal }
            return nil
        }
        let environment = try repository.objects.environment(id)
        if let refusal = Self.wrongMachine(environment, computation) { return refusal }
        if let signed = Signatures(at: cache + "/\(id)"), signed.areCurrent { return nil }
        let differing = try differences(environment, repository)
        return differing.isEmpty ? nil : .environmentDiffers(computation, files: differing)
    }

    private static func wrongMachine(_ environment: ProgramEnvironment, _ computation: ObjectID) -> ComputationRefusal?
    {
        let here = Machine.architecture
        guard environment.architecture != here else { return nil }
        return .failed(
            computation, what: "it needs a machine of architecture \(environment.architecture), and this one is \(here)"
        )
    }

    /// The files that have changed and are not stored.
    private func differences(_ environment: ProgramEnvironment, _ repository: Repository) throws -> [String] {
        let others = try environment.entries.filter { entry in
            guard case .file(_, _, _, let content?) = entry.what else { return true }
            return try repository.objects.find(content.id) == nil
        }
        // Where all files are stored, the machine's own links lead nowhere that matters.
        let isKept = others.allSatisfy { if case .file = $0.what { false } else { true } }
        return isKept ? [] : others.filter { !Self.isSame($0) }.map(\.path)
    }

    private static func isSame(_ entry: ProgramEnvironment.Entry) -> Bool {
        guard let status = FileStatus.find(entry.path) else { return false }
        switch entry.what {
        case .folder: return status.kind == .folder
        case .link(let target): return status.kind == .symbolicLink && Self.target(of: entry.path) == target
        case .file(let length, let sha256, let isExecutable, _):
            guard status.kind == .regular, status.size == length, status.isReadableByAll,
                status.isExecutable == isExecutable, let found = try? File.hash(entry.path)
            else { return false }
            return found == (length, sha256)
        }
    }

    static func target(of link: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(link, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    /// The entries of an environment whose files are all on this machine itself, for programs that do not see the copy.
    ///
    /// - Throws: ``ComputationRefusal/environmentDiffers(_:files:)`` if one is not as it was, even if its bytes are
    ///   stored.
    func entries(
        of id: ObjectID, for computation: ObjectID, in repository: Repository
    ) throws -> [ProgramEnvironment.Entry] {
        try here.withLock { here in
            if let entries = here[id] { return entries }
            let entries = try repository.objects.environment(id).entries
            let differing = entries.filter { !Self.isSame($0) }.map(\.path)
            guard differing.isEmpty else { throw ComputationRefusal.environmentDiffers(computation, files: differing) }
            here[id] = entries
            return entries
        }
    }

    // MARK: Making

    private func make(_ id: ObjectID, for computation: ObjectID, in repository: Repository) throws -> String {
        let environment = try repository.objects.environment(id)
        if let refusal = Self.wrongMachine(environment, computation) { throw refusal }
        let place = cache + "/\(id)"
        if let signed = Signatures(at: place), signed.areCurrent { return place + "/root" }
        try Folder.create(cache, permissions: 0o755)
        sweep()
        let building = cache + "/building-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        try system(.create, building) { mkdir(building, 0o700) }
        defer { Folder.removeTree(building) }
        let root = building + "/root"
        try system(.create, root) { mkdir(root, 0o755) }
        var signatures = Signatures()
        var differing: [String] = []
        for entry in environment.entries {
            if try !copy(entry, to: root, repository, &signatures) { differing.append(entry.path) }
        }
        guard differing.isEmpty else { throw ComputationRefusal.environmentDiffers(computation, files: differing) }
        try FixedFiles.write(to: root)
        try signatures.write(at: building, root: root, final: place + "/root")
        // A copy that is out of date, or damaged, is replaced.
        if rename(building, place) != 0 {
            let old = cache + "/building-" + String(UInt64.random(in: 0 ... .max), radix: 36)
            rename(place, old)
            defer { Folder.removeTree(old) }
            if rename(building, place) != 0, Signatures(at: place)?.areCurrent != true {
                throw FileError(.replace, place)
            }
        }
        return place + "/root"
    }

    /// Removes copies that a killed process left unfinished a day ago or earlier.
    private func sweep() {
        for name in (try? Folder.names(cache)) ?? [] where name.bytes.starts(with: "building-".utf8) {
            let path = "\(cache)/\(name)"
            guard let status = FileStatus.find(path) else { continue }
            if status.changed / 1_000_000_000 < Int64(time(nil)) - 86_400 { Folder.removeTree(path) }
        }
    }

    /// - Returns: false if the file has changed and is not stored.
    private func copy(
        _ entry: ProgramEnvironment.Entry, to root: String, _ repository: Repository, _ signatures: inout Signatures
    ) throws -> Bool {
        let place = root + entry.path
        if let slash = place.lastIndex(of: "/") { try Folder.create(String(place[..<slash]), permissions: 0o755) }
        switch entry.what {
        case .folder: try Folder.create(place, permissions: 0o755)
        case .link(let target):
            try system(.create, place) { symlink(target, place) }
            // If a link of this machine has another target, it leads to other files, unless all of them are stored.
            if Self.target(of: entry.path) == target { signatures.note(entry.path) }
        case .file(let length, let sha256, let isExecutable, let content):
            if try Self.copyOwn(entry.path, to: place, length, sha256, isExecutable) {
                signatures.note(entry.path)
                return true
            }
            guard let content, try repository.objects.find(content.id) != nil else { return false }
            unlink(place)
            let file = try File(creating: place, permissions: isExecutable ? 0o755 : 0o644)
            var hasher = ContentHasher()
            try repository.content(content.kind, content.id) { piece in
                hasher.update(piece)
                try file.write(piece)
            }
            return hasher.count == length && hasher.finish() == sha256
        }
        return true
    }

    /// Copies a file of this machine, with its time, if it is unchanged.
    ///
    /// - Returns: false if the file is another one, or cannot be read.
    /// - Throws: ``FileError`` if the copy cannot be written.
    private static func copyOwn(
        _ path: String, to place: String, _ length: UInt64, _ sha256: Digest, _ isExecutable: Bool
    ) throws -> Bool {
        guard let source = try? File(at: path, followingLinks: false), let status = try? source.status(),
            status.kind == .regular, status.size == length, status.isReadableByAll, status.isExecutable == isExecutable
        else { return false }
        let file = try File(creating: place, permissions: isExecutable ? 0o755 : 0o644)
        var hasher = ContentHasher()
        while true {
            guard let piece = try? source.read(upTo: 1 << 20) else { return false }
            if piece.isEmpty { break }
            hasher.update(piece.span.bytes)
            try file.write(piece.span.bytes)
        }
        guard hasher.count == length, hasher.finish() == sha256 else { return false }
        // Python compares the time of a module with the one in its cache.
        try? file.setModified(status.modified, andAccessed: true)
        return true
    }
}

/// The signatures of the files of an environment, on the machine and in the copy: as long as they are the same, nothing
/// has changed.
private struct Signatures {
    private var lines: [(path: String, signature: String)] = []

    init() {}

    var areCurrent: Bool {
        lines.allSatisfy { FileStatus.find($0.path)?.signature == $0.signature }
    }

    /// Notes the present state of a file.
    mutating func note(_ path: String) {
        guard let status = FileStatus.find(path) else { return }
        lines.append((path, status.signature))
    }

    private static let end = "at1 environment"

    /// Nil if there is no complete copy.
    init?(at place: String) {
        guard let bytes = try? File.contents(place + "/signatures") else { return nil }
        var rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard rows.popLast() == Self.end else { return nil }
        for row in rows {
            guard let tab = row.firstIndex(of: "\t") else { return nil }
            lines.append((String(row[row.index(after: tab)...]), String(row[..<tab])))
        }
    }

    /// Writes the signatures, with those of the files in `root`, which will be `final`.
    func write(at place: String, root: String, final: String) throws {
        var text = ""
        for line in lines where !line.path.contains("\n") { text += "\(line.signature)\t\(line.path)\n" }
        try Folder(at: root).walk { path, status in
            if status.kind == .regular { text += "\(status.signature)\t\(final)/\(path)\n" }
        }
        let file = try File(creating: place + "/signatures")
        try file.write(Array((text + Self.end + "\n").utf8).span.bytes)
    }
}
