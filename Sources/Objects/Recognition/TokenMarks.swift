/// The marks of a file that is meant to be a sealed token, which it shows even if bytes of it were changed or lost
/// (docs/format.md §3.9.5).
///
/// One change hides at most one mark. Two are required, and every session, receipt and grant has three.
enum TokenMarks {
    /// How many bytes at the beginning of a file are examined.
    static let headLength = 64 << 10
    /// How many bytes of the head may be neither base64 nor white space.
    private static let strayBytes = 3

    private static let members = [
        "session_id", "agent_name", "skill_name", "schema_version", "agent_version", "random_seed", "input_hash",
        "started_at", "ended_at", "receipt_id", "grant_id", "issuer", "audience", "bucket", "allow_patterns",
        "deny_patterns", "outputs_prefix",
    ]

    /// The base64 digits that each name determines, for each of the three offsets in a group at which it may begin.
    private static let search = WordSearch(
        members.flatMap { name in (0..<3).map { digits(of: "\"\(name)\"", at: $0) } })

    private static func digits(of text: String, at place: Int) -> [UInt8] {
        let bytes = [UInt8](repeating: 0, count: place) + Array(text.utf8)
        let digits = Array(Base64.encode(bytes, .url).utf8)
        return Array(digits[(place * 8 + 5) / 6..<bytes.count * 8 / 6])
    }

    /// Whether a file that begins with `head` looks like a sealed token.
    static func areIn(_ head: ArraySlice<UInt8>) -> Bool {
        let head = head.prefix(headLength)
        // The search skips most bytes: it comes before every byte is looked at.
        guard !hasStrays(head.prefix(1024)) else { return false }
        let counts = search.counts(in: head)
        let found = members.indices.count { counts[$0 * 3] + counts[$0 * 3 + 1] + counts[$0 * 3 + 2] > 0 }
        return found >= 2 && !hasStrays(head) && !isWebToken(head)
    }

    /// Whether more bytes than a change leaves are neither base64 nor white space.
    private static func hasStrays(_ bytes: ArraySlice<UInt8>) -> Bool {
        isOrdinary.withUnsafeBufferPointer { isOrdinary in
            var strays = 0
            for unit in bytes where !isOrdinary[Int(unit)] {
                strays += 1
                if strays > strayBytes { return true }
            }
            return false
        }
    }

    /// The digits of both alphabets of base64, the dot, padding and white space.
    private static let isOrdinary: [Bool] = (0..<256).map { unit in
        switch UInt8(unit) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "."), 0x20, 0x09...0x0d:
            true
        default: false
        }
    }

    /// Whether it is a JSON Web Token, whose first part names the algorithm of its signature (RFC 7515).
    private static func isWebToken(_ head: ArraySlice<UInt8>) -> Bool {
        let header = head.prefix { $0 != UInt8(ascii: ".") }
        guard header.count < 4096, let bytes = Base64.decode(utf8: header, .url),
            case .object(let object) = try? JSONValue(parsing: bytes)
        else { return false }
        return object["alg"] != nil
    }
}
