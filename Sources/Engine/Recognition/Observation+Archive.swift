/// numpy's files: npy, npz, and raw bytes.
extension Observation {
    /// What an npy file holds.
    struct Stored {
        /// Empty for texts.
        let values: [Double]
        let shape: [Int]
        let type: ArrayType
        var words: [String] = []
        /// How the elements stand in the file; `values` are in C order.
        var isFortran = false
        var isBigEndian = false

        /// What is saved where `name` is the array.
        func saved(_ name: String) -> String {
            let ordered = isFortran ? "np.asfortranarray(\(name))" : name
            return isBigEndian ? "\(ordered).astype('>\(type.descriptor?.dropFirst() ?? "")')" : ordered
        }
    }

    static func array(_ bytes: [UInt8]) -> Stored? {
        guard bytes.count > 10 else { return nil }
        let length = Int(bytes[8]) | Int(bytes[9]) << 8
        guard bytes.count >= 10 + length else { return nil }
        let header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
        guard
            let descriptor = header.firstRange(of: "'descr': '").map({
                String(header[$0.upperBound...].prefix { $0 != "'" })
            }),
            let extents = header.firstRange(of: "'shape': (").map({ header[$0.upperBound...].prefix { $0 != ")" } }),
            let type = ArrayType(name: descriptor), bytes[6] == 1
        else { return nil }
        let isFortran = header.contains("'fortran_order': True")
        let isBigEndian = descriptor.hasPrefix(">")
        let shape = extents.split { $0 == "," || $0 == " " }.map { Int($0) ?? -1 }
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, extent >= 0 else { return nil }
            count = product
        }
        let (size, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
        guard !overflow, bytes.count - 10 - length == size else { return nil }
        var content = Array(bytes[(10 + length)...])
        if isBigEndian {
            let width = type.byteCount
            for start in stride(from: 0, to: content.count, by: width) { content[start..<start + width].reverse() }
        }
        if case .text(let width) = type {
            guard shape.count == 1, width > 0, !isBigEndian, let words = texts(content, width) else { return nil }
            return Stored(values: [], shape: shape, type: type, words: words)
        }
        guard let values = numbers(content, type) else { return nil }
        guard isFortran, shape.count > 1 else {
            return Stored(values: values, shape: shape, type: type, isBigEndian: isBigEndian)
        }
        var ordered = values
        for (from, place) in NumberArray.fortranPlaces(shape).enumerated() { ordered[place] = values[from] }
        return Stored(values: ordered, shape: shape, type: type, isFortran: true, isBigEndian: isBigEndian)
    }

    /// Texts of UTF-32, plain ones only.
    private static func texts(_ bytes: [UInt8], _ width: Int) -> [String]? {
        var words: [String] = []
        for start in stride(from: 0, to: bytes.count, by: 4 * width) {
            var word = ""
            for at in stride(from: start, to: start + 4 * width, by: 4) where bytes[at] != 0 {
                guard 32..<127 ~= bytes[at], bytes[at] != 0x27, bytes[at] != 0x5c, bytes[at + 1] == 0,
                    bytes[at + 2] == 0,
                    bytes[at + 3] == 0
                else { return nil }
                word.unicodeScalars.append(Unicode.Scalar(bytes[at]))
            }
            words.append(word)
        }
        return words
    }

    static func numbers(_ bytes: [UInt8], _ type: ArrayType) -> [Double]? {
        let size = type.byteCount
        let count = bytes.count / size
        return bytes.withUnsafeBytes { raw in
            func load<Value: BitwiseCopyable>(_ index: Int, as: Value.Type) -> Value {
                raw.loadUnaligned(fromByteOffset: index * size, as: Value.self)
            }
            switch type {
            case .bool: return (0..<count).map { Double(load($0, as: UInt8.self)) }
            case .number(let element):
                return (0..<count).map { index in
                    switch element {
                    case .float64: load(index, as: Double.self)
                    case .float32: Double(load(index, as: Float.self))
                    case .int64: Double(load(index, as: Int64.self))
                    case .int32: Double(load(index, as: Int32.self))
                    case .int16: Double(load(index, as: Int16.self))
                    case .int8: Double(load(index, as: Int8.self))
                    case .uint64: Double(load(index, as: UInt64.self))
                    case .uint32: Double(load(index, as: UInt32.self))
                    case .uint16: Double(load(index, as: UInt16.self))
                    case .uint8: Double(load(index, as: UInt8.self))
                    }
                }
            case .text, .date: return nil
            }
        }
    }

    /// The arrays of an npz archive, and the function that wrote it; nil for another archive.
    static func members(_ bytes: [UInt8]) -> (function: String, members: [(name: String, array: Stored)])? {
        var members: [(name: String, array: Stored)] = []
        var at = 0
        var isDeflated = false
        func little(at offset: Int, count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << ($1 * 8) }
        }
        while at + 50 <= bytes.count, Array(bytes[at..<at + 4]) == [0x50, 0x4b, 3, 4], members.count < 8 {
            isDeflated = little(at: at + 8, count: 2) == 8
            let nameLength = little(at: at + 26, count: 2)
            let extra = little(at: at + 28, count: 2)
            guard extra == 20, at + 50 + nameLength <= bytes.count else { return nil }
            let name = String(decoding: bytes[at + 30..<at + 30 + nameLength], as: UTF8.self)
            let sizes = at + 30 + nameLength + 4
            guard bytes[sizes + 7] == 0, bytes[sizes + 15] == 0 else { return nil }
            let (size, packed) = (little(at: sizes, count: 7), little(at: sizes + 8, count: 7))
            let start = at + 30 + nameLength + extra
            guard packed <= bytes.count - start, size < 1 << 28 else { return nil }
            let content = Array(bytes[start..<start + packed])
            guard let plain = isDeflated ? Inflate.expand(content, limit: size) : content,
                let array = array(plain), name.hasSuffix(".npy"),
                name.utf8.allSatisfy({ 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 95 || $0 == 46 })
            else { return nil }
            members.append((String(name.dropLast(4)), array))
            at = start + packed
        }
        return members.isEmpty ? nil : (isDeflated ? "np.savez_compressed" : "np.savez", members)
    }

    /// The argument that gives a member its name.
    static func argument(_ name: String, _ value: String) -> String {
        name.hasPrefix("arr_") ? value : "\(name)=\(value)"
    }

    static func archive(_ bytes: [UInt8]) -> Observation? {
        guard let (function, members) = members(bytes), let first = members.first, !first.array.values.isEmpty,
            members.count <= 2, members.allSatisfy({ $0.array.words.isEmpty })
        else { return nil }
        if members.count == 1 {
            return with(
                first.array.values, first.array.shape, first.array.type,
                ["\(function)('x.npz', \(argument(first.name, first.array.saved("x"))))"])
        }
        let second = members[1]
        var observation = with(
            first.array.values, first.array.shape, first.array.type,
            [
                "\(function)('x.npz', \(argument(first.name, first.array.saved("X"))), \(argument(second.name, second.array.saved("y"))))"
            ])
        observation.targets = second.array.values
        observation.targetShape = second.array.shape
        observation.targetType = second.array.type
        return observation
    }

    static func raw(_ bytes: [UInt8]) -> [Observation] {
        guard !FileForm.isOfAnotherKind(bytes) else { return [] }
        var found: [Observation] = []
        for type in [ArrayType.float32, .float64, .int64, .number(.int32), .number(.uint8)]
        where bytes.count % type.byteCount == 0 {
            guard let values = numbers(bytes, type), !values.isEmpty else { continue }
            let sizes = type == .float32 ? 1e-12...1e12 : 1e-60...1e60
            if type.isReal, !values.prefix(512).allSatisfy({ $0 == 0 || sizes ~= $0.magnitude }) { continue }
            if type == .int64, !values.prefix(64).allSatisfy({ $0.magnitude < 0x1p40 }) { continue }
            found.append(with(values, nil, type, ["x.tofile('x.bin')"]))
        }
        return found
    }
}
