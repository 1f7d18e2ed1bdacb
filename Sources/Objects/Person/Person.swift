/// A person and a time, written as in git: `Name <mail> seconds zone`.
public struct Person: Hashable, Sendable {
    public let name: String
    public let email: String
    public let date: Timestamp

    /// - Throws: an error if the name or the address contains a character that would break the line: `<`, `>`, a line
    ///   end or a NUL.
    public init(name: String, email: String, date: Timestamp) throws(DecodeError) {
        for (what, text) in [("name", name), ("mail address", email)] {
            guard !text.unicodeScalars.contains(where: { "<>\n\r\0".unicodeScalars.contains($0) }) else {
                throw DecodeError(.badName, "a \(what) with one of < > or a line end in it")
            }
            guard text.utf8.first != UInt8(ascii: " "), text.utf8.last != UInt8(ascii: " ") else {
                throw DecodeError(.badName, "a \(what) that starts or ends with a space")
            }
        }
        self.name = name
        self.email = email
        self.date = date
    }

    /// `name` and `email` must satisfy ``init(name:email:date:)``.
    init(checkedName name: String, email: String, date: Timestamp) {
        self.name = name
        self.email = email
        self.date = date
    }

    /// The line's text.
    public var text: String {
        "\(name.isEmpty ? "" : name + " ")<\(email)> \(date.text)"
    }

    /// Reads `Name <mail> seconds zone`, exactly as ``text`` writes it.
    public init(parsing text: some StringProtocol) throws(DecodeError) {
        let malformed = DecodeError(.syntax, "'\(text.prefix(80))' is not 'Name <mail> seconds zone'")
        guard let open = text.utf8.firstIndex(of: UInt8(ascii: "<")),
            let close = text.utf8.firstIndex(of: UInt8(ascii: ">")), open < close,
            let date = Timestamp(parsing: text[close...].dropFirst(2))
        else { throw malformed }
        try self.init(
            name: String(text[..<open].dropLast()), email: String(text[text.utf8.index(after: open)..<close]),
            date: date)
        guard self.text.utf8.elementsEqual(text.utf8) else { throw malformed }
    }
}

/// An instant, and the person's time zone.
public struct Timestamp: Hashable, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    public let seconds: Int64
    /// East of Greenwich, in minutes; within ±24 hours.
    public let offset: Int

    /// Nil if the offset is a day or more.
    public init?(seconds: Int64, offset: Int) {
        guard abs(offset) < 24 * 60 else { return nil }
        self.seconds = seconds
        self.offset = offset
    }

    /// `seconds ±hhmm`.
    public var text: String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(seconds) \(offset < 0 ? "-" : "+")\(two(abs(offset) / 60))\(two(abs(offset) % 60))"
    }

    /// Reads `seconds ±hhmm`, exactly as ``text`` writes it; nil for anything else.
    public init?(parsing text: some StringProtocol) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let seconds = Int64(words[0]), words[1].utf8.count == 5,
            let zone = Int(words[1].dropFirst()), zone >= 0, zone % 100 < 60
        else { return nil }
        let minutes = zone / 100 * 60 + zone % 100
        self.init(seconds: seconds, offset: words[1].utf8.first == UInt8(ascii: "-") ? -minutes : minutes)
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }
}
