extension ReplaySession {
    /// Compares another session of the skill with this one, the recording.
    ///
    /// The n-th event of a kind is compared with the n-th of that kind, so that concurrent agents may take turns in
    /// another order. For calls (`llm_call`, `tool_call`, `workspace_read`, `workspace_write`) only what the doubles of
    /// a2a_pack compare counts: the members that both payloads have, and a tool's name; for the workspace the path. All
    /// other events must have equal payloads. Indices, times and identifiers of the runs are not compared.
    public func compare(with other: ReplaySession) -> SessionComparison {
        guard run.skillName == other.run.skillName else {
            let divergence = SessionDivergence(
                reason: .skill, kind: nil, ordinal: 0, recordedIndex: nil, observedIndex: nil, path: "$.skill_name",
                recorded: JSONValue.string(run.skillName).canonicalText,
                observed: JSONValue.string(other.run.skillName).canonicalText, isRaisedByDoubles: false)
            return SessionComparison(divergence: divergence, raised: nil, agreeing: 0)
        }
        var alignment = EventAlignment(of: self)
        var first: SessionDivergence?
        var raised: SessionDivergence?
        var agreeing = 0
        for event in other.events {
            guard let divergence = alignment.divergence(at: event) else {
                agreeing += first == nil ? 1 : 0
                continue
            }
            if first == nil { first = divergence }
            if divergence.isRaisedByDoubles {
                raised = divergence
                break
            }
        }
        return SessionComparison(divergence: first ?? alignment.firstNotObserved(), raised: raised, agreeing: agreeing)
    }
}

/// The events of a recording by kind, and how many of each kind have been used.
private struct EventAlignment {
    private let recording: ReplaySession
    private let places: [ReplayEventKind: [Int]]
    private var used: [ReplayEventKind: Int] = [:]

    init(of recording: ReplaySession) {
        self.recording = recording
        var places: [ReplayEventKind: [Int]] = [:]
        for (place, kind) in recording.events.kinds.enumerated() { places[kind, default: []].append(place) }
        self.places = places
    }

    /// How the next event of the other session differs from the corresponding one of its kind; nil if it does not.
    mutating func divergence(at event: ReplayEvent) -> SessionDivergence? {
        let ordinal = used[event.kind, default: 0]
        used[event.kind] = ordinal + 1
        guard let place = places[event.kind].flatMap({ ordinal < $0.count ? $0[ordinal] : nil }) else {
            return SessionDivergence(
                reason: .notRecorded, kind: event.kind, ordinal: ordinal, recordedIndex: nil,
                observedIndex: event.index,
                path: "$", recorded: nil, observed: event.payload.description,
                isRaisedByDoubles: event.kind.isCall || event.kind.isResponse)
        }
        let recorded = recording.events[place]
        guard recorded.payload != event.payload, let difference = difference(from: recorded, to: event) else {
            return nil
        }
        return SessionDivergence(
            reason: .payload, kind: event.kind, ordinal: ordinal, recordedIndex: place, observedIndex: event.index,
            path: "$" + difference.path, recorded: difference.left?.pydanticText,
            observed: difference.right?.pydanticText,
            isRaisedByDoubles: event.kind.isCall)
    }

    /// The first event of the recording that was compared with nothing.
    func firstNotObserved() -> SessionDivergence? {
        var seen: [ReplayEventKind: Int] = [:]
        for event in recording.events {
            let ordinal = seen[event.kind, default: 0]
            seen[event.kind] = ordinal + 1
            guard ordinal >= used[event.kind, default: 0] else { continue }
            return SessionDivergence(
                reason: .notObserved, kind: event.kind, ordinal: ordinal, recordedIndex: event.index,
                observedIndex: nil,
                path: "$", recorded: event.payload.description, observed: nil, isRaisedByDoubles: false)
        }
        return nil
    }

    private func difference(from recorded: ReplayEvent, to observed: ReplayEvent) -> JSONDifference? {
        guard var a = try? recorded.payload.object(), var b = try? observed.payload.object() else {
            return JSONDifference(path: "", left: nil, right: nil)
        }
        // Removes what the doubles ignore on both sides.
        func keep(_ isLookedAt: (String) -> Bool) {
            for key in Set(a.keys + b.keys) where !isLookedAt(key) { (a[key], b[key]) = (nil, nil) }
        }
        switch recorded.kind {
        case .workspaceRead, .workspaceWrite: keep { $0 == "path" }
        case .toolCall: keep { $0 == "name" || (a[$0] != nil && b[$0] != nil) }
        case .llmCall: keep { a[$0] != nil && b[$0] != nil }
        case .skillStart, .llmResponse, .toolResponse, .scopeRequest, .scopeApprove, .handoffStart, .handoffEnd,
            .artifactWrite, .eval, .error, .skillEnd:
            break
        }
        return JSONValue.object(a).firstDifference(.object(b))
    }
}

extension ReplayEventKind {
    /// Whether a2a_pack's doubles compare it with the event in its place.
    fileprivate var isCall: Bool {
        switch self {
        case .llmCall, .toolCall, .workspaceRead, .workspaceWrite: true
        case .skillStart, .llmResponse, .toolResponse, .scopeRequest, .scopeApprove, .handoffStart, .handoffEnd,
            .artifactWrite, .eval, .error, .skillEnd:
            false
        }
    }

    /// Whether the doubles return it for a call, and raise if there is none left.
    fileprivate var isResponse: Bool { self == .llmResponse || self == .toolResponse }
}
