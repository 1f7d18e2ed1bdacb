/// Who ran what and when: a session without its events.
public struct ReplayRun: Hashable, Sendable {
    public var sessionID: String
    public var schemaVersion: UInt64 = 1

    // The same names as in a receipt, so that the two can be compared.
    public var agentName: String
    public var agentVersion = ""
    public var caller = ""
    public var taskID = ""
    public var skillName: String

    /// The seed that the runtime gave the run's random numbers.
    public var randomSeed = ""
    public var inputHash = ""

    /// In seconds since 1970.
    public var startedAt: UInt64 = 0
    public var endedAt: UInt64 = 0

    /// The run's receipt, if one was sealed.
    public var receiptID = ""
    public var nonce = ""

    public init(sessionID: String, agentName: String, skillName: String) {
        self.sessionID = sessionID
        self.agentName = agentName
        self.skillName = skillName
    }
}

extension ReplayRun {
    /// `agent` is `AGENT` or `AGENT@VERSION`.
    public init(sessionID: String, agent: String, skillName: String) {
        let parts = agent.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let hasVersion = parts.count == 2 && !parts[0].isEmpty
        self.init(sessionID: sessionID, agentName: hasVersion ? parts[0] : agent, skillName: skillName)
        if hasVersion { agentVersion = parts[1] }
    }
}

extension ReplayRun {
    /// What the nonce of a run begins with whose times are those that its events stated (docs/format.md §3.9.2).
    private static let statedTimes = "ts_ms:"

    /// Whether `startedAt` and `endedAt` are the times that the first and the last event stated, and not those of the
    /// recorder's clock.
    public var hasStatedTimes: Bool { nonce.hasPrefix(Self.statedTimes) }

    /// Starts the run when its first event says that it happened, in milliseconds since 1970, and says so.
    public mutating func start(asStated milliseconds: UInt64) {
        startedAt = milliseconds / 1000
        if !hasStatedTimes { nonce = Self.statedTimes + nonce }
    }
}

extension ReplayRun {
    /// The members of a session's JSON, in the order in which they are written.
    enum Field: String, CaseIterable {
        case sessionID = "session_id"
        case schemaVersion = "schema_version"
        case agentName = "agent_name"
        case agentVersion = "agent_version"
        case caller
        case taskID = "task_id"
        case skillName = "skill_name"
        case randomSeed = "random_seed"
        case inputHash = "input_hash"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case events
        case receiptID = "receipt_id"
        case nonce

        enum Place {
            case text(WritableKeyPath<ReplayRun, String>)
            case number(WritableKeyPath<ReplayRun, UInt64>)
            case events
        }

        var place: Place {
            switch self {
            case .sessionID: .text(\.sessionID)
            case .schemaVersion: .number(\.schemaVersion)
            case .agentName: .text(\.agentName)
            case .agentVersion: .text(\.agentVersion)
            case .caller: .text(\.caller)
            case .taskID: .text(\.taskID)
            case .skillName: .text(\.skillName)
            case .randomSeed: .text(\.randomSeed)
            case .inputHash: .text(\.inputHash)
            case .startedAt: .number(\.startedAt)
            case .endedAt: .number(\.endedAt)
            case .events: .events
            case .receiptID: .text(\.receiptID)
            case .nonce: .text(\.nonce)
            }
        }

        /// Whether the member is required.
        var isRequired: Bool {
            switch self {
            case .sessionID, .agentName, .skillName: true
            default: false
            }
        }
    }
}
