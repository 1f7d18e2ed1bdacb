/// Where two sessions of one skill diverge.
public struct SessionDivergence: Hashable, Sendable {
    /// What makes two sessions differ.
    public enum Reason: String, Hashable, Sendable {
        /// The sessions are not of the same skill.
        case skill
        /// The two events of the same kind and number have different payloads.
        case payload
        /// The second session does something that the first one has no event for.
        case notRecorded = "not recorded"
        /// The first session has an event that the second one never reached.
        case notObserved = "not observed"
    }

    public let reason: Reason
    /// Nil if the skills differ.
    public let kind: ReplayEventKind?
    /// Its number among the events of its kind, from 0.
    public let ordinal: Int
    /// The events' positions; nil in the session that has none.
    public let recordedIndex: Int?
    public let observedIndex: Int?
    /// The first difference in the payloads, as `$.key[index]…`; `$` for all of it.
    public let path: String
    /// The value there, as JSON; nil if there is none.
    public let recorded: String?
    public let observed: String?
    /// Whether a2a_pack's doubles raise ReplayDivergence here when the second run is replayed against the first.
    public let isRaisedByDoubles: Bool
}

/// The result of comparing two sessions.
public struct SessionComparison: Sendable {
    /// The first place where they differ, in the order of the second; nil if they do not.
    public let divergence: SessionDivergence?
    /// The first place where a2a_pack's doubles would raise; a difference before it is in something that the doubles
    /// return and do not compare.
    public let raised: SessionDivergence?
    /// The number of events that were compared and equal.
    public let agreeing: Int
}
