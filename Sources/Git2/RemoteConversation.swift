internal import CGit2

/// The library's callbacks during a conversation with another repository.
final class RemoteConversation {
    private let git: at1_git2
    private let credentials: GitCredentials
    private let progress: @Sendable (_ done: UInt64, _ total: UInt64) -> Void
    let stall: StallGuard
    /// The credentials not yet tried, the next one last.
    private var keys: [Key]
    private var questionsLeft = 3
    /// Refs that the other side did not move, and the reasons.
    private(set) var rejections: [(name: String, reason: String)] = []
    /// How much was sent.
    private(set) var sentObjects = 0
    private(set) var sentBytes = 0

    private enum Key {
        case agent
        case file(String)
    }

    init(
        _ git: at1_git2, _ credentials: GitCredentials, timeout: Duration,
        _ progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) {
        self.git = git
        self.credentials = credentials
        self.progress = progress
        stall = StallGuard(limit: timeout)
        keys = credentials.keyFiles.reversed().map(Key.file) + (credentials.hasAgent ? [.agent] : [])
    }

    /// The callbacks; they hold this object without keeping it alive.
    func callbacks() throws(GitError) -> git_remote_callbacks {
        var callbacks = git_remote_callbacks()
        try git.check(git.remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION)))
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.credentials = { out, url, user, allowed, payload in
            RemoteConversation.of(payload).answer(
                out, url: url.map { String(cString: $0) } ?? "", user: user.map { String(cString: $0) }, allowed)
        }
        callbacks.transfer_progress = { stats, payload in
            if let stats = stats?.pointee {
                RemoteConversation.of(payload).stall.touch()
                RemoteConversation.of(payload).progress(UInt64(stats.received_objects), UInt64(stats.total_objects))
            }
            return 0
        }
        callbacks.pack_progress = { _, _, _, payload in
            RemoteConversation.of(payload).stall.touch()
            return 0
        }
        callbacks.push_transfer_progress = { current, total, bytes, payload in
            let conversation = RemoteConversation.of(payload)
            conversation.sentObjects = Int(current)
            conversation.sentBytes = bytes
            conversation.progress(UInt64(current), UInt64(total))
            return 0
        }
        callbacks.push_update_reference = { name, status, payload in
            if let name, let status {
                RemoteConversation.of(payload).rejections.append((String(cString: name), String(cString: status)))
            }
            return 0
        }
        return callbacks
    }

    private static func of(_ payload: UnsafeMutableRawPointer?) -> RemoteConversation {
        Unmanaged<RemoteConversation>.fromOpaque(payload!).takeUnretainedValue()
    }

    /// Gives the next credential that fits, or refuses when all have been tried.
    private func answer(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, url: String, user: String?,
        _ allowed: UInt32
    ) -> Int32 {
        let account = user ?? credentials.account
        if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 { return git.credential_username_new(out, account) }
        if allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0, let key = keys.popLast() {
            switch key {
            case .agent: return git.credential_ssh_key_from_agent(out, account)
            case .file(let path): return git.credential_ssh_key_new(out, account, nil, path, nil)
            }
        }
        if allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0, questionsLeft > 0 {
            questionsLeft -= 1
            defer { stall.touch() }  // the user may take a while
            if let (user, password) = credentials.ask(url, user) {
                return git.credential_userpass_plaintext_new(out, user, password)
            }
        }
        _ = git.error_set_str(Int32(GIT_ERROR_CALLBACK.rawValue), "the credentials were refused")
        return GIT_EAUTH.rawValue
    }
}
