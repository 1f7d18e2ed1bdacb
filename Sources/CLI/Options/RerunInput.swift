import Glibc
import Objects
import Store

/// The documents of a step, from where the call says.
enum RerunInput {
    /// A step or an actual record.
    static func record(_ path: String) throws -> JSONValue {
        let bytes = try read(path, atMost: RerunActual.maximumLength, "record")
        return try CommandError.naming(path) { try JSONValue(rerunRecord: bytes) }
    }

    /// A bundle: a file, or REV:path in the repository that the command works in.
    static func bundle(_ word: String, _ options: GlobalOptions) throws -> JSONValue {
        let bytes = try find(word, options) ?? read(word, atMost: RerunBundle.maximumLength, "bundle")
        return try CommandError.naming(word) { try RerunBundle.json(parsing: bytes) }
    }

    /// The content of REV:path; nil when the word is a file, or there is no repository.
    private static func find(_ word: String, _ options: GlobalOptions) throws -> [UInt8]? {
        guard word.contains(":"), access(word, F_OK) != 0 else { return nil }
        guard let repository = try RepositoryAccess.find(options)?.repository else { return nil }
        let id = try repository.resolve(word)
        guard let kind = try repository.objects.find(id)?.kind else { throw RepositoryError.objectMissing(id) }
        let length = try repository.contentLength(kind, id)
        guard length <= RerunBundle.maximumLength else { throw tooLarge(word, "bundle", RerunBundle.maximumLength) }
        var bytes: [UInt8] = []
        try repository.content(kind, id) { bytes += $0.withUnsafeBytes { Array($0) } }
        return bytes
    }

    /// Reads a file or a pipe. One that says it is too large is not read at all; one that turns out to be, no further.
    private static func read(_ path: String, atMost limit: Int, _ what: String) throws -> [UInt8] {
        func failed(_ operation: String) -> CommandError {
            CommandError(.environment, "cannot \(operation) '\(path)': \(String(cString: strerror(errno)))")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed("open") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failed("open") }
        guard status.st_size <= limit else { throw tooLarge(path, what, limit) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw failed("read")
            }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw tooLarge(path, what, limit) }
        }
    }

    private static func tooLarge(_ path: String, _ what: String, _ limit: Int) -> CommandError {
        CommandError(.no, "\(path): a \(what) is at most \(Figures.bytes(UInt64(limit))) long, and this one is longer")
    }
}
