/// A sequence of 64-bit integers in the smallest form found (docs/format.md §5.5).
enum NumberBlock {
    enum Method: UInt8 {
        case constant = 0
        case bins = 1
        case dictionary = 2
        case packed = 3
        case scaled = 4
    }

    enum Transform: UInt8 {
        case none = 0
        case delta = 1
        case secondDelta = 2
        case predictor = 3
    }

    static let maximumDepth = 3
    private static let sign: UInt64 = 1 << 63

    static func ordered(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ sign }

    // MARK: Decoding

    static func decode(_ reader: inout StoredReader, count: Int, depth: Int = 0) throws(ColumnsError) -> [Int64] {
        try reader.budget.spend(numbers: count)
        guard let method = Method(rawValue: try reader.byte()) else {
            throw ColumnsError("an unknown form of numbers")
        }
        switch method {
        case .constant: return [Int64](repeating: try reader.signed(), count: count)
        case .bins:
            guard let transform = Transform(rawValue: try reader.byte()) else {
                throw ColumnsError("an unknown transform of numbers")
            }
            let predictor = transform == .predictor ? try Predictor(&reader) : nil
            var numbers = try Bins.decode(&reader, count: count).map { Int64(bitPattern: $0 ^ sign) }
            restore(&numbers, transform, predictor)
            return numbers
        case .dictionary:
            guard depth < maximumDepth else { throw ColumnsError("the columns are too deep") }
            let size = try reader.count("the size of a dictionary", upTo: count)
            let values = try decode(&reader, count: size, depth: depth + 1)
            var numbers = try decode(&reader, count: count, depth: depth + 1)
            for index in 0..<count {
                guard let at = Int(exactly: numbers[index]), values.indices.contains(at) else {
                    throw ColumnsError("a number is not in its dictionary")
                }
                numbers[index] = values[at]
            }
            return numbers
        case .scaled:
            guard depth < maximumDepth else { throw ColumnsError("the columns are too deep") }
            let lowest = try reader.signed()
            let factor = Int64(bitPattern: try reader.varint())
            return try decode(&reader, count: count, depth: depth + 1).map { lowest &+ factor &* $0 }
        case .packed:
            let width = Int(try reader.byte())
            let lowest = try reader.signed()
            guard [1, 2, 4, 8].contains(width) else { throw ColumnsError("a width is \(width)") }
            let bytes = try ByteBlock.decode(&reader, length: width * count)
            return (0..<count).map { index in
                var value: UInt64 = 0
                for byte in 0..<width { value |= UInt64(bytes[index * width + byte]) << UInt64(8 * byte) }
                return lowest &+ Int64(bitPattern: value)
            }
        }
    }

    private static func restore(_ numbers: inout [Int64], _ transform: Transform, _ predictor: Predictor?) {
        switch transform {
        case .none: break
        case .delta: sum(&numbers)
        case .secondDelta:
            sum(&numbers)
            sum(&numbers)
        case .predictor: predictor?.restore(&numbers)
        }
    }

    private static func sum(_ numbers: inout [Int64]) {
        var before: Int64 = 0
        for index in numbers.indices {
            before = before &+ numbers[index]
            numbers[index] = before
        }
    }

    static func deltas(_ numbers: [Int64]) -> [Int64] {
        var before: Int64 = 0
        return numbers.map { number in
            defer { before = number }
            return number &- before
        }
    }
}
