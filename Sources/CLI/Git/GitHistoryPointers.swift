import GitFilter
import Objects

/// The pointers among the objects of a git repository.
enum GitHistoryPointers {
    struct Found {
        /// The path of the file, if git gives one.
        let path: [UInt8]
        /// The identity of git's blob.
        let blob: String
        /// Why it is not a pointer, if the blob begins like one.
        let pointer: Result<GitPointer, DecodeError>

        /// The object that it points to; nil if it is a recipe, or damaged.
        var object: GitPointer.CapturedObject? {
            guard case .success(.object(let object)) = pointer else { return nil }
            return object
        }
    }

    /// Those of all commits reachable from refs, and of the index, each once.
    static func all() throws -> [Found] { try reachable(["--all", "--indexed-objects"], []) }

    /// Those that are reachable from commits, each once; a commit after `^` excludes what is reachable from it.
    static func reachable(_ commits: [String]) throws -> [Found] { try reachable(["--stdin"], commits) }

    private static func reachable(_ options: [String], _ commits: [String]) throws -> [Found] {
        let input = Array(commits.map { $0 + "\n" }.joined().utf8)
        let listed = try GitProgram.output(["rev-list", "--objects"] + options, input: input)
        var paths: [String: [UInt8]] = [:]
        var ids: [String] = []
        for line in listed.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard words.count == 2 else { continue }
            let id = String(decoding: words[0], as: UTF8.self)
            // A path may contain a line feed: what follows it is not an object.
            guard id.utf8.count >= 40, id.allSatisfy(\.isHexDigit),
                paths.updateValue(Array(words[1]), forKey: id) == nil
            else {
                continue
            }
            ids.append(id)
        }
        return try read(ids.map { ($0, paths[$0] ?? []) })
    }

    /// The paths of the files in the index that at1 filters, and their pointers.
    static func staged() throws -> [(path: [UInt8], pointer: Found?)] {
        let listed = try GitProgram.output(["ls-files", "-s", "-z", "--full-name", ":(top,attr:filter=at1)"])
        var files: [(path: [UInt8], blob: String)] = []
        for field in GitProgram.fields(listed) {
            // MODE ID STAGE TAB PATH
            guard let tab = field.firstIndex(of: 9) else { continue }
            let words = String(decoding: field[..<tab], as: UTF8.self).split(separator: " ")
            guard words.count == 3 else { continue }
            files.append((Array(field[(tab + 1)...]), String(words[1])))
        }
        let found = try Dictionary(
            read(files.map { ($0.blob, $0.path) }).map { ($0.blob, $0) },
            uniquingKeysWith: { first, _ in first })
        return files.map { ($0.path, found[$0.blob]) }
    }

    /// Which of some blobs are pointers. Blobs that are too long are not read.
    private static func read(_ blobs: [(id: String, path: [UInt8])]) throws -> [Found] {
        let paths = Dictionary(blobs.map { ($0.id, $0.path) }, uniquingKeysWith: { first, _ in first })
        var found: [Found] = []
        try GitBlobs.forEach(blobs.map(\.id), atMost: GitPointer.maximumLength) { id, content in
            guard GitPointer.isLikely(content) else { return }
            do throws(DecodeError) {
                guard let pointer = try GitPointer(content) else { return }
                found.append(Found(path: paths[id] ?? [], blob: id, pointer: .success(pointer)))
            } catch {
                found.append(Found(path: paths[id] ?? [], blob: id, pointer: .failure(error)))
            }
        }
        return found
    }
}
