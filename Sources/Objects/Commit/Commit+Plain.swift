/// The fast path for a commit without a signature or anything unusual in its header. A walk over a history reads
/// thousands.
extension Commit {
    /// Nil for a commit that is not plain, or not valid: ``init(payload:)`` finds out which.
    static func plain(_ payload: [UInt8]) -> Commit? {
        guard !payload.contains(0) else { return nil }
        return payload.withUnsafeBytes { bytes in
            var reader = PlainLines(bytes)
            guard let tree = reader.id("tree ") else { return nil }
            var parents = ParentList()
            while let parent = reader.id("parent ") {
                guard parents.ids.count < maximumParents, parents.add(parent) else { return nil }
            }
            guard let author = reader.person("author "), let committer = reader.person("committer "),
                reader.takes("\n"), let message = reader.rest()
            else { return nil }
            return Commit(
                tree: tree, parents: parents.ids, author: author, committer: committer, message: message)
        }
    }
}

/// Parents as they are read, each once. A commit may have a thousand, and a hostile history thousands of such commits.
struct ParentList {
    private(set) var ids: [ObjectID] = []
    /// The same, once there are too many for a linear search.
    private var known: Set<ObjectID> = []

    /// - Returns: false for one that is present already.
    mutating func add(_ id: ObjectID) -> Bool {
        if ids.count < 8 {
            guard !ids.contains(id) else { return false }
        } else {
            if known.isEmpty { known = Set(ids) }
            guard known.insert(id).inserted else { return false }
        }
        ids.append(id)
        return true
    }
}

/// Lines of a header, taken from the front. A nil result means that nothing was taken.
private struct PlainLines {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private func starts(_ word: StaticString) -> Bool {
        guard bytes.count - at >= word.utf8CodeUnitCount else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[at + index] != word.utf8Start[index] { return false }
        return true
    }

    mutating func takes(_ word: StaticString) -> Bool {
        guard starts(word) else { return false }
        at += word.utf8CodeUnitCount
        return true
    }

    mutating func id(_ key: StaticString) -> ObjectID? {
        let start = at + key.utf8CodeUnitCount
        let end = start + 2 * Digest.byteCount
        guard starts(key), end < bytes.count, bytes[end] == UInt8(ascii: "\n"),
            let digest = Digest(digits: bytes, at: start)
        else { return nil }
        at = end + 1
        return ObjectID(digest)
    }

    /// `Name <mail> seconds zone`, as ``Person/init(parsing:)`` reads it, except for an empty name.
    mutating func person(_ key: StaticString) -> Person? {
        guard starts(key) else { return nil }
        let start = at + key.utf8CodeUnitCount
        guard let open = find(UInt8(ascii: "<"), from: start), let close = find(UInt8(ascii: ">"), from: open + 1),
            open - start >= 2, bytes[open - 1] == UInt8(ascii: " "), let name = text(start..<open - 1),
            let email = text(open + 1..<close), close + 1 < bytes.count, bytes[close + 1] == UInt8(ascii: " ")
        else { return nil }
        var here = close + 2
        guard let date = date(&here), here < bytes.count, bytes[here] == UInt8(ascii: "\n") else { return nil }
        at = here + 1
        return Person(checkedName: name, email: email, date: date)
    }

    /// The next position of `byte` in this line.
    private func find(_ byte: UInt8, from start: Int) -> Int? {
        var here = start
        while here < bytes.count, bytes[here] != UInt8(ascii: "\n") {
            if bytes[here] == byte { return here }
            here += 1
        }
        return nil
    }

    /// A name or an address without characters that would break the line, and without a space at either end.
    private func text(_ range: Range<Int>) -> String? {
        for index in range {
            switch bytes[index] {
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\r"): return nil
            default: continue
            }
        }
        if let first = range.first, bytes[first] == UInt8(ascii: " ") { return nil }
        if let last = range.last, bytes[last] == UInt8(ascii: " ") { return nil }
        return String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// Up to 18 digits without a leading zero, and the zone.
    private func date(_ here: inout Int) -> Timestamp? {
        func digit(_ index: Int) -> Int? {
            guard index < bytes.count else { return nil }
            return UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] ? Int(bytes[index]) - 0x30 : nil
        }
        let start = here
        var seconds = 0
        while let value = digit(here), here - start < 18 {
            seconds = seconds * 10 + value
            here += 1
        }
        guard here > start, digit(start) != 0 || here == start + 1, here + 1 < bytes.count,
            bytes[here] == UInt8(ascii: " ")
        else { return nil }
        let sign = bytes[here + 1]
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let a = digit(here + 2), let b = digit(here + 3),
            let c = digit(here + 4), let d = digit(here + 5), c < 6
        else { return nil }
        let minutes = (a * 10 + b) * 60 + c * 10 + d
        guard sign == UInt8(ascii: "+") || minutes > 0 else { return nil }
        here += 6
        return Timestamp(seconds: Int64(seconds), offset: sign == UInt8(ascii: "-") ? -minutes : minutes)
    }

    mutating func rest() -> String? {
        defer { at = bytes.count }
        return String(validating: UnsafeRawBufferPointer(rebasing: bytes[at...]), as: UTF8.self)
    }
}
