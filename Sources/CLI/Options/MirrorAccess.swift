import Glibc
import Keys
import Mirror
import Objects
import Store

/// The keys and passwords with which commands access a mirror.
enum MirrorAccess {
    static func connection(_ url: String, _ settings: Configuration, _ progress: Progress) throws -> MirrorConnection {
        var connection = MirrorConnection(url: url)
        connection.hasAgent = Environment.all["SSH_AUTH_SOCK"]?.isEmpty == false
        connection.account = Environment.all["USER"] ?? Environment.all["LOGNAME"] ?? "git"
        connection.keyFiles = try keyFiles(settings)
        connection.ask = { url, user in password(url, user) }
        if let timeout = try settings.seconds("mirror.timeout", from: 1) { connection.timeout = timeout }
        connection.progress = { progress.show($0, of: $1) }
        return connection
    }

    /// The setting mirror.sshkey, or the keys that ssh tries.
    private static func keyFiles(_ settings: Configuration) throws -> [String] {
        let home = Environment.all["HOME"] ?? ""
        if let key = try settings.program("mirror.sshkey") {
            return [key.utf8.starts(with: "~/".utf8) ? home + key.dropFirst() : key]
        }
        return ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" }.filter { access($0, R_OK) == 0 }
    }

    /// AT1_GIT_USERNAME and AT1_GIT_PASSWORD, or what the user types.
    private static func password(_ url: String, _ user: String?) -> (user: String, password: String)? {
        let user = user ?? Environment.all["AT1_GIT_USERNAME"]
        if let password = Environment.all["AT1_GIT_PASSWORD"] { return user.map { ($0, password) } }
        guard isatty(0) == 1, isatty(2) == 1 else { return nil }
        guard let user = user ?? asked("User name for \(MirrorConnection(url: url).shownURL): ") else { return nil }
        return (try? PassphraseSource.terminal.password("\(user) at \(MirrorConnection(url: url).shownURL)")).map {
            (user, $0)
        }
    }

    private static func asked(_ prompt: String) -> String? {
        Messages.write(TerminalText.oneLine(prompt))
        return readLine().flatMap { $0.isEmpty ? nil : $0 }
    }
}
