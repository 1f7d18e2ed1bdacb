public import Objects
internal import Packs
public import Store

/// The remote that a lazy copy was made from (`lazy.remote`).
public struct OriginalRemote: ContentSource {
    public init() {}

    /// - Throws: ``RemoteError``.
    public func bring(_ blobs: [ObjectID], into repository: Repository) throws {
        let (end, remote) = try open(for: repository)
        defer { end.close() }
        let incoming = try IncomingPack(repository, from: remote.label)
        let wants = blobs.filter { !incoming.held.contains($0) }
        if !wants.isEmpty {
            let wanted = Set(wants)
            try incoming.forgettingLies {
                try end.send(ObjectRequest(wants: wants, isExact: true)) { frame in
                    guard frame.entries.allSatisfy({ $0.kind == .blob && wanted.contains($0.id) }) else {
                        throw RemoteError.lied(remote.label, what: "objects that were not requested")
                    }
                    try incoming.append(frame)
                }
            }
        }
        try incoming.forgettingLies { _ = try incoming.check() }
        // No ref moves: what names these objects is present already.
        try incoming.publish()
    }

    /// - Throws: ``RemoteError``.
    public func firstMissing(of blobs: [ObjectID], for repository: Repository) throws -> ObjectID? {
        let (end, _) = try open(for: repository)
        defer { end.close() }
        var rest = blobs[...]
        while !rest.isEmpty {
            let group = Array(rest.prefix(16_384))
            let known = try end.known(group)
            if let missing = group.first(where: { !known.contains($0) }) { return missing }
            rest = rest.dropFirst(group.count)
        }
        return nil
    }

    private func open(for repository: Repository) throws -> (any RemoteEnd, RemoteSettings) {
        let settings = repository.configuration
        let remote = try RemoteSettings(named: settings["lazy.remote"] ?? "origin", in: settings)
        let end = try Transport.open(
            remote.url, remote: remote, settings, repository.options, environment: repository.options.environment)
        return (end, remote)
    }
}
