import Glibc
import Objects
import Packs
import Store

/// A sealed session that a command reads, and the verdict on its signature.
struct OpenedSession {
    let token: SealedToken
    let session: ReplaySession
    /// Nil if there is no key to check the signature with.
    let verdict: SealVerdict?
    /// The key that was asked for, if any.
    let askedKey: PublicKey?
}

/// Reads the sessions that a call names: from files, standard input, the repository.
enum SessionSource {
    /// The bytes of the token that an argument names: a file, `-`, an object of the repository, or `REV:path` in it.
    static func bytes(_ word: String, _ options: GlobalOptions) throws -> [UInt8] {
        func read() throws -> [UInt8] {
            trimmed(try TextInput.bytes(word, atMost: PlainEvidence.maximumLength))
        }
        if word == "-" || access(word, F_OK) == 0 { return try read() }
        let repository: Repository
        do {
            repository = try RepositoryAccess(options).repository
        } catch RepositoryError.notARepository {
            return try read()  // which says what is wrong with the file
        }
        let id: ObjectID
        do {
            id = try repository.resolve(word)
        } catch RevisionError.unknown {
            throw CommandError(.usage, "'\(word)' is neither a file nor a revision with a session")
        }
        guard let kind = try repository.objects.find(id)?.kind else { throw ObjectError.missing(id) }
        switch kind {
        case .session, .blob, .chunks:
            guard let bytes = try repository.content(kind, id, atMost: PlainEvidence.maximumLength) else {
                throw CommandError(
                    .refused, "'\(word)' is longer than \(Figures.bytes(UInt64(PlainEvidence.maximumLength)))",
                    code: "too-large")
            }
            return trimmed(bytes)
        case .recipe, .bundle, .tree, .commit, .tag, .output, .computation, .environment:
            throw CommandError(.no, "'\(word)' is a \(kind.rawValue) and not a session")
        }
    }

    /// A file may have white space around its token, as in a2a_pack.
    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        func isSpace(_ unit: UInt8) -> Bool { unit == 0x20 || (0x09...0x0d) ~= unit }
        guard let end = bytes.lastIndex(where: { !isSpace($0) }) else { return [] }
        let start = bytes.firstIndex { !isSpace($0) } ?? 0
        return start == 0 && end == bytes.count - 1 ? bytes : Array(bytes[start...end])
    }

    /// The session of a token, and the verdict on its signature.
    ///
    /// The verdict comes first: a token of an unknown signer is reported as such, whatever else is wrong with it.
    static func verify(
        _ bytes: [UInt8], _ check: SealCheck
    ) throws(TokenError) -> (session: ReplaySession, verdict: SealVerdict?) {
        let token: SealedToken
        do { token = try SealedToken(parsing: bytes) } catch { throw .malformed(error) }
        let session: ReplaySession
        do { session = try ReplaySession(parsing: token.payload) } catch {
            guard check.verdict(on: token, endedAt: 0)?.key != nil else { throw .notSigned }
            throw .invalid(error)
        }
        return (session, check.verdict(on: token, endedAt: session.run.endedAt))
    }

    /// The maximum length of a token that is shown: its events are held in memory, and take some ten times its size
    /// there.
    private static let maximumShown = ContentRecognition.maximumLength

    /// Reads a session to show it, and checks its signature if there is a key, without requiring that it is good.
    static func read(
        _ word: String, _ options: GlobalOptions, _ keys: VerifyingKeyOptions, _ console: Console
    ) throws -> OpenedSession {
        let check = try keys.check(options, console)
        let bytes = try bytes(word, options)
        guard bytes.count <= maximumShown else {
            throw CommandError(
                .refused, "\(word) is too long to be shown: it has \(Figures.bytes(UInt64(bytes.count)))",
                hint: "check it with 'at1 session verify'")
        }
        return try CommandError.naming(word) {
            let token = try SealedToken(parsing: bytes)
            let session = try ReplaySession(parsing: token.payload)
            return OpenedSession(
                token: token, session: session, verdict: check.verdict(on: token, endedAt: session.run.endedAt),
                askedKey: check.key)
        }
    }

    /// Reads a session whose signature is good, or that there is no key for; in that case it says so.
    static func open(
        _ word: String, _ options: GlobalOptions, _ keys: VerifyingKeyOptions, _ console: Console
    ) throws -> OpenedSession {
        let opened = try read(word, options, keys, console)
        guard let verdict = opened.verdict else {
            console.message("\(word): the signature was not checked, as there is no key")
            return opened
        }
        guard verdict.isGood else { throw CommandError(verdict.status, "\(word): the session is \(verdict)") }
        return opened
    }
}

extension SealVerdict {
    /// The exit code of a command that requires a good signature. If no known key made it, the token may have been
    /// changed, or its signer may be unknown.
    var status: ExitStatus {
        switch self {
        case .good: .done
        case .bad, .unknown(nil): .no
        case .unknown, .revoked: .refused
        }
    }
}
