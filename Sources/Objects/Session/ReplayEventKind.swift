/// What happened at a step of a run. The set is closed: a session with any other kind is not valid (docs/format.md §3.9).
public enum ReplayEventKind: String, CaseIterable, Hashable, Sendable {
    case skillStart = "skill_start"
    case llmCall = "llm_call"
    case llmResponse = "llm_response"
    case toolCall = "tool_call"
    case toolResponse = "tool_response"
    case workspaceRead = "workspace_read"
    case workspaceWrite = "workspace_write"
    case scopeRequest = "scope_request"
    case scopeApprove = "scope_approve"
    case handoffStart = "handoff_start"
    case handoffEnd = "handoff_end"
    case artifactWrite = "artifact_write"
    case eval
    case error
    case skillEnd = "skill_end"
}

extension ReplayEventKind: CustomStringConvertible {
    public var description: String { rawValue }
}
