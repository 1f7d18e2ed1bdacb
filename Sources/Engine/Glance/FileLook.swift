/// What a first look at a file says, without any search.
enum FileLook: Sendable {
    /// Neither numbers nor words that could have been drawn: no search would find an origin.
    case hopeless
    /// Perhaps drawn: what to look up, and how likely the file is to be made by a program like that, from 0 on.
    case open(Sample, promise: Int)

    /// How much of a file is looked at.
    static let length = 1 << 14

    /// - Parameters:
    ///   - head: the first ``length`` bytes of the file, or all of it.
    ///   - length: that of the file.
    init(_ head: [UInt8], length: UInt64) {
        if Observation.isArray(head) {
            self = Self.array(head)
        } else if head.starts(with: [0x50, 0x4b, 3, 4]) {
            self = Self.archive(head)
        } else if head.count < 16 || FileForm.isOfAnotherKind(head) || head.allSatisfy({ $0 == head[0] }) {
            self = .hopeless
        } else if head.allSatisfy({ 9...13 ~= $0 || 32...126 ~= $0 }) {
            self = TextLook(head, isWhole: length == UInt64(head.count)).look
        } else if Self.isProse(head) {
            self = .hopeless
        } else {
            self = Self.raw(head, length)
        }
    }

    /// Whether bytes are text in UTF-8 without control characters: numbers are that by accident only if they are few.
    private static func isProse(_ head: [UInt8]) -> Bool {
        guard head.count >= 64, head.allSatisfy({ $0 >= 32 && $0 != 127 || 9...13 ~= $0 }) else { return false }
        // The last character may be cut off.
        return String(validating: head.dropLast(4), as: UTF8.self) != nil
            || (1...4).contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
    }

    // MARK: numpy's files

    private static func array(_ head: [UInt8]) -> FileLook {
        guard head.count > 10, let layout = NpyHeader.layout(Array(head.prefix(512))) else {
            return .open(Sample(), promise: 2)
        }
        let start = 10 + Int(head[8]) + Int(head[9]) << 8
        return .open(sample(layout, head.dropFirst(start)), promise: 2)
    }

    private static func archive(_ head: [UInt8]) -> FileLook {
        guard head.count > 30 else { return .hopeless }
        let nameEnd = 30 + Int(head[26]) + Int(head[27]) << 8
        guard nameEnd <= head.count, head[30..<nameEnd].suffix(4).elementsEqual(".npy".utf8) else { return .hopeless }
        let start = nameEnd + Int(head[28]) + Int(head[29]) << 8
        // A small member that is compressed.
        if head[8] == 8, start < head.count, let plain = Inflate.expand(Array(head[start...]), limit: 1 << 20) {
            return array(plain)
        }
        guard start < head.count, let layout = NpyHeader.layout(Array(head[start...].prefix(512))) else {
            return .open(Sample(), promise: 2)
        }
        let inner = head[start...]
        let length = 10 + Int(inner[start + 8]) + Int(inner[start + 9]) << 8
        return .open(sample(layout, inner.dropFirst(length)), promise: 2)
    }

    private static func sample(_ layout: ArrayLayout, _ bytes: ArraySlice<UInt8>) -> Sample {
        let element = layout.element
        let width = layout.shape.count == 2 ? layout.shape[1] : 1
        let count = Int(min(UInt64(Symbols.most + FirstNumbers.most * min(width, narrow)), layout.count))
        guard count >= Beginnings.count, bytes.count >= count * element.byteCount else { return Sample() }
        let values = ElementValues(element, Array(bytes.prefix(count * element.byteCount)))
        if let reals = values.reals {
            guard reals.allSatisfy(\.isFinite) else { return Sample() }
            return Sample(
                heads: heads(reals, slack: precision(reals, element), width: width),
                symbols: values.integers.map { Symbols($0) })
        }
        guard let integers = values.integers else { return Sample() }
        return Sample(heads: [FirstNumbers(integers.map { Double($0) + 0.5 }, slack: 0.5)], symbols: Symbols(integers))
    }

    /// By how much numbers may have been rounded: to a few decimals, or to 32 bits.
    private static func precision(_ reals: [Double], _ element: ElementType) -> Double {
        let largest = reals.reduce(0) { max($0, $1.magnitude) }
        if element == .float32 { return largest * 0x1p-23 }
        if reals.allSatisfy({ $0 == $0.rounded() }) { return 0.5 }
        return Observation.places(reals).map { 0.5 * Libm.pow(10, -Double($0)) } ?? 0
    }

    /// The columns of a matrix that may have been drawn by themselves.
    private static let narrow = 6

    /// Numbers in rows of `width`: as they are, and what running sums and products of them were made of.
    static func heads(_ values: [Double], slack: Double, width: Int) -> [FirstNumbers] {
        let head = FirstNumbers(values, slack: slack)
        guard 2...narrow ~= width else { return [head] + head.derived }
        // The columns may have been drawn one after the other.
        return [head, FirstNumbers(stride(from: 0, to: values.count, by: width).map { values[$0] }, slack: slack)]
    }

    // MARK: Raw numbers

    private static func raw(_ head: [UInt8], _ length: UInt64) -> FileLook {
        for (element, sizes) in [(ElementType.float64, 0x1p-200...0x1p200), (.float32, 0x1p-60...0x1p60)]
        where length % UInt64(element.byteCount) == 0 {
            let bytes = Array(head.prefix(min(head.count, 4096) / element.byteCount * element.byteCount))
            let reals = ElementValues(element, bytes).reals ?? []
            guard reals.count >= Beginnings.count, reals.allSatisfy({ $0 == 0 || sizes.contains($0.magnitude) }) else {
                continue
            }
            return .open(Sample(heads: heads(reals, slack: precision(reals, element), width: 1)), promise: 1)
        }
        // Integers without a header: any bytes may be that.
        return .open(Sample(), promise: 0)
    }
}
