package import Objects

/// The contents of a pack: the table of frames and the table of objects (docs/format.md §5.3).
package struct PackFooter: Sendable {
    package struct Frame: Sendable {
        package let codec: FrameCodec
        /// From the start of the pack.
        package let offset: UInt64
        package let storedLength: UInt32
        package let length: UInt32

        package init(codec: FrameCodec, offset: UInt64, storedLength: UInt32, length: UInt32) {
            self.codec = codec
            self.offset = offset
            self.storedLength = storedLength
            self.length = length
        }
    }

    /// The location of an object.
    package struct Entry: Sendable {
        package let id: ObjectID
        package let kind: ObjectKind
        package let frame: UInt32
        /// Within the frame.
        package let offset: UInt32
        package let length: UInt32

        /// Where its payload is in the decoded frame.
        package var range: Range<Int> { Int(offset)..<Int(offset) + Int(length) }

        package init(id: ObjectID, kind: ObjectKind, frame: UInt32, offset: UInt32, length: UInt32) {
            self.id = id
            self.kind = kind
            self.frame = frame
            self.offset = offset
            self.length = length
        }
    }

    package static let magic = Array("at1pack\u{1}".utf8)
    package static let trailerLength = 8 + 2 * Digest.byteCount
    package static let maximumFrameLength = 1 << 28
    private static let frameLength = 9
    private static let entryLength = Digest.byteCount + 13

    package let frames: [Frame]
    /// The object table as in the pack: sorted by identity, ``entryLength`` bytes each.
    private let table: [UInt8]
    package let count: Int

    // MARK: Reading

    /// Parses a footer whose checksum has been verified. The frames must end at `dataEnd`.
    package init(_ bytes: [UInt8], dataEnd: UInt64) throws(DecodeError) {
        var reader = ByteReader(bytes)
        let frameCount = Int(try reader.integer(UInt32.self, "the number of frames"))
        guard frameCount <= reader.remaining / Self.frameLength else {
            throw DecodeError(.truncated, "the footer is too short for \(frameCount) frames", at: reader.offset)
        }
        var frames: [Frame] = []
        frames.reserveCapacity(frameCount)
        var offset = UInt64(Self.magic.count)
        for _ in 0..<frameCount {
            let at = reader.offset
            guard let codec = FrameCodec(rawValue: try reader.byte("a codec")) else {
                throw DecodeError(.outOfRange, "an unknown codec", at: at)
            }
            let stored = try reader.integer(UInt32.self, "a frame's stored length")
            let length = try reader.integer(UInt32.self, "a frame's length")
            guard length <= Self.maximumFrameLength, stored <= Self.maximumFrameLength else {
                throw DecodeError(.outOfRange, "a frame of \(length) bytes", at: at)
            }
            frames.append(Frame(codec: codec, offset: offset, storedLength: stored, length: length))
            offset += UInt64(stored)
        }
        guard offset == dataEnd else {
            throw DecodeError(.notCanonical, "the frames end at \(offset) and not at \(dataEnd)", at: reader.offset)
        }
        let count = Int(try reader.integer(UInt32.self, "the number of objects"))
        guard count == reader.remaining / Self.entryLength, reader.remaining.isMultiple(of: Self.entryLength) else {
            throw DecodeError(.truncated, "the object table has fewer than \(count) entries", at: reader.offset)
        }
        self.frames = frames
        self.count = count
        table = Array(reader.rest())
        if let fault = tableFault() { throw DecodeError(.order, fault) }
    }

    /// What is wrong with the object table; nil if the objects are in order, each once, and fill every frame without
    /// gaps or overlaps.
    ///
    /// An object can be seen as a link in its frame from its start to its end. So the objects are one chain through the
    /// frame if and only if their starts and the frame's end are the same set as their ends and 0. Both sets are
    /// compared by sums of ``share(of:)``, in one pass and without sorting; fsck examines each position.
    private func tableFault() -> String? {
        var sums = frames.map { Self.share(of: 0) &- Self.share(of: $0.length) }
        var isFilled = [Bool](repeating: false, count: frames.count)
        var last: ObjectID?
        let fault = table.withUnsafeBytes { bytes -> String? in
            for index in 0..<count {
                let id = self.id(at: index)
                if let last, last >= id { return "the object table is out of order at entry \(index)" }
                last = id
                let at = index * Self.entryLength + Digest.byteCount + 1
                func field(_ number: Int) -> UInt32 {
                    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: at + 4 * number, as: UInt32.self))
                }
                let (frame, offset, length) = (Int(field(0)), field(1), field(2))
                let (end, overflow) = offset.addingReportingOverflow(length)
                guard frame < frames.count, !overflow, end <= frames[frame].length else {
                    return "object \(id.short) is outside of its frame"
                }
                isFilled[frame] = true
                sums[frame] &+= Self.share(of: end) &- Self.share(of: offset)
            }
            return nil
        }
        if let fault { return fault }
        if let frame = isFilled.firstIndex(of: false) { return "frame \(frame) holds no object" }
        return sums.firstIndex { $0 != 0 }.map { "objects overlap or leave a gap in frame \($0)" }
    }

    /// The contribution of a position in a frame to a sum. Different positions have the same sum only by chance: the
    /// key is private to this process.
    private static func share(of place: UInt32) -> UInt64 {
        var share = (UInt64(place) ^ key.0) &* 0x9e37_79b9_7f4a_7c15
        share = (share ^ share >> 30 ^ key.1) &* 0xbf58_476d_1ce4_e5b9
        share = (share ^ share >> 27) &* 0x94d0_49bb_1331_11eb
        return share ^ share >> 31
    }

    private static let key = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))

    /// The entry at `index`; throws if its kind or its location is invalid.
    package func entry(at index: Int) throws(DecodeError) -> Entry {
        var reader = ByteReader(table[index * Self.entryLength..<(index + 1) * Self.entryLength])
        let id = ObjectID(try reader.digest("an identity"))
        let code = try reader.byte("a kind")
        guard let kind = ObjectKind(code: code) else { throw DecodeError(.outOfRange, "an unknown kind \(code)") }
        let frame = try reader.integer(UInt32.self, "a frame")
        let offset = try reader.integer(UInt32.self, "an offset")
        let length = try reader.integer(UInt32.self, "a length")
        guard frame < frames.count, UInt64(offset) + UInt64(length) <= UInt64(frames[Int(frame)].length) else {
            throw DecodeError(.outOfRange, "object \(id.short) is outside of its frame")
        }
        return Entry(id: id, kind: kind, frame: frame, offset: offset, length: length)
    }

    package func id(at index: Int) -> ObjectID {
        ObjectID(Digest(table, at: index * Self.entryLength))
    }

    /// The position of `id`, or of the first identity after it.
    func position(of id: ObjectID) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self.id(at: middle) < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func find(_ id: ObjectID) throws(DecodeError) -> Entry? {
        let index = position(of: id)
        guard index < count, self.id(at: index) == id else { return nil }
        return try entry(at: index)
    }

    // MARK: Writing

    /// `entries` in any order, each identity once.
    package static func encode(frames: [Frame], entries: [Entry]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + frames.count * frameLength + entries.count * entryLength)
        bytes.append(integer: UInt32(frames.count))
        for frame in frames {
            bytes.append(frame.codec.rawValue)
            bytes.append(integer: frame.storedLength)
            bytes.append(integer: frame.length)
        }
        bytes.append(integer: UInt32(entries.count))
        for entry in entries.sorted(by: { $0.id < $1.id }) {
            bytes.append(entry.id.digest)
            bytes.append(entry.kind.code)
            bytes.append(integer: entry.frame)
            bytes.append(integer: entry.offset)
            bytes.append(integer: entry.length)
        }
        return bytes
    }
}

extension ObjectKind {
    /// The kind's number in a pack and in the index (docs/format.md §2).
    package var code: UInt8 {
        switch self {
        case .blob: 1
        case .chunks: 2
        case .recipe: 3
        case .bundle: 4
        case .session: 5
        case .tree: 6
        case .commit: 7
        case .tag: 8
        case .output: 9
        case .computation: 10
        case .environment: 11
        }
    }

    package init?(code: UInt8) {
        guard let kind = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = kind
    }
}
