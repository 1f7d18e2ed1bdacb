internal import Objects

/// Calls that draw from one stream, and the arrays of their values.
///
/// The values of several calls for one array are joined along the first axis, as by `numpy.concatenate`.
struct DrawSequence: Sendable {
    let calls: [DrawCall]
    let arrays: [EncodedFile.NamedLayout]

    init(calls: [DrawCall], arrays: [EncodedFile.NamedLayout]) {
        self.calls = calls
        self.arrays = arrays
    }

    /// Reads the calls of a generator.
    init(_ objects: [JSONObject], _ kinds: [DrawCall.Kind], _ arguments: Arguments) throws(ParameterError) {
        var calls: [DrawCall] = []
        for (index, object) in objects.enumerated() {
            calls.append(try DrawCall(object, index + 1, of: arguments.generator, kinds))
        }
        self.calls = calls
        var arrays: [EncodedFile.NamedLayout] = []
        for name in ArrayName.allCases {
            let parts = calls.filter { $0.array == name }
            if parts.isEmpty { continue }
            guard let layout = try Self.join(parts, name, arguments) else {
                throw arguments.error("calls", "give more values for \(name.rawValue) than any file holds")
            }
            arrays.append(.init(name: name, layout: layout))
        }
        guard !arrays.isEmpty else { throw arguments.error("calls", "keep no values: one of them must") }
        self.arrays = arrays
    }

    /// The size in bytes of all values that are drawn, used or not, before they are cast; the maximum on overflow.
    var drawnBytes: UInt64 {
        calls.reduce(0) { $0.addingClamping($1.count.multipliedClamping(by: 8)) }
    }

    private static func join(
        _ parts: [DrawCall], _ name: ArrayName, _ arguments: Arguments
    ) throws(ParameterError) -> ArrayLayout? {
        let first = parts[0]
        if parts.count == 1 { return ArrayLayout(first.element, shape: first.shape) }
        var length = 0
        for part in parts {
            guard part.element == first.element, part.shape.dropFirst() == first.shape.dropFirst() else {
                throw arguments.error(
                    "calls", "give \(name.rawValue) values of several types or shapes that cannot be joined")
            }
            let (sum, overflow) = length.addingReportingOverflow(part.shape.first ?? 1)
            if overflow { return nil }
            length = sum
        }
        return ArrayLayout(first.element, shape: [length] + first.shape.dropFirst())
    }

    /// Passes on an array's bytes, drawing from `source`, which is at the first call.
    func stream(
        _ array: ArrayName, from source: some DrawSource, _ consume: (RawSpan) throws -> Void
    ) throws {
        var source = source
        var left = calls.count { $0.array == array }
        for call in calls where left > 0 {
            guard call.array == array else {
                try skip(call.count, of: call, in: &source)
                continue
            }
            left -= 1
            try draw(call.count, of: call, from: &source, consume)
        }
    }

    /// Draws `count` values of a call, and passes on their bytes.
    func draw(
        _ count: UInt64, of call: DrawCall, from source: inout some DrawSource, _ consume: (RawSpan) throws -> Void
    ) throws {
        if case .integers(let range) = call.distribution {
            try source.integers(in: range, count) { try pass($0, as: call.element, consume) }
        } else {
            try source.reals(call.distribution, count) { try pass($0, as: call.element, consume) }
        }
    }

    /// Draws `count` values of a call that nobody needs.
    func skip(_ count: UInt64, of call: DrawCall, in source: inout some DrawSource) throws {
        if case .integers(let range) = call.distribution {
            try source.integers(in: range, count) { _ in }
        } else {
            try source.reals(call.distribution, count) { _ in }
        }
    }

    private func pass(_ values: Span<Double>, as element: ElementType, _ consume: (RawSpan) throws -> Void) throws {
        if element == .float64 { return try consume(values.bytes) }
        let cast = values.map { Float($0) }
        try consume(cast.span.bytes)
    }

    private func pass(_ values: Span<Int64>, as element: ElementType, _ consume: (RawSpan) throws -> Void) throws {
        func cast<Value: BitwiseCopyable>(_ transform: (Int64) -> Value) throws {
            let cast = values.map(transform)
            try consume(cast.span.bytes)
        }
        switch element {
        case .int64, .uint64: try consume(values.bytes)
        case .float64: try cast { Double($0) }
        case .float32: try cast { Float($0) }
        case .int32, .uint32: try cast { Int32(truncatingIfNeeded: $0) }
        case .int16, .uint16: try cast { Int16(truncatingIfNeeded: $0) }
        case .int8, .uint8: try cast { Int8(truncatingIfNeeded: $0) }
        }
    }
}

extension Span where Element: BitwiseCopyable {
    fileprivate func map<Value>(_ transform: (Element) -> Value) -> [Value] {
        [Value](unsafeUninitializedCapacity: count) { buffer, filled in
            for index in indices { buffer.initializeElement(at: index, to: transform(self[index])) }
            filled = count
        }
    }
}
