internal import Objects

/// Who may ask at all.
package struct Admission: Sendable {
    /// Nil if everybody who reaches the address may.
    private let token: String?

    package init(token: String?) { self.token = token }

    /// Why a request is not answered; nil if it is.
    func refusal(of request: WebRequest) -> WebAnswer? {
        if let token {
            guard Self.given(request).contains(where: { Self.isSame($0, token) }) else {
                return .text(401, "a token is needed", [("www-authenticate", "Basic realm=\"at1\", charset=\"UTF-8\"")])
            }
        } else if !Self.isThisMachine(request.header("host")) {
            // A page elsewhere whose name was made to lead here.
            return .text(421, "this server answers to localhost")
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            return .text(405, "this server only answers GET and HEAD", [("allow", "GET, HEAD")])
        }
        return nil
    }

    private static func isThisMachine(_ host: String?) -> Bool {
        guard let host else { return false }
        let end =
            host.hasPrefix("[") ? host.firstIndex(of: "]").map { host.index(after: $0) } : host.firstIndex(of: ":")
        let name = host[..<(end ?? host.endIndex)].lowercased()
        let port = host[(end ?? host.endIndex)...]
        let isPort = port.isEmpty || port.first == ":" && port.dropFirst().utf8.allSatisfy { 48...57 ~= $0 }
        let isNumeric = name.hasPrefix("127.") && name.utf8.allSatisfy { 48...57 ~= $0 || $0 == UInt8(ascii: ".") }
        return isPort && (isNumeric || ["localhost", "[::1]"].contains(name))
    }

    /// The token that a request has, as a bearer's or as a password.
    private static func given(_ request: WebRequest) -> [String] {
        guard let words = request.header("authorization")?.split(separator: " "), words.count == 2 else { return [] }
        switch words[0].lowercased() {
        case "bearer": return [String(words[1])]
        case "basic":
            guard let text = Base64.decode(String(words[1])).map({ String(decoding: $0, as: UTF8.self) }),
                let colon = text.firstIndex(of: ":")
            else { return [] }
            return [String(text[text.index(after: colon)...])]
        default: return []
        }
    }

    /// In a time that tells nothing about where they differ.
    private static func isSame(_ a: String, _ b: String) -> Bool {
        Digest(of: Array(a.utf8)).bytes.elementsEqual(Digest(of: Array(b.utf8)).bytes)
    }
}
