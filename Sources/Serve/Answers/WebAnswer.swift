internal import Objects

/// What a request is answered with.
package struct WebAnswer: Sendable {
    package let status: Int
    package private(set) var headers: [(String, String)]
    /// Nil if nothing follows the headers.
    package private(set) var body: (any WebBody)?

    package init(_ status: Int, _ headers: [(String, String)] = [], _ body: (any WebBody)? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A line of text.
    package static func text(_ status: Int, _ line: String, _ headers: [(String, String)] = []) -> WebAnswer {
        let bytes = Array("\(line)\n".utf8)
        return WebAnswer(
            status,
            [("content-type", "text/plain; charset=utf-8"), ("content-length", "\(bytes.count)")] + headers,
            BytesBody(bytes))
    }

    package func header(_ name: String) -> String? { headers.first { $0.0 == name }?.1 }

    /// The same without what a HEAD request does not get.
    package var withoutBody: WebAnswer { WebAnswer(status, headers) }

    /// The same with what every answer says: what it is must not be guessed, and nobody else may embed it.
    package var guarded: WebAnswer {
        var answer = self
        answer.headers += [
            ("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"), ("x-frame-options", "DENY"),
        ]
        if header("content-security-policy") == nil {
            // A page from the store is shown, but does nothing.
            answer.headers.append(("content-security-policy", "default-src 'none'; sandbox"))
        }
        return answer
    }
}

/// The bytes of an answer, of which only the next ones need be in memory.
package protocol WebBody: Sendable {
    /// The next bytes; nil at the end. If this throws, what was sent is incomplete and says so.
    func next() throws -> [UInt8]?
}
