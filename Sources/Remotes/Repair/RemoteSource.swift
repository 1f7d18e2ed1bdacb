internal import Objects
internal import Packs
internal import Store

/// A remote in the settings that is not a path, queried like in a fetch.
struct RemoteSource: ObjectSource {
    let name: String
    let remote: RemoteSettings
    let repository: Repository

    /// How many objects are requested at once: a failure affects only these.
    private static let groupLength = 1024

    func recover(_ wanted: Set<ObjectID>, _ take: (ObjectKind, [UInt8]) throws -> Void) throws {
        let end = try Transport.open(
            remote.url, remote: remote, repository.configuration, repository.options,
            environment: repository.options.environment)
        defer { end.close() }
        var rest = wanted.sorted()[...]
        while !rest.isEmpty {
            let known = try end.known(Array(rest.prefix(Self.groupLength))).intersection(wanted)
            rest = rest.dropFirst(Self.groupLength)
            guard !known.isEmpty else { continue }
            try end.send(ObjectRequest(wants: known.sorted(), isExact: true)) { frame in
                try pass(frame, take)
            }
        }
    }

    /// Splits a frame into objects. Its tables come from the remote, and have the same limits as those of a pack.
    private func pass(_ frame: TransferFrame, _ take: (ObjectKind, [UInt8]) throws -> Void) throws {
        func lied(_ what: String) -> RemoteError { .lied(remote.label, what: what) }
        guard frame.length <= PackFooter.maximumFrameLength, frame.stored.count <= PackFooter.maximumFrameLength else {
            throw lied("a frame of \(frame.length) bytes")
        }
        let bytes = try frame.codec.decode(frame.stored, length: Int(frame.length))
        var at = 0
        for entry in frame.entries {
            guard bytes.count - at >= Int(entry.length) else { throw lied("objects that are longer than their frame") }
            try take(entry.kind, Array(bytes[at..<at + Int(entry.length)]))
            at += Int(entry.length)
        }
    }
}
