internal import Store

/// What a client that has something already asks of an answer (RFC 9110, §13 and §14).
struct Conditions {
    let request: WebRequest
    /// With its quotes.
    let tag: String

    /// Whether the client has it.
    var isKnown: Bool {
        guard let known = request.header("if-none-match") else { return false }
        return known == "*"
            || known.split(separator: ",").contains { word in
                let word = word.drop { $0 == " " }
                return (word.hasPrefix("W/") ? word.dropFirst(2) : word).prefix { $0 != " " } == tag
            }
    }

    enum Part {
        case whole
        case range(Range<UInt64>)
        case none
    }

    /// The part that is asked for. Several ranges, and one that is malformed, are no request for a part.
    func part(of length: UInt64) -> Part {
        guard let text = request.header("range"), text.lowercased().hasPrefix("bytes="),
            request.header("if-range").map({ $0 == tag }) ?? true, let range = ByteRange(text.dropFirst(6))
        else { return .whole }
        return range.resolved(length).map { .range($0) } ?? .none
    }
}
