internal import Objects

/// The arrays of a call of scikit-learn: rows of features in groups of columns, one array of targets, and the shuffles
/// that are still to be done. They are done while the table is streamed, so that it is in memory only once.
struct SampleTable: PreparedCall, ArrayStream {
    let rows: Int
    /// Columns that were computed together, the leftmost group first.
    var groups: [Group]
    var targets: Targets
    /// The row of the table that comes first, second, …; nil if rows are in order.
    var rowOrder: [UInt32]?
    /// The column of the table that comes first, second, …; nil if columns are in order.
    var columnOrder: [UInt32]?
    /// Added to each column of the table, then multiplied with it; nil for nothing.
    var adjustment: (shift: [Double], scale: [Double])?
    /// The type that real numbers are cast to.
    var element = ElementType.float64

    /// A parameter of every table: scikit-learn has none, but people cast its results.
    static let elementParameter = Parameter<ElementType>(
        "astype",
        Form.choice([ElementType.float64.rawValue, ElementType.float32.rawValue]).map { ElementType(rawValue: $0) },
        default: "float64", "the type that numbers are cast to; labels stay what they are")

    /// Adjacent columns, in C order.
    struct Group: Sendable {
        let width: Int
        let values: [Double]
    }

    enum Targets: Sendable {
        case labels([Int64])
        /// This many numbers per row.
        case numbers([Double], width: Int)
    }

    /// By default, a table is the same under every profile.
    func arrays(_ profile: ArithmeticProfile?) -> any ArrayStream { self }

    private var width: Int { groups.reduce(0) { $0 + $1.width } }

    /// The approximate number of values in a piece.
    private static let piece = 1 << 15

    func stream(_ array: ArrayName, _ consume: (RawSpan) throws -> Void) throws {
        switch (array, targets) {
        case (.features, _): try streamFeatures { try cast($0, consume) }
        case (.targets, .labels(let labels)): try stream(labels, 1, consume)
        case (.targets, .numbers(let numbers, let width)): try stream(numbers, width) { try cast($0, consume) }
        }
    }

    /// Passes on doubles, cast to the requested type.
    private func cast(_ piece: RawSpan, _ consume: (RawSpan) throws -> Void) throws {
        guard element == .float32 else { return try consume(piece) }
        let cast = piece.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map { Float(bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self)) }
        }
        try consume(cast.span.bytes)
    }

    private func stream<Value: BitwiseCopyable & Sendable>(
        _ values: [Value], _ width: Int, _ consume: (RawSpan) throws -> Void
    ) throws {
        guard let rowOrder else { return try consume(values.span.bytes) }
        var piece: [Value] = []
        var next = 0
        while next < rows {
            let end = min(rows, next + max(1, Self.piece / max(1, width)))
            piece.removeAll(keepingCapacity: true)
            for row in rowOrder[next..<end] {
                piece.append(contentsOf: values[Int(row) * width..<(Int(row) + 1) * width])
            }
            try consume(piece.span.bytes)
            next = end
        }
    }

    private func streamFeatures(_ consume: (RawSpan) throws -> Void) throws {
        let width = width
        guard width > 0, rows > 0 else { return }
        let step = max(1, Self.piece / width)
        let count = rows.dividedUp(by: step)
        let threads = min(Machine.processors, count / 4)
        guard threads > 1 else {
            var piece: [Double] = []
            for index in 0..<count {
                gather(index * step..<min(rows, (index + 1) * step), into: &piece)
                try consume(piece.span.bytes)
            }
            return
        }
        try OrderedPipeline(threads: threads, initial: [Double]()).run { [self] index, piece in
            let start = min(rows, index * step)
            gather(start..<min(rows, start + step), into: &piece)
        } consume: { index, piece in
            try consume(piece.span.bytes)
            return index + 1 < count
        }
    }

    /// The rows at the places `range` of the output.
    private func gather(_ range: Range<Int>, into piece: inout [Double]) {
        let width = width
        if piece.count != range.count * width { piece = [Double](repeating: 0, count: range.count * width) }
        piece.withUnsafeMutableBufferPointer { piece in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { row in
                row.initialize(repeating: 0)
                for (at, place) in range.enumerated() {
                    let source = rowOrder.map { Int($0[place]) } ?? place
                    let out = UnsafeMutableBufferPointer(rebasing: piece[at * width..<(at + 1) * width])
                    let target = columnOrder == nil ? out : row
                    copy(source, into: target)
                    if let adjustment { adjust(target, adjustment) }
                    if let columnOrder {
                        for column in 0..<width { out[column] = row[Int(columnOrder[column])] }
                    }
                }
            }
        }
    }

    private func copy(_ source: Int, into row: UnsafeMutableBufferPointer<Double>) {
        var column = 0
        for group in groups {
            group.values.withUnsafeBufferPointer { values in
                let start = source * group.width
                let columns = UnsafeMutableBufferPointer(rebasing: row[column..<column + group.width])
                _ = columns.update(fromContentsOf: values[start..<start + group.width])
            }
            column += group.width
        }
    }

    private func adjust(_ row: UnsafeMutableBufferPointer<Double>, _ by: (shift: [Double], scale: [Double])) {
        by.shift.withUnsafeBufferPointer { shift in
            by.scale.withUnsafeBufferPointer { scale in
                for column in 0..<row.count { row[column] = (row[column] + shift[column]) * scale[column] }
            }
        }
    }
}
