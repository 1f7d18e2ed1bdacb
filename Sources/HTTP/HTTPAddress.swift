/// The address of a web server, parsed strictly: text that two parsers could read differently is refused.
///
/// This is the one place that decides which addresses may be used. Plain `http` is for this machine only, since anyone
/// on the way can read and change what it carries.
package struct HTTPAddress: Hashable, Sendable {
    package enum Scheme: String, Sendable { case http, https }

    package let scheme: Scheme
    /// The part before the `@`; nil without one.
    package private(set) var user: String?
    /// The part between the colon and the `@`; nil without one.
    package private(set) var password: String?
    /// In lower case; an IPv6 address in its brackets.
    package let host: String
    package let port: Int?
    /// From the first slash or question mark on, percent-encoded where necessary; without a fragment.
    package let path: String

    /// - Throws: ``HTTPError`` with ``HTTPError/Reason/badAddress``.
    package init(_ text: String) throws(HTTPError) {
        func bad(_ what: String) -> HTTPError { HTTPError(.badAddress, what) }
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }) else {
            throw bad("it has a backslash or a control character in it")
        }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8),
            let scheme = Scheme(rawValue: String(decoding: bytes[..<colon], as: UTF8.self).lowercased())
        else { throw bad("it starts neither with https:// nor with http://") }
        let rest = bytes[(colon + 3)...].prefix { $0 != UInt8(ascii: "#") }
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let authority = rest[..<end]
        let at = authority.lastIndex(of: UInt8(ascii: "@"))
        let place = at.map { authority[($0 + 1)...] } ?? authority
        guard let (host, port) = Self.place(place) else { throw bad("the host or the port is malformed") }
        if let at {
            let words = authority[..<at]
            guard !words.isEmpty else { throw bad("the user is missing before the @") }
            guard !words.contains(UInt8(ascii: "@")), !words.contains(UInt8(ascii: " ")) else {
                throw bad("an @ or a space in the user or the password must be escaped")
            }
            let colon = words.firstIndex(of: UInt8(ascii: ":"))
            user = Self.unescaped(words[..<(colon ?? words.endIndex)])
            password = colon.map { Self.unescaped(words[($0 + 1)...]) }
        } else {
            (user, password) = (nil, nil)
        }
        self.scheme = scheme
        self.host = host
        self.port = port
        path = Self.escaped(rest[end...])
        guard scheme == .https || Self.isThisMachine(host) else {
            throw bad("http:// is for this machine only; use https://")
        }
    }

    /// The address without user and password.
    package var text: String { "\(scheme.rawValue)://\(host)\(port.map { ":\($0)" } ?? "")\(path)" }

    /// Copies user and password, which a redirection to the same server omits.
    mutating func takeUser(of other: HTTPAddress) {
        (user, password) = (other.user, other.password)
    }

    /// Whether both are on the same server, so that credentials for one may be sent to the other.
    package func isSameServer(as other: HTTPAddress) -> Bool {
        (scheme, host, port ?? scheme.port) == (other.scheme, other.host, other.port ?? other.scheme.port)
    }

    /// Host and port; nil for anything else, and for percent-encoded hosts.
    private static func place(_ bytes: ArraySlice<UInt8>) -> (host: String, port: Int?)? {
        let isBracketed = bytes.first == UInt8(ascii: "[")
        guard
            let end = isBracketed
                ? bytes.firstIndex(of: UInt8(ascii: "]")).map({ $0 + 1 })
                : bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        else { return nil }
        let host = bytes[..<end]
        let inner = isBracketed ? host.dropFirst().dropLast() : host
        guard !inner.isEmpty, inner.first != UInt8(ascii: "-"),
            inner.allSatisfy({ isHostByte($0) || (isBracketed && $0 == UInt8(ascii: ":")) })
        else { return nil }
        let name = String(decoding: host, as: UTF8.self).lowercased()
        guard end < bytes.endIndex else { return (name, nil) }
        let digits = bytes[(end + 1)...]
        guard bytes[end] == UInt8(ascii: ":"), (1...5).contains(digits.count),
            digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let port = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(port)
        else { return nil }
        return (name, port)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// `localhost`, 127.0.0.0/8 in its usual spelling, or `[::1]`.
    private static func isThisMachine(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
            String($0) ?? ""
        }
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { part in UInt8(part).map { "\($0)" } == part }
    }

    /// Percent-encodes spaces and non-ASCII bytes. Everything else stays as it is.
    private static func escaped(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { byte in
            guard byte == 0x20 || byte >= 0x80 else { return String(Unicode.Scalar(byte)) }
            return "%" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    /// Decodes percent-encoding; everything else stays as it is.
    package static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, rest.first != UInt8(ascii: "+"),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), value != 0
            {
                result.append(value)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension HTTPAddress.Scheme {
    fileprivate var port: Int { self == .http ? 80 : 443 }
}
