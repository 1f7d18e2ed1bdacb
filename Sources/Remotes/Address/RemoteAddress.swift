internal import HTTP

/// The location of a repository, as the user writes it.
package enum RemoteAddress: Hashable, Sendable {
    /// A folder on this machine.
    case path(String)
    /// An account on another machine, and the repository's path there.
    case ssh(host: String, user: String?, port: Int?, path: String)
    /// A bucket in an S3-compatible object store, and a prefix in it.
    case bucket(String, prefix: String)
    /// A folder that a web server serves.
    case web(String)

    /// - Throws: ``RemoteError/badAddress(_:what:)``.
    package init(_ text: String) throws {
        func bad(_ what: String) -> RemoteError { .badAddress(text, what: what) }
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw bad("it is empty, or has a control character in it")
        }
        if let (scheme, rest) = Self.scheme(of: bytes) {
            switch scheme {
            case "file":
                guard rest.first == slash else { throw bad("file:// names a path of this machine") }
                self = .path(HTTPAddress.unescaped(rest))
            case "ssh":
                let end = rest.firstIndex(of: slash) ?? rest.endIndex
                let path = HTTPAddress.unescaped(rest[end...])
                self = try Self.ssh(
                    rest[..<end], path: path.utf8.starts(with: "/~".utf8) ? String(path.dropFirst()) : path, bad)
            case "s3":
                let parts = rest.split(separator: slash).map { String(decoding: $0, as: UTF8.self) }
                guard let bucket = parts.first, Self.isBucket(bucket) else { throw bad("the bucket's name is not one") }
                self = .bucket(bucket, prefix: parts.dropFirst().joined(separator: "/"))
            case "http", "https":
                guard !rest.contains(UInt8(ascii: "?")), !rest.contains(UInt8(ascii: "#")) else {
                    throw bad("a '?' or a '#' in a path must be escaped")
                }
                do { _ = try HTTPAddress(text) } catch { throw bad("\(error)") }
                self = .web(text)
            default: throw bad("'\(scheme)' is not supported")
            }
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), !bytes[..<colon].contains(slash) {
            self = try Self.ssh(bytes[..<colon], path: String(decoding: bytes[(colon + 1)...], as: UTF8.self), bad)
        } else {
            self = .path(text)
        }
    }

    private static func isBucket(_ name: String) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
        }
        return name.utf8.count <= 63 && name.utf8.first.map(isPlain) == true
            && name.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    /// The word before `://`, in lower case, and what follows; nil without one.
    private static func scheme(of bytes: [UInt8]) -> (name: String, rest: ArraySlice<UInt8>)? {
        let name = bytes.prefix {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                || "+-.".utf8.contains($0)
        }
        guard !name.isEmpty, bytes[name.endIndex...].starts(with: "://".utf8) else { return nil }
        return (String(decoding: name, as: UTF8.self).lowercased(), bytes[(name.endIndex + 3)...])
    }

    private static func ssh(
        _ authority: ArraySlice<UInt8>, path: String, _ bad: (String) -> RemoteError
    ) throws -> RemoteAddress {
        let (colon, dash) = (UInt8(ascii: ":"), UInt8(ascii: "-"))
        var host = authority
        var user: ArraySlice<UInt8>?
        if let at = host.lastIndex(of: UInt8(ascii: "@")) {
            user = host[..<at]
            host = host[(at + 1)...]
        }
        var digits: ArraySlice<UInt8>?
        if host.first == UInt8(ascii: "["), let end = host.firstIndex(of: UInt8(ascii: "]")) {
            let after = host[(end + 1)...]
            guard after.isEmpty || after.first == colon else { throw bad("the host is malformed") }
            digits = after.isEmpty ? nil : after.dropFirst()
            host = host[(host.startIndex + 1)..<end]
        } else if let end = host.lastIndex(of: colon) {
            digits = host[(end + 1)...]
            host = host[..<end]
        }
        let port = try digits.map { digits in
            guard let port = Int(String(decoding: digits, as: UTF8.self)) else { throw bad("the port is not a number") }
            guard (1...65535).contains(port) else { throw bad("the port is not between 1 and 65535") }
            return port
        }
        // Something that starts with a dash would be an option of ssh, or of at1 over there.
        guard let first = host.first, first != dash, !host.contains(UInt8(ascii: " ")), user?.isEmpty != true,
            user?.first != dash
        else { throw bad("the host or the user is missing, or starts with '-'") }
        guard user?.contains(colon) != true else { throw bad("ssh takes no password from an address") }
        guard !path.isEmpty, path != "/" else { throw bad("the path is missing") }
        guard path.utf8.first != dash else { throw bad("the path starts with '-'; write './' before it") }
        return .ssh(
            host: String(decoding: host, as: UTF8.self), user: user.map { String(decoding: $0, as: UTF8.self) },
            port: port, path: path)
    }
}

private let slash = UInt8(ascii: "/")
