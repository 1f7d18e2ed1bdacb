internal import Files
internal import Git2
internal import Remotes

/// How to connect to a mirror, and with which credentials.
public struct MirrorConnection: Sendable {
    /// A path, or a git URL: `file:`, `ssh:`, `host:path`, `http:` or `https:`.
    public let url: String
    /// Private keys for ssh, tried in order after those of the agent.
    public var keyFiles: [String] = []
    /// Whether an ssh agent is available.
    public var hasAgent = false
    /// The account that ssh logs in to if the URL names none.
    public var account = "git"
    /// Asks for a name and a password; nil if there are none. Called again if they were refused.
    public var ask: @Sendable (_ url: String, _ user: String?) -> (user: String, password: String)? = { _, _ in nil }
    /// How long the connection may be silent before it is closed.
    public var timeout: Duration = .seconds(60)
    /// Called with the number of objects transferred, and the total.
    public var progress: @Sendable (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }

    /// A relative path is relative to the present working directory, even if that changes later.
    public init(url: String) {
        let isRelative = Self.localPath(url).map { $0.utf8.first != UInt8(ascii: "/") } ?? false
        self.url = isRelative ? ((try? Folder(at: ".").resolvedPath()).map { "\($0)/\(url)" } ?? url) : url
    }

    /// The URL without a password, for display.
    public var shownURL: String { RemoteAddress.shown(url) }

    /// The path of a repository on this machine; nil if the URL refers to another one.
    var localPath: String? { Self.localPath(url) }

    private static func localPath(_ url: String) -> String? {
        if url.utf8.starts(with: "file://".utf8) { return String(url.dropFirst("file://".count)) }
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")) else { return url }
        return url[..<colon].utf8.contains(UInt8(ascii: "/")) ? url : nil
    }

    /// What libgit2 is given: an absolute path on this machine; anything else as it was written.
    private var location: String { localPath ?? url }

    func connect(_ stage: MirrorStage, for direction: GitRemote.Direction) throws -> GitRemote {
        if let localPath, (try? Folder(at: localPath)) == nil {
            throw MirrorError.unreachable(shownURL, what: "there is no such folder")
        }
        if localPath == nil { _ = try RemoteAddress(url) }
        return try naming {
            try GitRemote(
                location, for: direction, of: stage.git,
                GitCredentials(keyFiles: keyFiles, hasAgent: hasAgent, account: account, ask: ask),
                timeout: timeout, progress: progress)
        }
    }

    /// Turns an error of libgit2 into one with a message for the user.
    func naming<Result: ~Copyable>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as GitError {
            // libgit2 quotes the address as it is.
            let what = error.description.replacing(url, with: shownURL)
            switch error.reason {
            case .credentials: throw MirrorError.credentialsRefused(shownURL, what: what)
            case .certificate: throw MirrorError.notTrusted(shownURL, what: what)
            case .library: throw MirrorError.noLibrary(error.description)
            case .content: throw MirrorError.foreign("the mirror", what: what)
            case .notFound, .notFastForward, .network, .system, .other:
                // libssh2 has no code of its own for a rejected key.
                if error.description.contains("uthenticat") {
                    throw MirrorError.credentialsRefused(shownURL, what: what)
                }
                throw MirrorError.unreachable(shownURL, what: what)
            }
        }
    }
}
