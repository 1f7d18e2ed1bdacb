import Glibc
import Objects
import Store

/// A sealed session that a command reads, and what its signature is worth.
struct OpenedSession {
    enum Verdict {
        case verified, notVerified, unchecked
    }

    let token: SealedToken
    let session: ReplaySession
    let verdict: Verdict
    /// Whose signature it is; or whose it should be and is not.
    let signer: SessionSigner?
}

/// Where the sessions of a call come from: files, standard input, the repository.
enum SessionSource {
    /// The bytes of the token that a word names: a file, `-`, an object of the repository or `REV:path` in it.
    static func bytes(_ word: String, _ options: GlobalOptions) throws -> [UInt8] {
        if word == "-" || access(word, F_OK) == 0 { return trimmed(try TextInput.bytes(word)) }
        let repository: Repository
        do {
            repository = try RepositoryAccess(options).repository
        } catch RepositoryError.notARepository {
            return trimmed(try TextInput.bytes(word))  // which says what is wrong with the file
        }
        let id: ObjectID
        do {
            id = try repository.resolve(word)
        } catch RepositoryError.unknownRevision {
            throw CommandError(.usage, "'\(word)' is neither a file nor a revision with a session")
        }
        let object = try repository.objects.get(id)
        switch object.kind {
        case .session, .blob: return trimmed(object.payload)
        case .chunks:
            var bytes: [UInt8] = []
            for chunk in try repository.objects.chunkList(id).chunks {
                bytes += try repository.objects.get(chunk.id, .blob)
            }
            return trimmed(bytes)
        case .recipe, .bundle, .tree, .commit, .tag:
            throw CommandError(.no, "'\(word)' is a \(object.kind.rawValue) and not a session")
        }
    }

    /// A file may have white space around its token, as a2a_pack lets it.
    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        func isSpace(_ unit: UInt8) -> Bool { unit == 0x20 || (0x09...0x0d) ~= unit }
        guard let end = bytes.lastIndex(where: { !isSpace($0) }) else { return [] }
        let start = bytes.firstIndex { !isSpace($0) } ?? 0
        return start == 0 && end == bytes.count - 1 ? bytes : Array(bytes[start...end])
    }

    /// The session of a token that one of `signers` has signed.
    static func verify(
        _ bytes: [UInt8], _ signers: SessionSigners
    ) throws(TokenError) -> (session: ReplaySession, signer: SessionSigner) {
        let token: SealedToken
        do { token = try SealedToken(parsing: bytes) } catch { throw .malformed(error) }
        let session: ReplaySession
        do { session = try ReplaySession(parsing: token.payload) } catch {
            // Who signed it comes first: what a stranger made is a stranger's, whatever else is wrong with it.
            guard signers.signers.contains(where: { token.isSigned(by: $0.key) }) else { throw .notSigned }
            throw .invalid(error)
        }
        guard let signer = signers.signer(of: token, session) else { throw .notSigned }
        return (session, signer)
    }

    /// Reads a session, and checks its signature where there is a key, without asking that it is right.
    static func read(
        _ word: String, _ options: GlobalOptions, _ keys: VerifyingKeyOptions, _ console: Console
    ) throws -> OpenedSession {
        let signers = try keys.signers(options, console)
        let bytes = try bytes(word, options)
        return try CommandError.naming(word) {
            let token = try SealedToken(parsing: bytes)
            let session = try ReplaySession(parsing: token.payload)
            let signer = signers.signer(of: token, session)
            let verdict: OpenedSession.Verdict = signers.isEmpty ? .unchecked : signer == nil ? .notVerified : .verified
            return OpenedSession(
                token: token, session: session, verdict: verdict, signer: signer ?? signers.signers.first)
        }
    }

    /// Reads a session whose signature is right, or that there is no key for; says so in that case.
    static func open(
        _ word: String, _ options: GlobalOptions, _ keys: VerifyingKeyOptions, _ console: Console
    ) throws -> OpenedSession {
        let opened = try read(word, options, keys, console)
        switch opened.verdict {
        case .verified: break
        case .notVerified: throw CommandError(.no, "\(word): \(TokenError.notSigned)")
        case .unchecked: console.message("\(word): the signature was not checked, as there is no key")
        }
        return opened
    }
}
