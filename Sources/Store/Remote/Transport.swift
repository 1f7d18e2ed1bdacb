internal import Objects

/// How the repository at an address is reached.
enum Transport {
    /// How long the other side may say nothing: transfer.timeout, 60 seconds by default.
    static func timeout(_ settings: Configuration) throws -> Duration {
        guard let text = settings["transfer.timeout"] else { return .seconds(60) }
        guard let seconds = Double(text), (0.1...1_000_000).contains(seconds) else {
            throw RepositoryError.badConfiguration("transfer.timeout is '\(text)', which is not a number of seconds")
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    /// Connects to the repository at `url`.
    ///
    /// - Parameter base: where a path that is relative starts; nil for the working directory.
    static func open(
        _ url: String, remote: RemoteSettings, _ settings: Configuration, _ options: Repository.Options,
        environment: [String: String]
    ) throws -> any RemoteEnd {
        switch try RemoteAddress(url) {
        case .path(let path):
            do {
                return LocalEnd(try Repository.open(at: path, options), label: remote.label)
            } catch let error as FileError where error.isMissing {
                throw RemoteError.unreachable(remote.label, what: "there is nothing at '\(path)'")
            } catch RepositoryError.notARepository {
                throw RemoteError.unreachable(remote.label, what: "'\(path)' is no at1 repository")
            }
        case .web(let url):
            return StaticEnd(
                try WebSource(
                    url: url, label: remote.label, timeout: try timeout(settings),
                    authorities: settings["http.sslcainfo"]), options)
        case .bucket(let bucket, let prefix):
            let access = try S3Access(remote, settings, environment)
            let source = try WebSource(
                bucket: bucket, prefix: prefix, label: remote.label, timeout: try timeout(settings),
                authorities: settings["http.sslcainfo"], access)
            return StaticEnd(source, options)
        case .ssh(let host, let user, let port, let path):
            let command = environment["AT1_SSH_COMMAND"] ?? settings["core.sshcommand"] ?? "ssh"
            let serve =
                remote.name.flatMap { settings["remote.\($0).servecommand"] } ?? settings["core.servecommand"] ?? "at1"
            var words = port.map { ["-p", "\($0)"] } ?? []
            words.append(user.map { "\($0)@\(host)" } ?? host)
            words.append("\(serve) serve --stdio \(quoted(path))")
            // The setting is a line for the shell, as git's is; what follows are words of their own.
            let process = try ChildProcess(["/bin/sh", "-c", command + " \"$@\"", "ssh"] + words)
            let channel = WireChannel(
                input: process.input, output: process.output, label: remote.label, timeout: try timeout(settings))
            return try WireEnd(channel, process)
        }
    }

    /// A word for the shell on the other side. A tilde at the start stays its home.
    private static func quoted(_ path: String) -> String {
        if path.hasPrefix("~"), let slash = path.firstIndex(of: "/"),
            path[..<slash].dropFirst().allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
        {
            return path[...slash] + quoted(String(path[path.index(after: slash)...]))
        }
        return "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
