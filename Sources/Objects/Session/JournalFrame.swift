/// A piece of a journal that is either durable as a whole or absent (docs/format.md §12).
///
/// On disk: the mark `A1J` and a letter for its content, the frame's number and its length in 4 bytes each, a checksum
/// of 8 bytes, the body. The checksum is the beginning of SHA-256 over everything else. A frame is written only once
/// the frame before it is durable: a fault in a frame that another one follows, or that was acknowledged, is therefore
/// damage, and not an interrupted write.
public struct JournalFrame: Hashable, Sendable {
    /// The content of a frame, by the byte that identifies it.
    public enum Content: UInt8, CaseIterable, Hashable, Sendable {
        /// The JSON of the session without events. The first frame, and only this.
        case run = 0x52  // R
        /// Events, JSON objects with commas between them.
        case events = 0x45  // E
        /// When the run ended, in seconds since 1970. Nothing follows.
        case end = 0x5a  // Z
    }

    public let content: Content
    public let body: [UInt8]

    public init(_ content: Content, _ body: [UInt8]) {
        self.content = content
        self.body = body
    }

    static let mark = Array("A1J".utf8)
    static let headerLength = 20
    /// More than any batch of events that a recorder writes at once.
    static let maximumLength = 256 << 20

    /// The bytes of the frame as number `number` of its journal.
    public func encoded(number: UInt32) -> [UInt8] {
        var bytes = Self.mark
        bytes.reserveCapacity(Self.headerLength + body.count)
        bytes.append(content.rawValue)
        bytes.append(integer: number)
        bytes.append(integer: UInt32(body.count))
        bytes.append(contentsOf: Self.check(header: bytes[...], body: body[...]))
        bytes.append(contentsOf: body)
        return bytes
    }

    /// The frame that starts at `offset` of a journal and its number; nil if there is no complete and intact frame.
    static func find(in journal: [UInt8], at offset: Int) -> (frame: JournalFrame, number: UInt32, end: Int)? {
        var reader = ByteReader(journal[offset...])
        do throws(DecodeError) {
            let head = try reader.take(4, "a frame's mark")
            guard head.starts(with: mark), let content = head.last.flatMap(Content.init) else { return nil }
            let number = try reader.integer(UInt32.self, "a frame's number")
            let length = Int(try reader.integer(UInt32.self, "a frame's length"))
            guard length <= maximumLength else { return nil }
            let check = try reader.take(8, "a frame's check")
            let body = try reader.take(length, "a frame's body")
            guard check.elementsEqual(Self.check(header: journal[offset..<offset + 12], body: body)) else { return nil }
            return (JournalFrame(content, Array(body)), number, offset + headerLength + length)
        } catch {
            return nil
        }
    }

    private static func check(header: ArraySlice<UInt8>, body: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var hasher = ContentHasher()
        hasher.update(header)
        hasher.update(body)
        return hasher.finish().bytes[..<8]
    }
}
