internal import Git2

/// How a mirror is reached, and what this side can say for itself there.
public struct MirrorConnection: Sendable {
    /// A path, or a URL of git: `file:`, `ssh:`, `host:path`, `http:` or `https:`.
    public let url: String
    /// Private keys for ssh, tried in order after those of the agent.
    public var keyFiles: [String] = []
    /// Whether there is an ssh-agent.
    public var hasAgent = false
    /// The account that ssh logs in to where the URL names none.
    public var account = "git"
    /// Asks for a name and a password; nil when there are none to be had. Called again when they were refused.
    public var ask: @Sendable (_ url: String, _ user: String?) -> (user: String, password: String)? = { _, _ in nil }
    /// How long nothing may come before the connection is given up.
    public var timeout: Duration = .seconds(60)
    /// Called with how many objects have come or gone, and of how many.
    public var progress: @Sendable (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }

    /// A relative path is one from the working directory, and stays that when the process goes elsewhere.
    public init(url: String) {
        let isRelative = Self.localPath(url).map { !$0.hasPrefix("/") } ?? false
        self.url = isRelative ? ((try? Folder(at: ".").resolvedPath()).map { "\($0)/\(url)" } ?? url) : url
    }

    /// The URL without a password in it, for people.
    public var shownURL: String {
        guard let scheme = url.range(of: "://")?.upperBound,
            let at = url[scheme...].prefix(while: { $0 != "/" }).lastIndex(of: "@"),
            let colon = url[scheme..<at].firstIndex(of: ":")
        else { return url }
        return url[..<colon] + ":***" + url[at...]
    }

    /// The path of a repository on this machine; nil when the URL leads elsewhere.
    var localPath: String? { Self.localPath(url) }

    private static func localPath(_ url: String) -> String? {
        if url.hasPrefix("file://") { return String(url.dropFirst("file://".count)) }
        guard let colon = url.firstIndex(of: ":") else { return url }
        return url[..<colon].contains("/") ? url : nil
    }

    /// What libgit2 is given: a path on this machine as it is, all else as it was written.
    private var location: String { localPath ?? url }

    func connect(_ stage: MirrorStage, for direction: GitRemote.Direction) throws -> GitRemote {
        if let localPath, (try? Folder(at: localPath)) == nil {
            throw MirrorError.unreachable(url, what: "there is no such folder")
        }
        return try naming {
            try GitRemote(
                location, for: direction, of: stage.git,
                GitCredentials(keyFiles: keyFiles, hasAgent: hasAgent, account: account, ask: ask),
                timeout: timeout, progress: progress)
        }
    }

    /// Turns what libgit2 says into what a person is told.
    func naming<Result: ~Copyable>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as GitError {
            switch error.reason {
            case .credentials: throw MirrorError.credentialsRefused(shownURL, what: error.description)
            case .certificate: throw MirrorError.notTrusted(shownURL, what: error.description)
            case .library: throw MirrorError.noLibrary(error.description)
            case .content: throw MirrorError.foreign("the mirror", what: error.description)
            case .notFound, .notFastForward, .network, .system, .other:
                // libssh2 has no code of its own for a key that is not taken.
                if error.description.contains("uthenticat") {
                    throw MirrorError.credentialsRefused(shownURL, what: error.description)
                }
                throw MirrorError.unreachable(shownURL, what: error.description)
            }
        }
    }
}

extension StringProtocol {
    /// The first place of `part`.
    fileprivate func range(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
