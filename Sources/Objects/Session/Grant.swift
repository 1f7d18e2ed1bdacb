/// A signed permission: who lets whom see which files of which workspace, in what way and for how long.
///
/// It is transmitted as a ``SealedToken`` of JSON as Python's `json.dumps` writes it (docs/format.md §3.9). Like a
/// session, a grant that was read keeps its token; the properties here are what it says.
public struct Grant: Hashable, Sendable {
    /// How the workspace may be used.
    public enum Mode: String, CaseIterable, Hashable, Sendable {
        case readOnly = "read_only"
        case readWriteOverlay = "read_write_overlay"
        case readWriteDirect = "read_write_direct"
    }

    /// Access to the source of another agent.
    public struct Source: Hashable, Sendable {
        /// What may be done with the source.
        public enum Scope: String, CaseIterable, Hashable, Sendable {
            case read, write
        }

        public var agent: String
        public var scope: Scope

        public init(agent: String, scope: Scope = .read) {
            self.agent = agent
            self.scope = scope
        }
    }

    public var grantID: String
    /// The caller, by name or address.
    public var issuer: String
    /// The callee, by name or address: the only one who may use the grant.
    public var audience: String
    public var bucket: String
    public var mode: Mode = .readOnly
    public var allowPatterns: [String] = ["**"]
    public var denyPatterns: [String] = []
    public var outputsPrefix: String?
    /// Where the callee may write, each with a `/` at its end.
    public var writePrefixes: [String] = []
    public var llmModels: [String] = []
    public var llmMaxBudgetUSD: Double?
    /// Requests per minute.
    public var llmRPMLimit: UInt64?
    /// Tokens per minute.
    public var llmTPMLimit: UInt64?
    public var sourceGrants: [Source] = []
    public var parentGrantID: String?
    public var delegationDepth: UInt64 = 0
    public var maxDelegationDepth: UInt64 = 40
    /// In seconds since 1970; 0 is never.
    public var expiresAt: UInt64 = 0
    public var issuedAt: UInt64 = 0
    public var nonce = ""

    public init(grantID: String, issuer: String, audience: String, bucket: String) {
        self.grantID = grantID
        self.issuer = issuer
        self.audience = audience
        self.bucket = bucket
    }

    /// How long the grant is valid from when it was issued, in seconds; nil if it never expires.
    public var lifetime: UInt64? {
        guard expiresAt > 0 else { return nil }
        return expiresAt > issuedAt ? expiresAt - issuedAt : 0
    }
}
