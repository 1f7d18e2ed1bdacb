/// How long what the events of a session begin took.
///
/// An event that ends something is paired with an event that began it: of those with the same action, if there are any,
/// the last one for what can be nested, and otherwise the first one.
public struct SessionDurations: Sendable {
    /// An event that ends something.
    public struct Span: Hashable, Sendable {
        public let start: Int
        public let end: Int
        /// In milliseconds; 0 if the clock went backwards.
        public let elapsed: UInt64
    }

    /// In the order of their ends.
    public let spans: [Span]
    private let places: [Int: Int]

    public init(_ session: ReplaySession) {
        var open: [ReplayEventKind: [(index: Int, timestamp: UInt64, action: String?)]] = [:]
        var spans: [Span] = []
        for (index, moment) in session.events.moments.enumerated() where moment.kind.isPaired {
            let action = EventReading(session.events[index]).action
            guard let (beginning, isNested) = moment.kind.beginning else {
                open[moment.kind, default: []].append((index, moment.timestamp, action))
                continue
            }
            let begun = open[beginning] ?? []
            let alike = begun.indices.filter { begun[$0].action == action }
            guard let place = isNested ? alike.last ?? begun.indices.last : alike.first ?? begun.indices.first else {
                continue
            }
            let start = begun[place]
            open[beginning]?.remove(at: place)
            let elapsed = moment.timestamp > start.timestamp ? moment.timestamp - start.timestamp : 0
            spans.append(Span(start: start.index, end: index, elapsed: elapsed))
        }
        self.spans = spans
        places = Dictionary(uniqueKeysWithValues: spans.enumerated().map { ($1.end, $0) })
    }

    /// What the event at `index` ends; nil if it ends nothing.
    public subscript(index: Int) -> Span? { places[index].map { spans[$0] } }
}

extension ReplayEventKind {
    /// The kind of the event that begins what this one ends, and whether one may be within another; nil if it ends nothing.
    fileprivate var beginning: (kind: ReplayEventKind, isNested: Bool)? {
        switch self {
        case .skillEnd: (.skillStart, true)
        case .handoffEnd: (.handoffStart, true)
        case .llmResponse: (.llmCall, false)
        case .toolResponse: (.toolCall, false)
        case .scopeApprove: (.scopeRequest, false)
        case .skillStart, .handoffStart, .llmCall, .toolCall, .scopeRequest, .workspaceRead, .workspaceWrite,
            .artifactWrite, .eval, .error:
            nil
        }
    }

    /// Whether it begins or ends something.
    fileprivate var isPaired: Bool {
        switch self {
        case .workspaceRead, .workspaceWrite, .artifactWrite, .eval, .error: false
        case .skillStart, .handoffStart, .llmCall, .toolCall, .scopeRequest: true
        case .skillEnd, .handoffEnd, .llmResponse, .toolResponse, .scopeApprove: true
        }
    }
}
