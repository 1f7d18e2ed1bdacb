internal import Objects
internal import Packs

/// What can still be read from a damaged pack: frame by frame, every object verified by its recomputed identity.
///
/// The tables serve as hints. If the trailer is gone, the footer is searched for; if a length in the table of frames is
/// wrong, the following frames are located by counting from the end.
struct SalvagedPack {
    /// A frame according to the table, and where it may start.
    private struct Place {
        let codec: UInt8
        let storedLength: Int
        let length: Int
        var starts: [Int]
    }

    /// An object according to the table; nothing here is certain.
    private struct Hint {
        let id: ObjectID
        let kind: ObjectKind?
        let offset: Int
        let length: Int
    }

    private let bytes: [UInt8]
    private var frames: [Place] = []
    private var hints: [Int: [Hint]] = [:]
    /// The identities that the table of objects names.
    private(set) var named: Set<ObjectID> = []

    private static let frameLength = 9
    private static let entryLength = Digest.byteCount + 13

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        for start in footerStarts() where readTables(at: start) { break }
    }

    /// Passes each object whose identity can be verified to `take`. Those in `wanted` are recognised without a table
    /// entry.
    func forEach(_ wanted: Set<ObjectID> = [], _ take: (ObjectDatabase.Object) throws -> Void) rethrows {
        for (index, place) in frames.enumerated() {
            guard let hints = hints[index]?.sorted(by: { ($0.offset, $0.length) < ($1.offset, $1.length) }) else {
                continue
            }
            var best: [ObjectDatabase.Object] = []
            for decoded in decodings(of: place) {
                let found = Self.objects(hints, in: decoded, wanted)
                if found.count > best.count { best = found }
                if best.count == hints.count { break }
            }
            for object in best { try take(object) }
        }
    }

    // MARK: Tables

    /// Where the footer may start: where the trailer says, then wherever a table of frames could end at its own
    /// beginning.
    private func footerStarts() -> [Int] {
        var starts: [Int] = []
        let magic = PackFooter.magic.count
        if bytes.count >= magic + PackFooter.trailerLength,
            let length = integer(at: bytes.count - PackFooter.trailerLength, width: 8)
        {
            let start = bytes.count - PackFooter.trailerLength - length
            if length >= 8, start >= magic { starts.append(start) }
        }
        var position = magic
        while position + 4 <= bytes.count {
            if isFooter(at: position) { starts.append(position) }
            position += 1
        }
        return starts
    }

    /// Whether the lengths of a table of frames at `start` add up to it.
    private func isFooter(at start: Int) -> Bool {
        guard let count = integer(at: start, width: 4), count > 0,
            count <= (bytes.count - start - 4) / Self.frameLength
        else { return false }
        var end = PackFooter.magic.count
        for index in 0..<count {
            guard let stored = integer(at: start + 4 + index * Self.frameLength + 1, width: 4) else { return false }
            end += stored
            if end > start { return false }
        }
        return end == start
    }

    private mutating func readTables(at start: Int) -> Bool {
        guard let count = integer(at: start, width: 4), count > 0,
            count <= (bytes.count - start - 4) / Self.frameLength
        else { return false }
        var frames: [Place] = []
        var offset = PackFooter.magic.count
        for index in 0..<count {
            let at = start + 4 + index * Self.frameLength
            guard let stored = integer(at: at + 1, width: 4), let length = integer(at: at + 5, width: 4) else {
                return false
            }
            frames.append(Place(codec: bytes[at], storedLength: stored, length: length, starts: [offset]))
            offset += stored
        }
        var end = start
        for index in frames.indices.reversed() {
            end -= frames[index].storedLength
            if frames[index].starts[0] != end { frames[index].starts.append(end) }
        }
        self.frames = frames
        // The number of objects may itself be damaged: all that fit are read, and each is checked.
        var at = start + 4 + count * Self.frameLength + 4
        while at + Self.entryLength <= bytes.count {
            defer { at += Self.entryLength }
            let id = ObjectID(Digest(bytes, at: at))
            let fields = at + Digest.byteCount
            guard let frame = integer(at: fields + 1, width: 4), let offset = integer(at: fields + 5, width: 4),
                let length = integer(at: fields + 9, width: 4), frame < frames.count
            else { continue }
            if ObjectKind(code: bytes[fields]) != nil, offset + length <= frames[frame].length { named.insert(id) }
            hints[frame, default: []].append(
                Hint(id: id, kind: ObjectKind(code: bytes[fields]), offset: offset, length: length))
        }
        return !hints.isEmpty
    }

    private func integer(at position: Int, width: Int) -> Int? {
        guard position >= 0, position + width <= bytes.count else { return nil }
        let value = bytes[position..<position + width].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return value < 1 << 40 ? Int(value) : nil
    }

    // MARK: Frames

    /// The frame, decoded with each codec from each place where it may start, the stated ones first.
    private func decodings(of place: Place) -> [[UInt8]] {
        guard place.length <= PackFooter.maximumFrameLength, place.storedLength <= PackFooter.maximumFrameLength else {
            return []
        }
        let said = FrameCodec(rawValue: place.codec)
        let all: [FrameCodec] = [.raw, .zstd, .xz, .brotli, .columns]
        let codecs = all.filter { $0 == said } + all.filter { $0 != said }
        var results: [[UInt8]] = []
        for start in place.starts where start >= PackFooter.magic.count && start + place.storedLength <= bytes.count {
            let stored = Array(bytes[start..<start + place.storedLength])
            for codec in codecs {
                if let decoded = try? codec.decode(stored, length: place.length) { results.append(decoded) }
            }
        }
        return results
    }

    /// The objects of a frame. If an entry's position is wrong, its neighbours determine it.
    private static func objects(
        _ hints: [Hint], in frame: [UInt8], _ wanted: Set<ObjectID>
    ) -> [ObjectDatabase.Object] {
        var found: [ObjectDatabase.Object] = []
        var end = 0
        for (index, hint) in hints.enumerated() {
            let next = index + 1 < hints.count ? hints[index + 1].offset : frame.count
            let candidates = [
                (hint.offset, hint.offset + hint.length), (hint.offset, next), (end, end + hint.length), (end, next),
            ]
            for (from, to) in candidates where from >= 0 && from <= to && to <= frame.count {
                if let object = object(Array(frame[from..<to]), hint, wanted) {
                    found.append(object)
                    end = to
                    break
                }
            }
        }
        return found
    }

    private static func object(
        _ payload: [UInt8], _ hint: Hint, _ wanted: Set<ObjectID>
    ) -> ObjectDatabase.Object? {
        let kinds = ObjectKind.allCases.filter { $0 == hint.kind } + ObjectKind.allCases.filter { $0 != hint.kind }
        for kind in kinds {
            let id = ObjectID(of: kind, payload)
            if id == hint.id || wanted.contains(id) {
                return ObjectDatabase.Object(id: id, kind: kind, payload: payload)
            }
        }
        return nil
    }
}
