/// A signed record of one run's outcome: what ran, for whom, under which grants, what it touched and the result.
///
/// It is transmitted as a ``SealedToken`` of JSON as pydantic dumps it (docs/format.md §3.9).
public struct Receipt: Hashable, Sendable {
    /// How much of the workspace was read and written.
    public struct FileOperations: Hashable, Sendable {
        public var reads: UInt64 = 0
        public var writes: UInt64 = 0
        public var bytesRead: UInt64 = 0
        public var bytesWritten: UInt64 = 0
        public var readPathsPreview: [String] = []
        public var writePathsPreview: [String] = []

        public init() {}
    }

    /// A call of a tool.
    public struct ToolCall: Hashable, Sendable {
        public var name: String
        public var argsHash = ""
        public var status = "ok"
        public var elapsedMilliseconds: UInt64 = 0

        public init(name: String) { self.name = name }
    }

    /// A file that the run left.
    public struct Artifact: Hashable, Sendable {
        public var path: String
        public var mimeType = ""
        public var bytes: UInt64 = 0

        public init(path: String) { self.path = path }
    }

    /// Work that was handed to another agent.
    public struct Handoff: Hashable, Sendable {
        public var callee: String
        public var skill: String
        public var grantID = ""
        public var elapsedMilliseconds: UInt64 = 0
        public var status = "ok"

        public init(callee: String, skill: String) {
            self.callee = callee
            self.skill = skill
        }
    }

    public var receiptID: String
    public var schemaVersion: UInt64 = 1
    public var agentName: String
    public var agentVersion = ""
    public var caller = ""
    public var taskID = ""
    public var skillName: String
    public var inputHash = ""
    public var inputPreview = ""
    public var grantIDs: [String] = []
    public var fileOperations = FileOperations()
    public var toolCalls: [ToolCall] = []
    public var artifacts: [Artifact] = []
    public var handoffs: [Handoff] = []
    /// `ok`, `error`, `cancelled` or `partial`, by custom.
    public var status = "ok"
    public var errorType = ""
    public var resultPreview = ""
    public var evalScore: Double?
    public var reviewer = ""
    /// In seconds since 1970.
    public var startedAt: UInt64 = 0
    public var endedAt: UInt64 = 0
    public var elapsedMilliseconds: UInt64 = 0
    public var nonce = ""

    public init(receiptID: String, agentName: String, skillName: String) {
        self.receiptID = receiptID
        self.agentName = agentName
        self.skillName = skillName
    }
}
