internal import Objects

/// The body of an answer as it is recorded: its bytes, and when each piece of them came.
struct RecordedBody: Hashable {
    /// In milliseconds since the request was sent on; and how many bytes.
    struct Piece: Hashable {
        let time: UInt64
        let length: Int
    }

    private(set) var bytes: [UInt8]
    private(set) var pieces: [Piece]

    init(bytes: [UInt8] = [], pieces: [Piece] = []) {
        self.bytes = bytes
        self.pieces = pieces
    }

    mutating func append(_ piece: UnsafeRawBufferPointer, at time: UInt64) {
        bytes += piece
        pieces.append(Piece(time: time, length: piece.count))
    }

    /// The members of an event's payload.
    func describe(in payload: inout JSONObject) {
        if let text = String(validating: bytes, as: UTF8.self) {
            payload["body"] = .string(text)
        } else {
            payload["body_base64"] = .string(Base64.encode(bytes))
        }
        payload["pieces"] = .array(pieces.map { [.integer($0.time), .integer($0.length)] })
    }

    /// Reads these members; nil if they are not what ``describe(in:)`` writes.
    init?(_ payload: JSONObject) {
        switch (payload["body"], payload["body_base64"]) {
        case (.string(let text)?, nil): bytes = Array(text.text.utf8)
        case (nil, .string(let text)?):
            guard let decoded = Base64.decode(text.text) else { return nil }
            bytes = decoded
        default: return nil
        }
        guard case .array(let values)? = payload["pieces"] else { return nil }
        var pieces: [Piece] = []
        var rest = bytes.count
        for value in values {
            guard case .array(let pair) = value, pair.count == 2, let time = pair[0].unsignedInteger,
                let length = pair[1].unsignedInteger.flatMap({ Int(exactly: $0) }), length <= rest
            else { return nil }
            rest -= length
            pieces.append(Piece(time: time, length: length))
        }
        guard rest == 0 else { return nil }
        self.pieces = pieces
    }

    // MARK: Redaction

    /// The body without what must not be recorded. Its texts are searched as they are joined over all pieces and, in a
    /// stream of events, over all events.
    func redacted(_ redaction: inout Redaction) -> RecordedBody {
        guard !redaction.isEmpty, let text = String(validating: bytes, as: UTF8.self) else { return self }
        if let value = try? JSONValue(parsing: bytes) {
            let before = redaction.count
            let clean = redaction.redact(value)
            guard redaction.count > before else { return self }
            return whole(clean.canonicalBytes)
        }
        let stream = redactedEvents(text, redaction) ?? self
        var rest = redaction
        let before = rest.count
        let clean = rest.redact(String(decoding: stream.bytes, as: UTF8.self))
        redaction = rest
        return rest.count > before ? whole(Array(clean.utf8)) : stream
    }

    private func whole(_ bytes: [UInt8]) -> RecordedBody {
        RecordedBody(bytes: bytes, pieces: [Piece(time: pieces.last?.time ?? 0, length: bytes.count)])
    }

    /// A stream of events (`data: …` lines) with the texts of its JSON redacted; nil if nothing is to be redacted there.
    private func redactedEvents(_ text: String, _ redaction: Redaction) -> RecordedBody? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var values: [JSONValue] = []
        var places: [Int] = []
        for (number, line) in lines.enumerated() where line.hasPrefix("data:") {
            guard let value = try? JSONValue(parsing: Array(line.dropFirst(5).utf8)) else { continue }
            values.append(value)
            places.append(number)
        }
        guard let (clean, changed) = JoinedTexts(values).redacted(values, redaction) else { return nil }
        let ends = lineEnds(text)
        for value in changed { lines[places[value]] = "data: \(clean[value].canonicalText)" }
        // A line comes when its last byte came.
        var pieces: [Piece] = []
        for (number, line) in lines.enumerated() {
            let length = line.utf8.count + (number < lines.count - 1 ? 1 : 0)
            let time = time(ofByte: ends[number])
            if let last = pieces.last, last.time == time {
                pieces[pieces.count - 1] = Piece(time: time, length: last.length + length)
            } else if length > 0 {
                pieces.append(Piece(time: time, length: length))
            }
        }
        return RecordedBody(bytes: Array(lines.joined(separator: "\n").utf8), pieces: pieces)
    }

    /// For each line, the offset of its last byte.
    private func lineEnds(_ text: String) -> [Int] {
        var ends: [Int] = []
        var at = 0
        for line in text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false) {
            at += line.count + 1
            ends.append(min(at, bytes.count) - 1)
        }
        return ends
    }

    private func time(ofByte offset: Int) -> UInt64 {
        var end = 0
        for piece in pieces {
            end += piece.length
            if offset < end { return piece.time }
        }
        return pieces.last?.time ?? 0
    }
}
