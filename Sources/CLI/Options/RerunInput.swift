import Files
import Glibc
import Objects
import Packs
import Store

/// Reads the documents of a step.
enum RerunInput {
    /// A step or an actual record.
    static func record(_ path: String) throws -> JSONValue {
        let bytes = try read(path, atMost: RerunActual.maximumLength, as: "record")
        return try CommandError.naming(path) { try JSONValue(rerunRecord: bytes) }
    }

    /// A bundle: a file, or REV:path in the repository that the command works in.
    static func bundle(_ word: String, _ options: GlobalOptions) throws -> JSONValue {
        let bytes = try find(word, options) ?? read(word, atMost: RerunBundle.maximumLength, as: "bundle")
        return try CommandError.naming(word) { try RerunBundle.json(parsing: bytes) }
    }

    /// The content of REV:path; nil if the word is a file, or there is no repository.
    private static func find(_ word: String, _ options: GlobalOptions) throws -> [UInt8]? {
        guard word.contains(":"), access(word, F_OK) != 0 else { return nil }
        guard let repository = try RepositoryAccess.find(options)?.repository else { return nil }
        let id = try repository.resolve(word)
        guard let kind = try repository.objects.find(id)?.kind else { throw ObjectError.missing(id) }
        guard let bytes = try repository.content(kind, id, atMost: RerunBundle.maximumLength) else {
            throw tooLarge(word, as: "bundle", limit: RerunBundle.maximumLength)
        }
        return bytes
    }

    /// Reads a file or a pipe.
    private static func read(_ path: String, atMost limit: Int, as what: String) throws -> [UInt8] {
        if path == "-" { try StandardInput.claim() }
        do throws(FileError) { return try TextInput.contents(path, atMost: limit) } catch {
            guard error.isTooLarge else { throw error }
            throw tooLarge(path, as: what, limit: limit)
        }
    }

    private static func tooLarge(_ path: String, as what: String, limit: Int) -> CommandError {
        CommandError(.no, "\(path): a \(what) is at most \(Figures.bytes(UInt64(limit))) long, and this one is longer")
    }
}
