import GitFilter
import Objects

/// The pointers among the objects of a git repository.
enum GitHistoryPointers {
    struct Found {
        /// The path of the file, if git gives one.
        let path: String
        /// The identity of git's blob.
        let blob: String
        /// Why it is not a pointer, if the blob begins like one.
        let pointer: Result<GitPointer, DecodeError>
    }

    /// Those of all commits reachable from refs, and of the index, each once.
    static func all() throws -> [Found] {
        let listed = try GitProgram.output(["rev-list", "--objects", "--all", "--indexed-objects"])
        var paths: [String: String] = [:]
        var ids: [String] = []
        for line in listed.split(separator: UInt8(ascii: "\n")) {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 1)
            // A path may contain a line feed: what follows it is not an object.
            guard words.count == 2, words[0].utf8.count >= 40, words[0].allSatisfy(\.isHexDigit),
                paths.updateValue(String(words[1]), forKey: String(words[0])) == nil
            else {
                continue
            }
            ids.append(String(words[0]))
        }
        return try read(ids.map { ($0, paths[$0] ?? "") })
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
            read(files.map { ($0.blob, String(decoding: $0.path, as: UTF8.self)) }).map { ($0.blob, $0) },
            uniquingKeysWith: { first, _ in first })
        return files.map { ($0.path, found[$0.blob]) }
    }

    /// Which of some blobs are pointers. Blobs that are too long are not read.
    private static func read(_ blobs: [(id: String, path: String)]) throws -> [Found] {
        guard !blobs.isEmpty else { return [] }
        let asked = Array(blobs.map(\.id).joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
        let kinds = try GitProgram.output(
            ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", "--buffer"], input: asked)
        let short = kinds.split(separator: UInt8(ascii: "\n")).compactMap { line -> (id: String, length: Int)? in
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard words.count == 3, words[1] == "blob", let length = Int(words[2]),
                (0...GitPointer.maximumLength).contains(length)
            else { return nil }
            return (String(words[0]), length)
        }
        let paths = Dictionary(blobs.map { ($0.id, $0.path) }, uniquingKeysWith: { first, _ in first })
        var found: [Found] = []
        // In portions, so that memory does not grow with the history.
        var rest = short[...]
        while !rest.isEmpty {
            var total: UInt64 = 0
            let some = rest.prefix { blob in
                total.add(saturating: UInt64(blob.length))
                return total <= 64 << 20 || blob.id == rest.first?.id
            }
            rest = rest.dropFirst(some.count)
            let input = Array(some.map(\.id).joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
            var bytes = try GitProgram.output(["cat-file", "--batch", "--buffer"], input: input)[...]
            for blob in some {
                guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
                    bytes.count > end - bytes.startIndex + blob.length
                else { throw CommandError(.environment, "git does not give object \(blob.id)") }
                let content = Array(bytes[(end + 1)...].prefix(blob.length))
                bytes = bytes[(end + 1)...].dropFirst(blob.length + 1)
                guard GitPointer.isLikely(content) else { continue }
                do throws(DecodeError) {
                    guard let pointer = try GitPointer(content) else { continue }
                    found.append(Found(path: paths[blob.id] ?? "", blob: blob.id, pointer: .success(pointer)))
                } catch {
                    found.append(Found(path: paths[blob.id] ?? "", blob: blob.id, pointer: .failure(error)))
                }
            }
        }
        return found
    }
}
