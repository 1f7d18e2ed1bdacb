internal import Files
internal import Glibc
internal import Objects
internal import Remotes
internal import Store

/// The objects of a git repository, from a `git cat-file --batch` process.
final class GitObjectReader {
    private let child: ChildProcess
    private var buffer: [UInt8] = []
    private var start = 0

    enum Kind: String {
        case commit, tree, blob, tag
    }

    struct Head {
        let kind: Kind
        let length: UInt64
    }

    /// The maximum length of a commit, a tree or a tag.
    static let limit: UInt64 = 256 << 20

    /// - Parameter path: the path of the git repository.
    init(_ path: String) throws {
        child = try ChildProcess(["git", "-C", path, "cat-file", "--batch"])
    }

    func end() { child.end() }

    /// Requests an object; its bytes follow, and must be taken.
    func ask(_ id: String) throws -> Head {
        try write(Array("\(id)\n".utf8))
        let line = try line()
        let words = line.split(separator: " ")
        guard words.count == 3, words[0] == id, let kind = Kind(rawValue: String(words[1])),
            let length = UInt64(words[2])
        else { throw GitImportError.malformed("git object \(id)", what: "git says '\(line.prefix(120))'") }
        return Head(kind: kind, length: length)
    }

    /// Passes on the bytes of the requested object.
    func take(_ length: UInt64, _ consume: (ArraySlice<UInt8>) throws -> Void) throws {
        var left = length
        while left > 0 {
            if start == buffer.count { try fill() }
            let count = Int(min(left, UInt64(buffer.count - start)))
            try consume(buffer[start..<start + count])
            start += count
            left -= UInt64(count)
        }
        if start == buffer.count { try fill() }
        guard buffer[start] == UInt8(ascii: "\n") else { throw GitImportError.cutShort }
        start += 1
    }

    /// A complete object of a kind.
    func get(_ id: String, _ kind: Kind) throws -> [UInt8] {
        let head = try ask(id)
        guard head.kind == kind else {
            throw GitImportError.malformed(
                "git object \(id)", what: "it is a \(head.kind.rawValue), not a \(kind.rawValue)")
        }
        return try whole(head, id)
    }

    /// The bytes of the requested object, which must be short enough for memory.
    func whole(_ head: Head, _ id: String) throws -> [UInt8] {
        guard head.length <= Self.limit else {
            throw GitImportError.tooLarge("git object \(id)", what: "has \(head.length) bytes")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(head.length))
        try take(head.length) { bytes += $0 }
        return bytes
    }

    private func line() throws -> String {
        var line: [UInt8] = []
        while line.count < 4096 {
            if start == buffer.count { try fill() }
            let byte = buffer[start]
            start += 1
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        throw GitImportError.cutShort
    }

    private func fill() throws {
        let descriptor = child.input
        var failure: FileError?
        buffer = [UInt8](unsafeUninitializedCapacity: 1 << 17) { piece, count in
            do throws(FileError) {
                count = try system(.read, "git") { read(descriptor, piece.baseAddress, piece.count) }
            } catch {
                failure = error
            }
        }
        start = 0
        if let failure { throw failure }
        guard !buffer.isEmpty else { throw GitImportError.cutShort }
    }

    private func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try system(.write, "git") {
                rest.withUnsafeBytes { Glibc.write(child.output, $0.baseAddress, $0.count) }
            }
            rest = rest.dropFirst(count)
        }
    }
}
