import ArgumentParser
import DataFiles
import Files
import Glibc
import Store

/// A file with data that an argument names: in the file system, or in a revision.
struct DataSource {
    /// As the call names it.
    let word: String
    let content: DataContent

    /// - Parameter word: a path, or `REV:path`. A file of that name comes first.
    init(_ word: String, _ options: GlobalOptions) throws {
        self.word = word
        let (bytes, name) = try Self.open(word, options)
        content = try CommandError.naming(word) { try DataContent(bytes, name: name) }
    }

    /// Runs `body`; errors about the data name the file.
    func reading<Result>(_ body: (DataContent) throws -> Result) throws -> Result {
        try CommandError.naming(word) { try body(content) }
    }

    private static func open(_ word: String, _ options: GlobalOptions) throws -> (bytes: DataBytes, name: String) {
        do {
            return (try OpenFile(word).bytes, word)
        } catch let error where error.isMissing {
            guard let colon = word.firstIndex(of: ":") else { throw error }
            let view = try RepositoryAccess(options).repository.view(of: word)
            let bytes = DataBytes(length: view.length) { try view.read($0, $1) }
            return (bytes, String(word[word.index(after: colon)...]))
        }
    }
}

/// A regular file of the file system, read from any place.
private final class OpenFile: Sendable {
    private let file: File
    private let length: UInt64

    init(_ path: String) throws(FileError) {
        file = try File(at: path)
        let status = try file.status()
        guard status.kind == .regular else {
            throw FileError(.read, path, code: status.kind == .folder ? EISDIR : EINVAL)
        }
        length = status.size
    }

    var bytes: DataBytes {
        DataBytes(length: length) { range, consume in
            var offset = range.lowerBound
            while offset < range.upperBound {
                let piece = try self.file.read(Int(min(range.upperBound - offset, 1 << 20)), at: offset)
                guard !piece.isEmpty else { throw DataError("it became shorter while it was read") }
                try consume(piece.span.bytes)
                offset += UInt64(piece.count)
            }
        }
    }
}
