internal import Files
internal import Objects
internal import Store

/// Connects to the repository at an address.
enum Transport {
    /// Connects to the repository at `url`.
    ///
    /// - Parameter mayBeNew: whether an empty bucket counts as an empty repository, as for a first push.
    static func open(
        _ url: String, remote: RemoteSettings, _ settings: Configuration, _ options: Repository.Options,
        environment: [String: String], mayBeNew: Bool = false
    ) throws -> any RemoteEnd {
        switch try RemoteAddress(url) {
        case .path(let path):
            if let bundle = try TransferBundle.find(at: path, label: remote.label) { return BundleEnd(bundle, options) }
            do {
                return LocalEnd(try Repository.open(at: path, options), label: remote.label, sender: "this repository")
            } catch let error as FileError where error.isMissing {
                if (try? File(at: path)) != nil { throw BundleError.notABundle(path) }
                throw RemoteError.unreachable(remote.label, what: "there is nothing at '\(path)'")
            } catch RepositoryError.notARepository {
                throw RemoteError.unreachable(remote.label, what: "'\(path)' is not an at1 repository")
            }
        case .web(let url):
            return StaticEnd(
                try WebSource(
                    url: url, label: remote.label, timeout: try RemoteSettings.timeout(settings),
                    authorities: settings["http.sslcainfo"]), mayBeNew: false, options)
        case .bucket(let bucket, let prefix):
            let access = try S3Access(remote, settings, environment)
            let source = try WebSource(
                bucket: bucket, prefix: prefix, label: remote.label, timeout: try RemoteSettings.timeout(settings),
                authorities: settings["http.sslcainfo"], access)
            return StaticEnd(source, mayBeNew: mayBeNew, options)
        case .ssh(let host, let user, let port, let path):
            let command = try environment["AT1_SSH_COMMAND"] ?? settings.program("core.sshcommand") ?? "ssh"
            let serve =
                try remote.name.flatMap { try settings.program("remote.\($0).servecommand") }
                ?? settings.program("core.servecommand") ?? "at1"
            var words = port.map { ["-p", "\($0)"] } ?? []
            // No host starts with a dash; `--` tells ssh as well. A command of the user's own need not support it.
            if isOpenSSH(command) { words.append("--") }
            words.append(user.map { "\($0)@\(host)" } ?? host)
            words.append("\(serve) serve --stdio -- \(quoted(path))")
            // The setting is a command line for the shell, as in git; the following words are separate arguments.
            let process = try ChildProcess(["/bin/sh", "-c", command + " \"$@\"", "ssh"] + words)
            let channel = WireChannel(
                input: process.input, output: process.output, label: remote.label,
                timeout: try RemoteSettings.timeout(settings))
            return try WireEnd(channel, process)
        }
    }

    /// Whether the program at the start of a command line for the shell is called `ssh`.
    private static func isOpenSSH(_ command: String) -> Bool {
        let program = command.utf8.prefix { $0 != UInt8(ascii: " ") }
        return program.split(separator: UInt8(ascii: "/")).last?.elementsEqual("ssh".utf8) == true
    }

    /// A word, quoted for the shell on the other side. A tilde at the start still refers to its home.
    static func quoted(_ path: String) -> String {
        let bytes = Array(path.utf8)
        if bytes.first == UInt8(ascii: "~"), let slash = bytes.firstIndex(of: UInt8(ascii: "/")),
            bytes[1..<slash].allSatisfy(isPlain)
        {
            return String(decoding: bytes[...slash], as: UTF8.self) + quoted(bytes[(slash + 1)...])
        }
        return quoted(bytes[...])
    }

    /// By bytes: a quote and a combining character after it are one Character, but two to the shell.
    private static func quoted(_ bytes: ArraySlice<UInt8>) -> String {
        let quote = Array("'".utf8)
        let parts = bytes.split(separator: quote[0], omittingEmptySubsequences: false)
        return String(decoding: quote + Array(parts.joined(separator: Array("'\\''".utf8))) + quote, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || "-_.".utf8.contains(byte)
    }
}
