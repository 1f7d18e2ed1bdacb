/// Where a repository is, as people write it.
enum RemoteAddress: Hashable, Sendable {
    /// A folder on this machine.
    case path(String)
    /// An account on another machine, and the repository's path there.
    case ssh(host: String, user: String?, port: Int?, path: String)
    /// A bucket of an S3-compatible object store, and a prefix in it.
    case bucket(String, prefix: String)
    /// A folder that a web server hands out.
    case web(String)

    /// - Throws: ``RemoteError/badAddress(_:what:)``.
    init(_ text: String) throws {
        func bad(_ what: String) -> RemoteError { .badAddress(text, what: what) }
        guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
            throw bad("it is empty, or has a control character in it")
        }
        if let scheme = Self.scheme(of: text) {
            let rest = text.dropFirst(scheme.count + 3)
            switch scheme {
            case "file":
                guard rest.hasPrefix("/") else { throw bad("file:// names a path of this machine") }
                self = .path(Self.unescape(rest))
            case "ssh":
                let slash = rest.firstIndex(of: "/") ?? rest.endIndex
                var path = Self.unescape(rest[slash...])
                if path.hasPrefix("/~") { path = String(path.dropFirst()) }
                self = try Self.ssh(rest[..<slash], path: path, bad)
            case "s3":
                let parts = rest.split(separator: "/", maxSplits: 1)
                let prefix = parts.count == 2 ? parts[1].split(separator: "/").joined(separator: "/") : ""
                guard let bucket = parts.first, bucket.utf8.count <= 63, bucket.first != "-",
                    bucket.utf8.allSatisfy({ Self.isBucketByte($0) })
                else { throw bad("the bucket's name is not one") }
                self = .bucket(String(bucket), prefix: prefix)
            case "https":
                guard !rest.isEmpty, !rest.hasPrefix("/"), !rest.contains(" ") else { throw bad("the host is missing") }
                self = .web(text)
            case "http":
                // What anybody on the way can read and change is only for this machine.
                let host = rest.prefix { $0 != "/" && $0 != ":" }
                guard ["localhost", "127.0.0.1"].contains(host) else {
                    throw bad("http:// is for this machine only; use https://")
                }
                self = .web(text)
            default: throw bad("'\(scheme)' is nothing that at1 speaks")
            }
        } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
            self = try Self.ssh(text[..<colon], path: String(text[text.index(after: colon)...]), bad)
        } else {
            self = .path(text)
        }
    }

    private static func isBucketByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func scheme(of text: String) -> String? {
        var rest = text[...]
        var name = ""
        while let character = rest.popFirst(), character != ":" {
            guard character.isASCII, character.isLetter || character.isNumber else { return nil }
            name.append(character)
        }
        return rest.hasPrefix("//") && !name.isEmpty ? name.lowercased() : nil
    }

    private static func ssh(
        _ authority: Substring, path: String, _ bad: (String) -> RemoteError
    ) throws -> RemoteAddress {
        var host = authority
        var user: String?
        if let at = host.lastIndex(of: "@") {
            user = String(host[..<at])
            host = host[host.index(after: at)...]
        }
        var port: Int?
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            let after = host[host.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw bad("the host is not well written") }
            port = after.isEmpty ? nil : Int(after.dropFirst())
            guard after.isEmpty || port != nil else { throw bad("the port is no number") }
            host = host[host.index(after: host.startIndex)..<end]
        } else if let colon = host.lastIndex(of: ":") {
            port = Int(host[host.index(after: colon)...])
            guard port != nil else { throw bad("the port is no number") }
            host = host[..<colon]
        }
        // A host or a user that looks like an option would be one to ssh.
        guard !host.isEmpty, !host.hasPrefix("-"), !host.contains(" "), user != "", user?.hasPrefix("-") != true else {
            throw bad("the host or the user is missing, or starts with '-'")
        }
        guard port.map({ (1...65535).contains($0) }) ?? true else { throw bad("the port is not between 1 and 65535") }
        guard !path.isEmpty, path != "/" else { throw bad("the path is missing") }
        return .ssh(host: String(host), user: user, port: port, path: path)
    }

    /// Takes %XX apart; what is no such escape stays.
    private static func unescape(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), value != 0
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
