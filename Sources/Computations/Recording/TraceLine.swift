/// One system call, as `strace -y` prints it.
struct TraceLine {
    enum Argument: Hashable {
        case string([UInt8])
        /// A descriptor, with the path that it refers to.
        case descriptor(String)
        case word(String)
    }

    /// In seconds since 1970, from the digits that strace prints.
    let time: Double
    let call: String
    let arguments: [Argument]
    let isSuccess: Bool
    /// The number that the call returned; 0 if it returned none.
    let result: Int

    /// Nil for anything but a completed call: signals, ends of processes.
    init?(_ line: ArraySlice<UInt8>) {
        var cursor = Cursor(line)
        guard let time = Double(cursor.word(until: UInt8(ascii: " "))), let call = cursor.name() else { return nil }
        var arguments: [Argument] = []
        while !cursor.isAtEnd, !cursor.skip(UInt8(ascii: ")")) {
            guard let argument = cursor.argument() else { return nil }
            arguments.append(argument)
            cursor.skipSeparator()
        }
        let rest = cursor.rest.drop { $0 == UInt8(ascii: " ") }
        guard rest.first == UInt8(ascii: "=") else { return nil }
        let result = rest.dropFirst().drop { $0 == UInt8(ascii: " ") }
        guard let first = result.first, first != UInt8(ascii: "?") else { return nil }
        self.time = time
        self.call = call
        self.arguments = arguments
        isSuccess = first != UInt8(ascii: "-")
        self.result = Int(String(decoding: result.prefix { (0x30...0x39).contains($0) }, as: UTF8.self)) ?? 0
    }

    func string(_ index: Int) -> String? {
        guard arguments.indices.contains(index), case .string(let bytes) = arguments[index] else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    func descriptor(_ index: Int) -> String? {
        guard arguments.indices.contains(index), case .descriptor(let path) = arguments[index] else { return nil }
        return path
    }

    /// The flags of an argument, as words.
    func flags(_ index: Int) -> Set<Substring> {
        guard arguments.indices.contains(index), case .word(let text) = arguments[index] else { return [] }
        return Set(text.split(separator: "|"))
    }
}

/// Reads a line byte by byte.
private struct Cursor {
    private(set) var rest: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) { rest = line }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func word(until end: UInt8) -> String {
        let word = rest.prefix { $0 != end }
        rest = rest.dropFirst(word.count + 1)
        return String(decoding: word, as: UTF8.self)
    }

    /// The name of a call, and the bracket after it.
    mutating func name() -> String? {
        let name = rest.prefix { ($0 >= 0x61 && $0 <= 0x7a) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5f }
        guard !name.isEmpty, rest.dropFirst(name.count).first == UInt8(ascii: "(") else { return nil }
        rest = rest.dropFirst(name.count + 1)
        return String(decoding: name, as: UTF8.self)
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func skipSeparator() {
        while let byte = rest.first, byte == UInt8(ascii: ",") || byte == UInt8(ascii: " ") { rest = rest.dropFirst() }
    }

    mutating func argument() -> TraceLine.Argument? {
        if rest.first == UInt8(ascii: "\"") {
            rest = rest.dropFirst()
            guard let text = quoted(until: UInt8(ascii: "\"")) else { return nil }
            // Dots after it: the text was longer. That is never a path.
            while skip(UInt8(ascii: ".")) {}
            return .string(text)
        }
        return other()
    }

    /// Text up to `end`, with C's escapes decoded.
    private mutating func quoted(until end: UInt8) -> [UInt8]? {
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == end { return text }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            switch escape {
            case UInt8(ascii: "n"): text.append(10)
            case UInt8(ascii: "t"): text.append(9)
            case UInt8(ascii: "r"): text.append(13)
            case UInt8(ascii: "v"): text.append(11)
            case UInt8(ascii: "f"): text.append(12)
            case 0x30...0x37:
                var value = Int(escape - 0x30)
                var digits = 1
                while digits < 3, let digit = rest.first, (0x30...0x37).contains(digit) {
                    value = value * 8 + Int(digit - 0x30)
                    rest = rest.dropFirst()
                    digits += 1
                }
                text.append(UInt8(truncatingIfNeeded: value))
            default: text.append(escape)
            }
        }
        return nil
    }

    /// A number, flags, a descriptor with its path, or a structure, which is skipped.
    private mutating func other() -> TraceLine.Argument? {
        var word: [UInt8] = []
        var depth = 0
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ")"):
                if depth == 0 { return .word(String(decoding: word, as: UTF8.self)) }
                depth -= 1
            case UInt8(ascii: ","):
                if depth == 0 { return .word(String(decoding: word, as: UTF8.self)) }
            case UInt8(ascii: "\""):
                rest = rest.dropFirst()
                guard quoted(until: UInt8(ascii: "\"")) != nil else { return nil }
                continue
            case UInt8(ascii: "<"):
                rest = rest.dropFirst()
                guard let path = quoted(until: UInt8(ascii: ">")) else { return nil }
                if depth == 0 { return .descriptor(String(decoding: path, as: UTF8.self)) }
                continue
            default: break
            }
            word.append(byte)
            rest = rest.dropFirst()
        }
        return nil
    }
}
