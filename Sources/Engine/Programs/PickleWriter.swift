/// Writes a value as Python's pickle does, protocols 2 to 5 (Lib/pickle.py, Modules/_pickle.c): one array of numpy, or a list of
/// numbers. What else there is shares objects, which a program here does not tell apart.
struct PickleWriter {
    private let version: Int
    private var bytes: [UInt8] = []
    /// Of protocol 4 and later: what waits to be written in a frame.
    private var frame: [UInt8] = []
    private var memo = 0

    private static let frameTarget = 1 << 16

    /// The pickle of a value, whole.
    static func bytes(of value: Value, protocol version: Int) throws(ProgramError) -> [UInt8] {
        guard 2...5 ~= version else { throw .unsupported("pickle protocol \(version) is not reproduced") }
        var writer = PickleWriter(version: version)
        try writer.write(value)
        return writer.bytes
    }

    private init(version: Int) {
        self.version = version
        bytes = [0x80, UInt8(version)]
    }

    private mutating func write(_ value: Value) throws(ProgramError) {
        switch value {
        case .array(let array) where !array.shape.isEmpty && !array.type.isText && array.type != .date:
            if version == 5 { inBand(array) } else { reconstructed(array) }
        case .list(let list):
            try numbers(list.values)
        default: throw .unsupported("pickle of a \(value.typeName) is not reproduced")
        }
        add(".")
        flush()
    }

    // MARK: Opcodes

    private mutating func add(_ opcode: Unicode.Scalar) { frame.append(UInt8(truncatingIfNeeded: opcode.value)) }

    private mutating func add<Number: FixedWidthInteger>(little number: Number) {
        withUnsafeBytes(of: number.littleEndian) { frame.append(contentsOf: $0) }
    }

    private mutating func memoize() {
        if version >= 4 {
            frame.append(0x94)
        } else {
            // There are few: of one byte.
            add("q")
            frame.append(UInt8(truncatingIfNeeded: memo))
        }
        memo += 1
    }

    private mutating func get(_ place: Int) {
        add("h")
        frame.append(UInt8(truncatingIfNeeded: place))
    }

    private mutating func text(_ text: String, isMemoized: Bool = true) {
        if version >= 4 {
            frame += [0x8c, UInt8(truncatingIfNeeded: text.utf8.count)]
        } else {
            add("X")
            add(little: UInt32(text.utf8.count))
        }
        frame += Array(text.utf8)
        if isMemoized { memoize() }
    }

    /// A global of a module; `place` is where the module's name was memoized, if it was.
    private mutating func global(_ module: String, _ name: String, module place: Int? = nil) {
        if version >= 4 {
            if let place { get(place) } else { text(module) }
            text(name)
            frame.append(0x93)
        } else {
            add("c")
            frame += Array("\(module)\n\(name)\n".utf8)
        }
        memoize()
    }

    private mutating func integer(_ value: Int) {
        if 0...255 ~= value {
            frame += [0x4b, UInt8(value)]
        } else if 0...65535 ~= value {
            add("M")
            add(little: UInt16(value))
        } else if let short = Int32(exactly: value) {
            add("J")
            add(little: short)
        } else {
            var digits: [UInt8] = []
            var rest = value
            repeat {
                digits.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
            } while !(rest == 0 && digits[digits.count - 1] < 0x80 || rest == -1 && digits[digits.count - 1] >= 0x80)
            frame += [0x8a, UInt8(digits.count)] + digits
        }
    }

    /// A tuple of what stands on the stack.
    private mutating func tuple(_ values: [Int]) {
        if values.count > 3 { add("(") }
        for value in values { integer(value) }
        frame.append(values.count > 3 ? 0x74 : [0x29, 0x85, 0x86, 0x87][values.count])
        if !values.isEmpty { memoize() }
    }

    /// Closes a frame that is long enough between two objects.
    private mutating func boundary() {
        if version >= 4, frame.count >= Self.frameTarget { flush() }
    }

    private mutating func flush() {
        if version >= 4, frame.count >= 4 {
            bytes.append(0x95)
            withUnsafeBytes(of: UInt64(frame.count).littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes += frame
        frame = []
    }

    /// Long bytes stand outside of frames.
    private mutating func payload(opcode: [UInt8], _ content: [UInt8]) {
        if version >= 4, content.count >= Self.frameTarget {
            flush()
            bytes += opcode + content
        } else {
            frame += opcode + content
        }
        memoize()
        boundary()
    }

    private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    // MARK: Arrays

    private mutating func reconstructed(_ array: NumberArray) {
        let isFortran = array.liesInFortranOrder
        global("numpy._core.multiarray", "_reconstruct")
        let library = memo
        global("numpy", "ndarray")
        tuple([0])
        var codecs = 0
        var encoding = 0
        if version >= 3 {
            frame += [0x43, 1, 0x62]
            memoize()
        } else {
            codecs = memo
            global("_codecs", "encode")
            text("b")
            encoding = memo
            text("latin1")
            frame.append(0x86)
            memoize()
            add("R")
            memoize()
        }
        frame.append(0x87)
        memoize()
        add("R")
        memoize()
        add("(")
        integer(1)
        tuple(array.shape)
        type(of: array, module: library)
        frame.append(isFortran ? 0x88 : 0x89)
        let content = array.bytes(inFortranOrder: isFortran)
        if version >= 3 {
            payload(
                opcode: content.count < 256
                    ? [0x43, UInt8(content.count)] : [0x42] + Self.little(UInt32(clamping: content.count)),
                content)
        } else {
            get(codecs)
            let wide = content.flatMap { $0 < 0x80 ? [$0] : [0xc0 | $0 >> 6, 0x80 | $0 & 0x3f] }
            frame += [0x58] + Self.little(UInt32(clamping: wide.count)) + wide
            memoize()
            get(encoding)
            frame.append(0x86)
            memoize()
            add("R")
            memoize()
        }
        add("t")
        memoize()
        add("b")
    }

    private mutating func inBand(_ array: NumberArray) {
        let isFortran = array.liesInFortranOrder
        global("numpy._core.numeric", "_frombuffer")
        add("(")
        let content = array.bytes(inFortranOrder: isFortran)
        payload(opcode: [0x96] + Self.little(UInt64(content.count)), content)
        type(of: array, module: nil)
        tuple(array.shape)
        text(isFortran ? "F" : "C")
        add("t")
        memoize()
        add("R")
        memoize()
    }

    private mutating func type(of array: NumberArray, module: Int?) {
        let descriptor = array.descriptor ?? ""
        global("numpy", "dtype", module: module)
        text(String(descriptor.dropFirst()))
        frame += [0x89, 0x88, 0x87]
        memoize()
        add("R")
        memoize()
        add("(")
        integer(3)
        text(String(descriptor.prefix(1)))
        add("N")
        add("N")
        add("N")
        integer(-1)
        integer(-1)
        integer(0)
        add("t")
        memoize()
        add("b")
    }

    // MARK: Lists

    private mutating func numbers(_ values: [Value]) throws(ProgramError) {
        add("]")
        memoize()
        for start in stride(from: 0, to: values.count, by: 1000) {
            let batch = values[start..<min(values.count, start + 1000)]
            if values.count > 1 { add("(") }
            for value in batch {
                switch value {
                case .int(let value): integer(value)
                case .bool(let value): frame.append(value ? 0x88 : 0x89)
                case .float(let value):
                    add("G")
                    withUnsafeBytes(of: value.bitPattern.bigEndian) { frame.append(contentsOf: $0) }
                default: throw .unsupported("pickle of a list of other than numbers is not reproduced")
                }
                boundary()
            }
            add(values.count > 1 ? "e" : "a")
        }
    }
}
