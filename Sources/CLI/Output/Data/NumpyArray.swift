import Glibc
import Objects

/// An array of numbers as numpy.save writes it.
struct NumpyArray {
    let descr: String
    let shape: [Int]
    let isFortran: Bool
    private let elements: ArraySlice<UInt8>
    private let width: Int
    private let isBigEndian: Bool
    private let type: Character

    /// Nil for any other file, or one whose elements are not numbers.
    init?(_ bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        guard bytes.count >= 10, bytes.prefix(6).elementsEqual([0x93] + Array("NUMPY".utf8)) else { return nil }
        let isLong = bytes[start + 6] >= 2
        let lengthWidth = isLong ? 4 : 2
        guard bytes.count >= 8 + lengthWidth else { return nil }
        let length = bytes[start + 8..<start + 8 + lengthWidth].reversed().reduce(0) { $0 << 8 | Int($1) }
        let data = start + 8 + lengthWidth + length
        guard length <= 1 << 20, data <= bytes.endIndex else { return nil }
        let header = String(decoding: bytes[start + 8 + lengthWidth..<data], as: UTF8.self)
        guard let descr = Self.value(of: "descr", in: header), let order = Self.value(of: "fortran_order", in: header),
            let shape = Self.shape(in: header)
        else { return nil }
        self.descr = descr.filter { $0 != "'" && $0 != "\"" }
        guard self.descr.count >= 3, let mark = self.descr.first, "<>|=".contains(mark),
            let width = Int(self.descr.dropFirst(2))
        else { return nil }
        type = self.descr[self.descr.index(after: self.descr.startIndex)]
        isBigEndian = mark == ">"
        self.width = width
        self.shape = shape
        isFortran = order == "True"
        let isKnown =
            switch type {
            case "f": width == 4 || width == 8
            case "i", "u": [1, 2, 4, 8].contains(width)
            case "b": width == 1
            default: false
            }
        var count = 1
        for dimension in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else { return nil }
            count = product
        }
        let (total, overflow) = count.multipliedReportingOverflow(by: width)
        guard isKnown, !overflow, bytes.endIndex - data == total else { return nil }
        elements = bytes[data...]
    }

    private static func value(of key: String, in header: String) -> String? {
        guard let rest = rest(after: key, in: header) else { return nil }
        return String(rest.prefix { $0 != "," && $0 != "}" })
    }

    private static func shape(in header: String) -> [Int]? {
        guard let rest = rest(after: "shape", in: header), rest.first == "(" else { return nil }
        let words = rest.dropFirst().prefix { $0 != ")" }.split(separator: ",")
        let numbers = words.map { Int($0.filter { $0 != " " }) }
        return numbers.contains(nil) ? nil : numbers.compactMap(\.self)
    }

    private static func rest(after key: String, in header: String) -> Substring? {
        let mark = "'\(key)':"
        var text = header[...]
        while !text.isEmpty, !text.hasPrefix(mark) { text = text.dropFirst() }
        return text.isEmpty ? nil : text.dropFirst(mark.count).drop { $0 == " " }
    }

    var count: Int { width == 0 ? 0 : elements.count / width }

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

    private func bits(_ index: Int) -> UInt64 {
        let bytes = bytes(index)
        return (isBigEndian ? Array(bytes) : bytes.reversed()).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }

    func number(_ index: Int) -> Double {
        switch (type, width) {
        case ("f", 8): Double(bitPattern: bits(index))
        case ("f", _): Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits(index))))
        default: Double(integer(index))
        }
    }

    /// Whether the elements are integers or truth values.
    var isIntegral: Bool { type != "f" }

    /// An element of an array of integers, exactly.
    func integer(_ index: Int) -> Int128 {
        guard type == "i" else { return Int128(bits(index)) }
        let shift = UInt64(64 - 8 * width)
        return Int128(Int64(bitPattern: bits(index) << shift) >> Int64(shift))
    }

    /// An element as it is shown.
    func text(_ index: Int) -> String { isIntegral ? "\(integer(index))" : "\(number(index))" }

    /// Whether an element is a floating-point number, and the next larger or the next smaller one of that of another array of
    /// the same type.
    func isNeighbour(_ index: Int, of other: NumpyArray) -> Bool {
        guard type == "f" else { return false }
        let (a, b) = (number(index), other.number(index))
        if width == 8 { return a.nextUp == b || a.nextDown == b }
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
            lines.append("shape: \(Self.text(old.shape)) -> \(Self.text(new.shape))")
        } else if old.isFortran != new.isFortran {
            lines.append("order of elements: \(old.isFortran ? "F -> C" : "C -> F")")
        } else {
            lines += Self.elements(from: old, to: new)
        }
        self.lines = lines
    }

    private static func text(_ shape: [Int]) -> String {
        "(\(shape.map(String.init).joined(separator: ", "))\(shape.count == 1 ? "," : ""))"
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
