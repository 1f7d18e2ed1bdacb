/// What a recorder has acknowledged: how much of its journal was durable, and the digest of that part (docs/format.md
/// §12).
///
/// It is stored at the beginning of the journal, twice, so that the previous one stays intact while the next is
/// written. A journal that has lost its end, or a byte of its last frame, contradicts it.
public struct JournalAcknowledgement: Hashable, Sendable {
    public let frameCount: UInt32
    /// The journal's length in bytes, its beginning included.
    public let length: UInt64
    /// Over the frames, from ``headerLength`` on.
    public let digest: Digest

    public init(frameCount: UInt32, length: UInt64, digest: Digest) {
        self.frameCount = frameCount
        self.length = length
        self.digest = digest
    }

    static let mark = Array("A1JA".utf8)
    private static let slotLength = 4 + 8 + 32 + 8
    /// Where the first frame begins.
    public static let headerLength = mark.count + 2 * slotLength

    /// The beginning of a new journal, in which nothing is acknowledged.
    public static var header: [UInt8] {
        let none = JournalAcknowledgement(
            frameCount: 0, length: UInt64(headerLength), digest: ContentHasher().finish())
        return mark + none.slot + none.slot
    }

    /// The slot of the acknowledgement: each replaces the one before the last.
    public var offset: Int { Self.mark.count + Int(frameCount % 2) * Self.slotLength }

    /// Its bytes.
    public var slot: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(integer: frameCount)
        bytes.append(integer: length)
        bytes += digest.bytes
        return bytes + Digest(of: Self.mark + bytes).bytes.prefix(8)
    }

    /// The latest acknowledgement of a journal; nil if there is no intact one.
    static func find(in journal: [UInt8]) -> JournalAcknowledgement? {
        guard isPresent(in: journal) else { return nil }
        return (0..<2).compactMap { number in
            let start = mark.count + number * slotLength
            guard journal.count >= start + slotLength else { return nil }
            var reader = ByteReader(journal[start..<start + slotLength])
            guard let frameCount = try? reader.integer(UInt32.self, "a count"),
                let length = try? reader.integer(UInt64.self, "a length"),
                let digest = (try? reader.take(Digest.byteCount, "a digest")).flatMap({ Digest($0) })
            else { return nil }
            let found = JournalAcknowledgement(frameCount: frameCount, length: length, digest: digest)
            return found.slot.elementsEqual(journal[start..<start + slotLength]) ? found : nil
        }.max { $0.frameCount < $1.frameCount }
    }

    /// Whether a file begins like a journal with acknowledgements.
    static func isPresent(in journal: [UInt8]) -> Bool {
        journal.starts(with: mark)
    }
}
