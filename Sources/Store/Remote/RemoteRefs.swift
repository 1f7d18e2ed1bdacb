public import Objects

/// The refs that a remote has now.
public struct RemoteRefs: Sendable {
    /// The branch that HEAD is on there; nil for none.
    public let head: RefName?
    public let refs: [(name: RefName, id: ObjectID)]

    /// Asks the remote.
    public init(_ repository: Repository, _ remote: RemoteSettings, environment: [String: String]) throws {
        let end = try Transport.open(
            remote.url, remote: remote, repository.configuration, repository.options, environment: environment)
        defer { end.close() }
        let listing = try end.listing()
        head = listing.head
        refs = listing.refs.map { ($0.name, $0.id) }
    }
}
