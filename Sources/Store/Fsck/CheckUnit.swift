internal import Objects

/// What a check reads or executes at once, and what is therefore never divided between two shards.
struct CheckUnit: Hashable, Comparable, Sendable {
    enum Kind: UInt8, CaseIterable, Comparable, Sendable {
        /// The checksum and the parity of a pack.
        case pack
        /// A file in chunks.
        case file
        /// A frame of blobs that are not chunks.
        case frame
        case recipe, computation

        static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
    }

    let kind: Kind
    /// The name of a pack, or the identity of an object.
    let id: Digest
    /// The number of a frame in its pack; 0 for everything else.
    let number: UInt32

    init(_ kind: Kind, _ id: Digest, _ number: UInt32 = 0) {
        self.kind = kind
        self.id = id
        self.number = number
    }

    /// The unit as bytes.
    var bytes: [UInt8] {
        var bytes = [kind.rawValue]
        bytes.append(id)
        bytes.append(integer: number)
        return bytes
    }

    /// Whether it belongs to a part of all units, which is the same whatever other units there are.
    func belongs(to part: Shard) -> Bool {
        var hash: [UInt8] = []
        hash.append(Digest(of: bytes))
        return Int(hash.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }) % part.count == part.number - 1
    }

    static func < (a: CheckUnit, b: CheckUnit) -> Bool {
        (a.kind, a.id, a.number) < (b.kind, b.id, b.number)
    }
}
