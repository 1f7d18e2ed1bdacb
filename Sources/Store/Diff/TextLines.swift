internal import Glibc

/// A text, and where its lines begin.
struct TextLines {
    let bytes: [UInt8]
    /// The offset of each line, and the length of the text at the end.
    let starts: [Int32]

    /// The number of lines. The last one may lack its end.
    var count: Int { starts.count - 1 }

    /// - Parameter bytes: at most 2 GiB.
    init(_ bytes: [UInt8]) {
        var starts: [Int32] = [0]
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            var at = 0
            while at < buffer.count {
                let found = memchr(base + at, Int32(UInt8(ascii: "\n")), buffer.count - at)
                at = found.map { UnsafeRawPointer($0) - base + 1 } ?? buffer.count
                starts.append(Int32(at))
            }
        }
        self.bytes = bytes
        self.starts = starts
    }

    /// A line with its end.
    subscript(line: Int) -> ArraySlice<UInt8> { bytes[Int(starts[line])..<Int(starts[line + 1])] }

    var lines: [ArraySlice<UInt8>] { (0..<count).map { self[$0] } }

    /// The number of equal lines from line `x` on, and in `other` from line `y` on.
    func run(from x: Int, in other: TextLines, from y: Int) -> Int {
        guard x < count, y < other.count else { return 0 }
        let (start, otherStart) = (Int(starts[x]), Int(other.starts[y]))
        let length = Self.commonLength(bytes, start, other.bytes, otherStart)
        guard length >= Int(starts[x + 1]) - start else { return 0 }
        // The last line that ends in what is common.
        let end = Int32(start + length)
        var (low, high) = (x + 1, count)
        while low < high {
            let middle = (low + high + 1) / 2
            if starts[middle] <= end { low = middle } else { high = middle - 1 }
        }
        let lines = low - x
        // A line without an end may be the beginning of one that goes on.
        let isSame = Int(starts[low]) - start == Int(other.starts[y + lines]) - otherStart
        return isSame ? lines : lines - 1
    }

    /// The number of equal lines at the ends of both, of at most `limit`.
    func tail(in other: TextLines, atMost limit: Int) -> Int {
        bytes.withUnsafeBytes { a in
            other.bytes.withUnsafeBytes { b in
                var lines = 0
                while lines < limit {
                    let (x, y) = (count - lines - 1, other.count - lines - 1)
                    let length = Int(starts[x + 1] - starts[x])
                    guard length == Int(other.starts[y + 1] - other.starts[y]),
                        let first = a.baseAddress, let second = b.baseAddress,
                        memcmp(first + Int(starts[x]), second + Int(other.starts[y]), length) == 0
                    else { break }
                    lines += 1
                }
                return lines
            }
        }
    }

    /// The number of equal bytes from offset `i` of one and `j` of the other on.
    private static func commonLength(_ a: [UInt8], _ i: Int, _ b: [UInt8], _ j: Int) -> Int {
        a.withUnsafeBytes { a in
            b.withUnsafeBytes { b in
                let limit = min(a.count - i, b.count - j)
                var at = 0
                while at + 8 <= limit {
                    let x = a.loadUnaligned(fromByteOffset: i + at, as: UInt64.self)
                    let y = b.loadUnaligned(fromByteOffset: j + at, as: UInt64.self)
                    if x != y {
                        return at + (UInt64(littleEndian: x) ^ UInt64(littleEndian: y)).trailingZeroBitCount / 8
                    }
                    at += 8
                }
                while at < limit, a[i + at] == b[j + at] { at += 1 }
                return at
            }
        }
    }
}
