internal import Objects

/// A request that a client sent, read strictly and within bounds: text that two parsers could read differently is refused.
package struct ClientRequest: Sendable {
    /// A field of the head.
    package struct Field: Hashable, Sendable {
        /// In lower case.
        package let name: String
        package let value: String
    }

    package let method: String
    /// From the first slash on.
    package let target: String
    package let fields: [Field]
    package internal(set) var body: [UInt8] = []
    /// Whether the client takes a body of unknown length, and the connection may be used again.
    let isPersistent: Bool

    static let headLimit = 64 << 10
    static let bodyLimit = 64 << 20
    static let methods: Set = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    /// The value of a field; nil if there is none.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The target without its query.
    package var path: Substring { target.prefix { $0 != "?" } }

    /// The parameters of the query as they are written.
    package var query: Substring { target.dropFirst(path.count + 1) }

    /// Reads a head without the empty line at its end.
    init(head: ArraySlice<UInt8>) throws(RequestRefusal) {
        guard let text = String(validating: head, as: UTF8.self),
            head.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x0d || $0 == 0x0a || $0 == 0x09 })
        else { throw .malformed("a control character, or text that is not UTF-8") }
        for at in head.indices {
            let isEnd = head[at] == 0x0d && at + 1 < head.endIndex && head[at + 1] == 0x0a
            let isPaired = head[at] == 0x0a && at > head.startIndex && head[at - 1] == 0x0d
            guard isEnd || isPaired || head[at] != 0x0d && head[at] != 0x0a else {
                throw .malformed("a line that does not end with CR LF")
            }
        }
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0", words[1].hasPrefix("/") else {
            throw .malformed("the first line is not that of an HTTP request")
        }
        guard Self.methods.contains(String(words[0])) else { throw .method }
        var fields: [Field] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
                line[..<colon].utf8.allSatisfy(Self.isToken)
            else { throw .malformed("a line of the head is not NAME: VALUE") }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let end = value.lastIndex { $0 != " " && $0 != "\t" }.map(value.index(after:)) ?? value.startIndex
            fields.append(Field(name: line[..<colon].lowercased(), value: String(value[..<end])))
        }
        method = String(words[0])
        target = String(words[1])
        self.fields = fields
        let connection = fields.first { $0.name == "connection" }?.value.lowercased() ?? ""
        isPersistent = words[2] == "HTTP/1.1" && !connection.contains("close")
    }

    private static func isToken(_ unit: UInt8) -> Bool {
        switch unit {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// How the body is framed.
    enum Framing: Hashable {
        case length(Int)
        case chunks
    }

    func framing() throws(RequestRefusal) -> Framing {
        let codings = fields.filter { $0.name == "transfer-encoding" }
        let lengths = fields.filter { $0.name == "content-length" }
        if let coding = codings.first {
            guard codings.count == 1, lengths.isEmpty, coding.value.lowercased() == "chunked" else {
                throw .malformed("a body with two lengths, or in an unknown coding")
            }
            return .chunks
        }
        guard let first = lengths.first else { return .length(0) }
        guard lengths.count == 1, first.value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !first.value.isEmpty
        else { throw .malformed("the length of the body is not a number") }
        guard let length = Int(first.value), length <= Self.bodyLimit else { throw .tooLong }
        return .length(length)
    }
}

/// Why a request is not read.
enum RequestRefusal: Error, Hashable {
    case malformed(String)
    case method
    case tooLong
    /// The client is gone, or too slow.
    case lost

    var status: Int {
        switch self {
        case .malformed, .lost: 400
        case .method: 405
        case .tooLong: 413
        }
    }

    var what: String {
        switch self {
        case .malformed(let what): what
        case .method: "a method that is not passed on"
        case .tooLong: "more than \(ClientRequest.bodyLimit) bytes"
        case .lost: "the connection was lost"
        }
    }
}
