/// The outcome of a run, according to its last events.
public struct SessionOutcome: Hashable, Sendable {
    /// The status in the last `skill_end`, or `error` if the run ended with one; nil if it was interrupted.
    public let status: String?
    public let score: Double?
    public let reviewer: String?

    /// How many events from the end are examined.
    private static let reach = 2000

    public init(_ session: ReplaySession) {
        var status: String?
        var score: Double?
        var reviewer: String?
        for event in session.events.suffix(Self.reach).reversed() {
            guard [.skillEnd, .error, .eval].contains(event.kind) else { continue }
            let payload = (try? event.payload.object()) ?? JSONObject()
            if status == nil, event.kind == .skillEnd { status = payload.text(.outcome) ?? "ended" }
            if status == nil, event.kind == .error { status = "error" }
            score = score ?? payload.first(.score) { if case .number(let number) = $0 { number.value } else { nil } }
            reviewer = reviewer ?? payload.text(.reviewer)
        }
        self.status = status
        self.score = score
        self.reviewer = reviewer
    }
}
