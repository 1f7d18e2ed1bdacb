public import Objects
public import Store

/// The present refs of a remote.
public struct RemoteRefs: Sendable {
    /// The branch that its HEAD is on; nil for none.
    public let head: RefName?
    public let refs: [(name: RefName, id: ObjectID)]

    /// Queries the remote.
    public init(_ repository: Repository, _ remote: RemoteSettings, environment: [String: String]) throws {
        let end = try Transport.open(
            remote.url, remote: remote, repository.configuration, repository.options, environment: environment)
        defer { end.close() }
        let listing = try end.listing()
        head = listing.head
        refs = listing.refs.map { ($0.name, $0.id) }
    }
}
