/// An address to listen on: `HOST:PORT`, or either of them.
struct ListenAddress {
    let host: String
    let port: Int

    init(_ text: String) throws {
        var host = text[...]
        var port = ""[...]
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw Self.malformed(text) }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { throw Self.malformed(text) }
            port = rest.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            guard !host.contains(":") else { throw Self.malformed(text) }
        } else if !text.isEmpty, text.utf8.allSatisfy({ 48...57 ~= $0 }) {
            (host, port) = ("", text[...])
        }
        guard port.isEmpty || UInt16(port) != nil else { throw Self.malformed(text) }
        self.host = host.isEmpty ? "127.0.0.1" : String(host)
        self.port = Int(port) ?? 0
    }

    private static func malformed(_ text: String) -> CommandError {
        CommandError(.usage, "'\(text)' is no address to listen on", hint: "127.0.0.1:8000, or [::1]:8000")
    }

    /// Whether only this machine reaches it. No name but localhost is looked up to find out.
    var isLocal: Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return host == "localhost" || host == "::1"
            || numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
    }

    var shownHost: String { host.contains(":") ? "[\(host)]" : host }
}
