internal import CGit2

/// A remote git repository: a path, ssh or HTTP. One connection is used for all that follows.
package struct GitRemote: ~Copyable {
    package enum Direction: Hashable, Sendable { case fetch, push }

    private let git: at1_git2
    private let pointer: OpaquePointer
    private let conversation: RemoteConversation
    private let timeout: Duration

    /// Connects. Objects are transferred to and from `repository`, which must outlive this value.
    package init(
        _ url: String, for direction: Direction, of repository: borrowing GitRepository, _ credentials: GitCredentials,
        timeout: Duration,
        progress: @escaping @Sendable (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) throws(GitError) {
        let git = repository.git
        var remote: OpaquePointer?
        try git.check(git.remote_create_anonymous(&remote, repository.pointer, url))
        let conversation = RemoteConversation(git, credentials, timeout: timeout, progress)
        do throws(GitError) {
            var callbacks = try conversation.callbacks()
            let way = direction == .fetch ? GIT_DIRECTION_FETCH : GIT_DIRECTION_PUSH
            try git.check(git.remote_connect(remote, way, &callbacks, nil, nil))
        } catch {
            let isStalled = conversation.stall.isStalled
            conversation.stall.end()
            git.remote_free(remote)
            throw isStalled ? Self.stalled(timeout) : error
        }
        self.git = git
        self.conversation = conversation
        self.timeout = timeout
        pointer = remote!
    }

    private static func stalled(_ timeout: Duration) -> GitError {
        GitError(.network, "nothing has come for \(timeout.components.seconds) seconds")
    }

    deinit {
        conversation.stall.end()
        _ = git.remote_disconnect(pointer)
        git.remote_free(pointer)
    }

    /// The refs of the other side and their values.
    ///
    /// - Throws: an error for a branch or a tag whose name is not UTF-8. Other refs with such names are left out.
    package func list() throws(GitError) -> [(name: String, id: GitID)] {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try git.check(git.remote_ls(&heads, &count, pointer))
        var refs: [(name: String, id: GitID)] = []
        for index in 0..<count {
            guard let head = heads?[index]?.pointee else { continue }
            if let name = String(validatingCString: head.name) {
                refs.append((name, GitID(head.oid)))
                continue
            }
            let name = String(cString: head.name)
            guard !name.hasPrefix("refs/heads/"), !name.hasPrefix("refs/tags/") else {
                throw GitError(.content, "the name of \(name) is not UTF-8")
            }
        }
        return refs
    }

    /// The full name of the branch that the other side's HEAD is on; nil if it does not say.
    package func defaultBranch() throws(GitError) -> String? {
        var name = git_buf()
        let code = git.remote_default_branch(&name, pointer)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try git.check(code)
        defer { git.buf_dispose(&name) }
        return name.ptr.flatMap { String(validatingCString: $0) }
    }

    /// Fetches all objects reachable from `names` that are missing here. Creates no refs.
    package func download(_ names: [String]) throws(GitError) {
        guard !names.isEmpty else { return }
        var options = git_fetch_options()
        try git.check(git.fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
        options.callbacks = try conversation.callbacks()
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        options.update_fetchhead = 0
        do throws(GitError) {
            try withStrings(names) { git.remote_download(pointer, $0, &options) }
        } catch {
            let isContent = error.reason == .other || error.reason == .notFound
            throw isContent ? GitError(.content, error.description) : error
        }
    }

    /// Sends what the other side lacks, and moves its refs.
    ///
    /// - Parameter specs: `SOURCE:TARGET`, with `+` in front to move a ref whatever its value.
    /// - Returns: how much was sent, and which refs the other side did not move.
    package func upload(
        _ specs: [String]
    ) throws(GitError) -> (objects: Int, bytes: Int, rejected: [(name: String, reason: String)]) {
        var options = git_push_options()
        try git.check(git.push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION)))
        options.callbacks = try conversation.callbacks()
        options.pb_parallelism = 0
        try withStrings(specs) { git.remote_upload(pointer, $0, &options) }
        return (conversation.sentObjects, conversation.sentBytes, conversation.rejections)
    }

    private func withStrings(
        _ strings: [String], _ body: (UnsafePointer<git_strarray>) -> Int32
    ) throws(GitError) {
        let text = strings.map { Array($0.utf8CString) }
        var pointers: [UnsafeMutablePointer<CChar>?] = text.map { units in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: units.count)
            copy.initialize(from: units, count: units.count)
            return copy
        }
        defer { for pointer in pointers { pointer?.deallocate() } }
        let code = pointers.withUnsafeMutableBufferPointer { buffer -> Int32 in
            var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
            return body(&array)
        }
        if code < 0, conversation.stall.isStalled { throw Self.stalled(timeout) }
        try git.check(code)
    }
}
