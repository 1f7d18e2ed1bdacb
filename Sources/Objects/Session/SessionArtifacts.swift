/// A file that a session says was made, named by its SHA-256.
public struct SessionArtifact: Hashable, Sendable {
    /// The event that names it first.
    public let event: Int
    /// The path or name that the event gives it.
    public let name: String?
    public let sha256: Digest
}

extension ReplaySession {
    /// The files that artifacts were written to, in order; each SHA-256 once.
    public var artifacts: [SessionArtifact] {
        var seen: Set<Digest> = []
        return events(of: [.artifactWrite]).compactMap { event in
            let reading = EventReading(event)
            guard let digest = reading.digest, seen.insert(digest).inserted else { return nil }
            return SessionArtifact(event: event.index, name: reading.subject ?? reading.action, sha256: digest)
        }
    }
}
