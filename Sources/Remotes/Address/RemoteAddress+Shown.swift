internal import HTTP

extension RemoteAddress {
    /// An address for display and logs: without a password, and without a token that serves as one.
    ///
    /// Accepts any text, since invalid addresses are printed too.
    package static func shown(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: "://".utf8) }) else {
            return shownWithoutScheme(bytes)
        }
        let rest = bytes[(start + 3)...]
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        guard let at = userEnd(rest, authorityEnd: end) else { return text }
        // An ssh account is not secret; an account of a web server is often a token.
        let user = rest[..<at]
        let isAccount = bytes[..<start].elementsEqual("ssh".utf8)
        let shownUser =
            isAccount
            ? user.prefix { $0 != UInt8(ascii: ":") } + (user.contains(UInt8(ascii: ":")) ? Array(":***".utf8) : [])
            : Array("***".utf8)
        return String(decoding: bytes[..<(start + 3)] + shownUser + rest[at...], as: UTF8.self)
    }

    /// `user:password@host:path`, or an address with mistyped slashes: the text between the first colon and the last
    /// `@` may be a password.
    private static func shownWithoutScheme(_ bytes: [UInt8]) -> String {
        var shown = bytes
        let colon = UInt8(ascii: ":")
        let isMistyped = ["http", "https", "ssh", "s3"].contains { scheme in
            bytes.starts(with: "\(scheme):/".utf8) || bytes.starts(with: "\(scheme)//".utf8)
        }
        if let at = bytes.lastIndex(of: UInt8(ascii: "@")), let start = bytes[..<at].firstIndex(of: colon),
            isMistyped || bytes[at...].contains(colon)
        {
            shown.replaceSubrange(start + 1..<at, with: "***".utf8)
        }
        return String(decoding: shown, as: UTF8.self)
    }

    /// The address without its password, for storage: the user is asked again.
    package static func withoutPassword(_ text: String) -> String {
        guard case .web = try? RemoteAddress(text), let address = try? HTTPAddress(text), address.password != nil else {
            return text
        }
        let bytes = Array(text.utf8)
        let at = bytes.firstIndex(of: UInt8(ascii: "@"))!
        let colon = bytes[..<at].lastIndex(of: UInt8(ascii: ":"))!
        return String(decoding: bytes[..<colon] + bytes[at...], as: UTF8.self)
    }

    /// The position of the `@` that ends the user part; nil without one.
    private static func userEnd(_ rest: ArraySlice<UInt8>, authorityEnd end: Int) -> Int? {
        let at = UInt8(ascii: "@")
        if let place = rest[..<end].lastIndex(of: at) { return place }
        // `user:pass/word@host` is not a valid address, but contains a password.
        guard let colon = rest[..<end].firstIndex(of: UInt8(ascii: ":")),
            !rest[(colon + 1)..<end].allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return nil }
        return rest.lastIndex(of: at)
    }
}
