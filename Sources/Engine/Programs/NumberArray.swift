/// An array of a program, as in numpy, with its elements in C order. Arrays are references, as in Python; slices are
/// copies.
final class NumberArray {
    enum Storage {
        case reals([Double])
        case integers([Int64])
        case texts([String])

        var count: Int {
            switch self {
            case .reals(let values): values.count
            case .integers(let values): values.count
            case .texts(let values): values.count
            }
        }

        /// The elements at the given indices, which must exist.
        func gathered(_ places: [Int]) -> Storage {
            switch self {
            case .reals(let values): .reals(places.map { values[$0] })
            case .integers(let values): .integers(places.map { values[$0] })
            case .texts(let values): .texts(places.map { values[$0] })
            }
        }
    }

    private(set) var type: ArrayType
    private(set) var shape: [Int]
    private(set) var storage: Storage
    /// Whether numpy would store the elements in Fortran order, which its files record. Here they are always in C
    /// order.
    var isFortran: Bool
    /// Whether the elements stand in files with their highest byte first.
    var isBigEndian = false
    private let budget: ProgramBudget
    private var held: Int

    /// `storage` has as many elements as `shape`; they were requested from `budget`.
    init(_ type: ArrayType, _ shape: [Int], _ storage: Storage, isFortran: Bool = false, _ budget: ProgramBudget) {
        precondition(storage.count == shape.reduce(1, *))
        self.type = type
        self.shape = shape
        self.storage = storage
        self.isFortran = isFortran && shape.count > 1
        self.budget = budget
        held = (storage.count + 8) * ProgramBudget.elementBytes
        budget.hold(held)
    }

    deinit { budget.giveBack(held) }

    convenience init(_ values: [Double], _ shape: [Int], _ budget: ProgramBudget) {
        self.init(.float64, shape, .reals(values), budget)
    }

    convenience init(_ values: [Int64], _ shape: [Int], _ budget: ProgramBudget) {
        self.init(.int64, shape, .integers(values), budget)
    }

    /// An array of one axis.
    convenience init(_ values: [Double], _ budget: ProgramBudget) {
        self.init(.float64, [values.count], .reals(values), budget)
    }

    convenience init(_ values: [Int64], _ budget: ProgramBudget) {
        self.init(.int64, [values.count], .integers(values), budget)
    }

    var count: Int { storage.count }

    /// The elements as doubles; nil for texts.
    var reals: [Double]? {
        switch storage {
        case .reals(let values): values
        case .integers(let values):
            type == .number(.uint64) ? values.map { Double(UInt64(bitPattern: $0)) } : values.map(Double.init)
        case .texts: nil
        }
    }

    var integers: [Int64]? { if case .integers(let values) = storage { values } else { nil } }
    var texts: [String]? { if case .texts(let values) = storage { values } else { nil } }

    /// Replaces the elements with those of another array of the same size.
    func replace(with other: NumberArray) {
        type = other.type
        shape = other.shape
        storage = other.storage
        isFortran = other.isFortran
        budget.giveBack(held)
        held = (storage.count + 8) * ProgramBudget.elementBytes
        budget.hold(held)
    }

    /// Changes elements in place.
    func set(_ storage: Storage) {
        precondition(storage.count == self.storage.count)
        self.storage = storage
    }

    func reshaped(_ shape: [Int], isFortran: Bool = false) -> NumberArray {
        let array = NumberArray(type, shape, storage, isFortran: isFortran, budget)
        array.isBigEndian = isBigEndian
        return array
    }

    func gathered(_ places: [Int], _ shape: [Int], isFortran: Bool = false) -> NumberArray {
        let array = NumberArray(type, shape, storage.gathered(places), isFortran: isFortran, budget)
        array.isBigEndian = isBigEndian
        return array
    }

    /// The same elements in the other order of bytes, where they have several.
    func swapped(toBigEndian isBigEndian: Bool) -> NumberArray {
        let array = reshaped(shape, isFortran: isFortran)
        array.isBigEndian = isBigEndian && type.byteCount > 1
        return array
    }

    /// Whether its files have the elements in Fortran order.
    var liesInFortranOrder: Bool { isFortran && count > 0 && shape.count { $0 > 1 } > 1 }

    /// As the header of an npy file has the type, nil where files of it are not written.
    var descriptor: String? {
        isBigEndian ? type.descriptor.map { ">" + $0.dropFirst() } : type.descriptor
    }

    /// The same values with another type; nil if numpy would not convert them, or not to a defined value.
    func cast(to target: ArrayType) -> NumberArray? {
        if type == .date, target != type, target != .int64 { return nil }
        if target == type { return NumberArray(type, shape, storage, isFortran: isFortran, budget) }
        let converted: Storage
        switch (target, storage) {
        case (.number, .texts), (.bool, .texts), (.date, _): return nil
        case (.number(.float64), _): converted = .reals(reals ?? [])
        case (.number(.float32), _): converted = .reals((reals ?? []).map { Double(Float($0)) })
        case (.number(let element), .reals(let values)):
            var integers: [Int64] = []
            integers.reserveCapacity(values.count)
            for value in values {
                // The result for a value that does not fit depends on the processor.
                if element == .uint64, value >= 0x1p63, value < 0x1p64 {
                    integers.append(Int64(bitPattern: UInt64(value)))
                } else {
                    guard value > -0x1p63 - 1, value < 0x1p63 else { return nil }
                    let whole = Int64(value)
                    guard
                        element.byteCount == 8 || element == .uint32 || whole == Int64(Int32(truncatingIfNeeded: whole))
                    else { return nil }
                    integers.append(element.wrapped(whole))
                }
            }
            converted = .integers(integers)
        case (.number(let element), .integers(let values)): converted = .integers(values.map(element.wrapped))
        case (.bool, .reals(let values)): converted = .integers(values.map { $0 == 0 ? 0 : 1 })
        case (.bool, .integers(let values)): converted = .integers(values.map { $0 == 0 ? 0 : 1 })
        case (.text(let width), .texts(let values)):
            converted = .texts(values.map { String($0.unicodeScalars.prefix(width).map(Character.init)) })
        case (.text, _): return nil
        }
        return NumberArray(target, shape, converted, isFortran: isFortran, budget)
    }

    /// The indices in C order, listed in Fortran order.
    static func fortranPlaces(_ shape: [Int]) -> [Int] {
        transposedPlaces(shape, order: Array((0..<shape.count).reversed()))
    }

    /// For each element of the array whose axis `k` is axis `order[k]` of this one: its index here.
    static func transposedPlaces(_ shape: [Int], order: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in stride(from: shape.count - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * shape[axis + 1]
        }
        return places(order.map { shape[$0] }, strides: order.map { strides[$0] })
    }

    /// The indices of the elements of a shape that is laid out with `strides`.
    static func places(_ shape: [Int], strides: [Int], from start: Int = 0) -> [Int] {
        var places = [start]
        for (extent, stride) in zip(shape, strides) {
            var next: [Int] = []
            next.reserveCapacity(places.count * extent)
            for place in places { for index in 0..<extent { next.append(place + index * stride) } }
            places = next
        }
        return places
    }

    var transposed: NumberArray {
        guard shape.count > 1 else { return self }
        return gathered(
            Self.fortranPlaces(shape), shape.reversed(), isFortran: !isFortran && shape.count > 1)
    }

    /// The bytes of the elements, in C or Fortran order.
    func bytes(inFortranOrder: Bool = false) -> [UInt8] {
        if inFortranOrder, shape.count > 1 { return gathered(Self.fortranPlaces(shape), [count]).bytes() }
        if isBigEndian {
            var bytes = swapped(toBigEndian: false).bytes()
            let width = type.isText ? 4 : type.byteCount
            for start in stride(from: 0, to: bytes.count, by: width) { bytes[start..<start + width].reverse() }
            return bytes
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * type.byteCount)
        func add<Value: FixedWidthInteger>(_ value: Value) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        switch storage {
        case .reals(let values):
            if type == .float32 {
                for value in values { add(Float(value).bitPattern) }
            } else {
                for value in values { add(value.bitPattern) }
            }
        case .integers(let values):
            switch type.byteCount {
            case 1: for value in values { bytes.append(UInt8(truncatingIfNeeded: value)) }
            case 2: for value in values { add(UInt16(truncatingIfNeeded: value)) }
            case 4: for value in values { add(UInt32(truncatingIfNeeded: value)) }
            default: for value in values { add(value) }
            }
        case .texts(let values):
            guard case .text(let width) = type else { break }
            for value in values {
                let scalars = Array(value.unicodeScalars.prefix(width))
                for scalar in scalars { add(scalar.value) }
                for _ in scalars.count..<width { add(0 as UInt32) }
            }
        }
        return bytes
    }
}
