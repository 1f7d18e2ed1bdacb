internal import Files
internal import Glibc
package import Sodium

/// Where a passphrase comes from.
package enum PassphraseSource: Sendable {
    /// Asked for on the terminal, without echo.
    case terminal
    /// Given in an environment variable, as UTF-8.
    case given(String)
    /// The first line of a file.
    case file(String)

    static let maximumLength = 1024

    /// The passphrase.
    ///
    /// - Parameter confirming: whether it is for a new key: then the user types it twice, and it may not be empty.
    package func read(for what: String, confirming: Bool = false) throws(KeysError) -> SecretBytes {
        let passphrase: SecretBytes
        switch self {
        case .given(let text):
            var bytes = Array(text.utf8)
            passphrase = SecretBytes(wiping: &bytes)
        case .file(let path):
            let contents = try SecretFile.get(path, limit: 64 << 10)
            let length = contents.bytes.withUnsafeBytes { bytes in
                bytes.firstIndex { $0 == 0x0a || $0 == 0x0d } ?? bytes.count
            }
            passphrase = contents.bytes.prefix(length)
        case .terminal:
            passphrase = try Self.ask("Passphrase for \(what): ")
            if confirming, passphrase.count > 0 {
                let again = try Self.ask("The same again: ")
                guard passphrase.equals(again) else { throw .passphrasesDiffer }
            }
        }
        if confirming, passphrase.count == 0 { throw .emptyPassphrase }
        return passphrase
    }

    /// A secret that the user types on the terminal for another program than at1, as text.
    package func password(_ what: String) throws(KeysError) -> String {
        try read(for: what).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Asks on the controlling terminal. Ctrl-C and Ctrl-D cancel, and the terminal's state is always restored.
    private static func ask(_ prompt: String) throws(KeysError) -> SecretBytes {
        guard let file = try? File(updating: "/dev/tty", followingLinks: true) else { throw .noTerminal }
        let terminal = file.descriptor
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { throw .noTerminal }
        var silent = before
        // Without signals: Ctrl-C arrives as a character, so that nothing can end the process while the echo is off.
        silent.c_lflag &= ~tcflag_t(ECHO | ECHONL | ISIG)
        silent.c_lflag |= tcflag_t(ICANON)
        withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VEOL)] = 0x03 }  // and ends the line, as Ctrl-D does
        guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { throw .noTerminal }
        defer { tcsetattr(terminal, TCSAFLUSH, &before) }

        try? file.write(Array(prompt.utf8))
        defer { try? file.write(Array("\n".utf8)) }
        let line = SecretBytes.Buffer(count: maximumLength)
        var length = 0
        while length < maximumLength {
            let count = line.withUnsafeMutableBytes { bytes in
                try? file.stream.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[length..<length + 1]))
            }
            guard count == 1 else { throw .cancelled }
            let unit = line.withUnsafeMutableBytes { $0[length] }
            if unit == 0x03 || unit == 0x04 { throw .cancelled }
            if unit == 0x0a { return line.prefix(length) }
            length += 1
        }
        throw .cancelled
    }
}
