internal import Git2
internal import Objects

/// A folder in its git form (docs/mirror.md §3).
struct MirrorTree {
    struct Entry {
        let name: EntryName
        let mode: FileMode
        let id: GitID
    }

    let entries: [Entry]

    /// The bytes in git: for each entry `mode SP name NUL` and 20 bytes, ordered by the names in git.
    var bytes: [UInt8] {
        let named = entries.map { (MirrorName.encode($0.name, isLink: $0.mode == .symbolicLink), $0) }
        func key(_ name: [UInt8], _ entry: Entry) -> [UInt8] {
            entry.mode == .folder ? name + [UInt8(ascii: "/")] : name
        }
        let sorted = named.sorted { key($0.0, $0.1).lexicographicallyPrecedes(key($1.0, $1.1)) }
        return sorted.flatMap { name, entry in Array("\(entry.mode.rawValue) ".utf8) + name + [0] + entry.id.bytes }
    }

    init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// Reads a tree, which must be exactly as ``bytes`` writes it.
    init(parsing bytes: [UInt8]) throws(DecodeError) {
        var reader = ByteReader(bytes)
        var entries: [Entry] = []
        var names: Set<EntryName> = []
        while !reader.isAtEnd {
            let at = reader.offset
            let mode = String(decoding: try reader.take(upTo: UInt8(ascii: " "), "a mode"), as: UTF8.self)
            guard let mode = FileMode(rawValue: mode) else {
                let what = mode == "160000" ? "a submodule" : "mode '\(mode.prefix(20))'"
                throw DecodeError(.outOfRange, "at1 has no \(what)", at: at)
            }
            let name: EntryName
            do throws(DecodeError) {
                name = try MirrorName.decode(try reader.take(upTo: 0, "a name"))
            } catch {
                throw DecodeError(error.reason, error.detail, at: error.offset ?? at)
            }
            guard names.insert(name).inserted else { throw DecodeError(.order, "'\(name)' is there twice", at: at) }
            let id = GitID(try reader.take(GitID.byteCount, "an identity"))!
            entries.append(Entry(name: name, mode: mode, id: id))
        }
        self.entries = entries
        guard self.bytes == bytes else {
            throw DecodeError(.notCanonical, "its names are not in the order, or not in the form, that at1 gives them")
        }
    }
}
