import DataFiles
import Glibc
import Objects

/// An array of numbers as numpy.save writes it, in memory.
struct NumpyArray {
    private let header: NumpyHeader
    private let elements: ArraySlice<UInt8>

    /// Nil for any other file, or one whose elements are not numbers.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard let header = NumpyHeader(bytes, length: UInt64(bytes.count)) else { return nil }
        self.header = header
        elements = bytes.dropFirst(header.start)
    }

    var descr: String { header.descr }
    var shape: [Int] { header.shape }
    var isFortran: Bool { header.isFortran }
    var count: Int { header.count }
    var shapeText: String { header.shapeText }
    private var width: Int { header.element.width }

    /// Where the elements differ from those of an array of the same type and shape: ranges that contain every element with
    /// other bytes, in order.
    func differingRanges(from other: NumpyArray) -> [Range<Int>] {
        let block = 512
        var ranges: [Range<Int>] = []
        elements.withUnsafeBytes { a in
            other.elements.withUnsafeBytes { b in
                guard a.count == b.count, let first = a.baseAddress, let second = b.baseAddress else { return }
                for start in stride(from: 0, to: count, by: block) {
                    let end = min(count, start + block)
                    guard memcmp(first + start * width, second + start * width, (end - start) * width) != 0 else {
                        continue
                    }
                    if ranges.last?.upperBound == start {
                        ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<end
                    } else {
                        ranges.append(start..<end)
                    }
                }
            }
        }
        return ranges
    }

    /// Whether corresponding elements can be compared by their bytes.
    func isLike(_ other: NumpyArray) -> Bool { descr == other.descr && isFortran == other.isFortran }

    func bytes(_ index: Int) -> ArraySlice<UInt8> {
        let start = elements.startIndex + index * width
        return elements[start..<start + width]
    }

    func number(_ index: Int) -> Double { bytes(index).withUnsafeBytes(header.element.number) }

    /// Whether the elements are integers or truth values.
    var isIntegral: Bool { header.element.isIntegral }

    /// An element of an array of integers, exactly.
    func integer(_ index: Int) -> Int128 { bytes(index).withUnsafeBytes(header.element.integer) }

    /// An element as it is shown.
    func text(_ index: Int) -> String { isIntegral ? "\(integer(index))" : "\(number(index))" }

    /// Whether an element is a floating-point number, and the next larger or the next smaller one of that of another array of
    /// the same type.
    func isNeighbour(_ index: Int, of other: NumpyArray) -> Bool {
        guard !isIntegral else { return false }
        let (a, b) = (number(index), other.number(index))
        guard width == 4 else { return a.nextUp == b || a.nextDown == b }
        return Float(a).nextUp == Float(b) || Float(a).nextDown == Float(b)
    }

    /// The position of an element, an index for each dimension.
    func place(_ index: Int) -> [Int] {
        var rest = index
        var place = Array(repeating: 0, count: shape.count)
        for axis in isFortran ? Array(shape.indices) : shape.indices.reversed() where shape[axis] > 0 {
            place[axis] = rest % shape[axis]
            rest /= shape[axis]
        }
        return place
    }
}

/// What differs between two arrays.
struct ArrayDifference {
    let lines: [String]

    init(from old: NumpyArray, to new: NumpyArray) {
        var lines: [String] = []
        if old.descr != new.descr { lines.append("dtype: \(old.descr) -> \(new.descr)") }
        if old.shape != new.shape {
            lines.append("shape: \(old.shapeText) -> \(new.shapeText)")
        } else if old.isFortran != new.isFortran {
            lines.append("order of elements: \(old.isFortran ? "F -> C" : "C -> F")")
        } else {
            lines += Self.elements(from: old, to: new)
        }
        self.lines = lines
    }

    private static func elements(from old: NumpyArray, to new: NumpyArray) -> [String] {
        let isLike = old.isLike(new)
        let ranges = isLike ? old.differingRanges(from: new) : [0..<old.count]
        var changed = 0
        var first: Int?
        var areLastBits = isLike
        // Doubles do not tell large integers apart.
        let areIntegral = old.isIntegral && new.isIntegral
        var (absolute, relative) = (0.0, 0.0)
        var exact: Int128 = 0
        for index in ranges.joined() {
            if isLike, old.bytes(index) == new.bytes(index) { continue }
            let (a, b) = (old.number(index), new.number(index))
            let step = areIntegral ? new.integer(index) - old.integer(index) : 0
            if !isLike, areIntegral ? step == 0 : a == b { continue }
            changed += 1
            if first == nil { first = index }
            areLastBits = areLastBits && old.isNeighbour(index, of: new)
            exact = max(exact, abs(step))
            let difference = areIntegral ? Double(abs(step)) : abs(a - b)
            if difference > absolute { absolute = difference }
            if a != 0, difference / abs(a) > relative { relative = difference / abs(a) }
        }
        guard let first else { return [] }
        let place = old.place(first)
        return [
            "elements changed: \(Figures.grouped(UInt64(changed))) of \(Figures.grouped(UInt64(old.count)))",
            "largest difference: \(areIntegral ? "\(exact)" : "\(absolute)") absolute, \(relative) relative",
            areLastBits ? "only in the last bit" : nil,
            "first at [\(place.map(String.init).joined(separator: ", "))]: \(old.text(first)) -> \(new.text(first))",
        ].compactMap(\.self)
    }
}
