extension Interpreter {
    func callBuiltin(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        let first = arguments.positional.first ?? .none
        switch name {
        case "range":
            var bounds: [Int] = []
            for value in arguments.positional { bounds.append(try value.getInteger("an argument of range")) }
            guard 1...3 ~= bounds.count, bounds.count < 3 || bounds[2] != 0,
                bounds.allSatisfy({ $0.magnitude < 1 << 61 })
            else { throw .refused("range takes one to three integers, the third not 0") }
            return .range(
                start: bounds.count == 1 ? 0 : bounds[0], stop: bounds.count == 1 ? bounds[0] : bounds[1],
                step: bounds.count == 3 ? bounds[2] : 1)
        case "len":
            switch try only(arguments) {
            case .string(let text): return .int(text.unicodeScalars.count)
            case .list(let list): return .int(list.values.count)
            case .tuple(let values): return .int(values.count)
            case .dict(let dict): return .int(dict.members.count)
            case .array(let array): return .int(array.shape.first ?? 0)
            case .table(let table): return .int(table.rows)
            case .column(let column): return .int(column.values.count)
            case .records(let records): return .int(records.rows)
            case .range(let start, let stop, let step):
                return .int(max(0, step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step))
            default: throw .refused("a \(first.typeName) has no length")
            }
        case "list", "tuple":
            let values = arguments.positional.isEmpty ? [] : try iterate(try only(arguments))
            return name == "list" ? .list(ListBox(values)) : .tuple(values)
        case "dict":
            if arguments.positional.isEmpty {
                return .dict(DictBox(arguments.named.map { (.string($0.name), $0.value) }))
            }
            throw .unsupported("dict of this is not reproduced")
        case "int":
            let value = try only(arguments)
            if let integer = value.integer { return .int(integer) }
            if let text = value.text, let integer = Int(text) { return .int(integer) }
            let real = try value.getReal("the argument of int").rounded(.towardZero)
            guard let integer = Int(exactly: real) else { throw .refused("int of a number that is too large") }
            return .int(integer)
        case "float":
            let value = try only(arguments)
            if let text = value.text, let real = Double(text) { return .float(real) }
            return .float(try value.getReal("the argument of float"))
        case "bool": return .bool(try only(arguments).getTruth("the argument of bool"))
        case "str": return .string(try string(try only(arguments)))
        case "repr": return .string(try representation(try only(arguments)))
        case "format":
            return .string(
                arguments.positional.count == 1
                    ? try string(first) : try format(first, try arguments.positional[1].getText("a format")))
        case "abs":
            switch try only(arguments) {
            case .int(let value) where value != .min: return .int(abs(value))
            case .float(let value): return .float(value.magnitude)
            default: return try callNumPy("abs", arguments)
            }
        case "round":
            let v = try arguments.bind("number", "ndigits")
            if isArray(v[0] ?? .none) { return try rounded(v[0] ?? .none, try v[1].given?.getInteger("ndigits") ?? 0) }
            if case .int? = v[0] { return v[0] ?? .none }
            let real = try (v[0] ?? .none).getReal("the argument of round")
            guard let places = v[1].given else {
                guard let integer = Int(exactly: real.rounded(.toNearestOrEven)) else {
                    throw .refused("round of a number that is too large")
                }
                return .int(integer)
            }
            let digits = try places.getInteger("ndigits")
            guard digits.magnitude < 1000 else { throw .refused("ndigits is too large") }
            return .float(PythonNumeral.rounded(real, digits))
        case "sum":
            let v = try arguments.bind("iterable", "start")
            let values = try iterate(v[0] ?? .none)
            var total = v[1] ?? .int(0)
            // Since 3.12 Python compensates the rounding errors of sums of floats; before, it did not. The results
            // differ, so only integers are added.
            for value in values {
                guard value.plainInteger != nil || isArray(value) else {
                    throw .unsupported("sum of floats differs between versions of Python")
                }
                total = try binary("+", total, value)
            }
            return total
        case "min", "max":
            let values = arguments.positional.count == 1 ? try iterate(first) : arguments.positional
            guard var best = values.first, arguments.named.isEmpty else {
                throw .unsupported("\(name) of nothing, or with a key")
            }
            for value in values.dropFirst()
            where try compare(name == "min" ? "<" : ">", value, best).getTruth("a comparison") { best = value }
            return best
        case "pow": return try binary("**", first, arguments.positional.count == 2 ? arguments.positional[1] : .none)
        case "sorted":
            let values = try iterate(first)
            guard arguments.positional.count == 1, arguments.named.allSatisfy({ $0.name == "reverse" }) else {
                throw .unsupported("sorted with a key is not reproduced")
            }
            let isReversed = try arguments.named.first?.value.getTruth("reverse") ?? false
            return .list(ListBox(try sorted(values, isReversed: isReversed)))
        case "reversed": return .list(ListBox(try iterate(first).reversed()))
        case "enumerate":
            let v = try arguments.bind("iterable", "start")
            let start = try v[1].given?.getInteger("start") ?? 0
            return .list(
                ListBox(try iterate(v[0] ?? .none).enumerated().map { .tuple([.int(start + $0.offset), $0.element]) }))
        case "zip":
            var columns: [[Value]] = []
            for value in arguments.positional { columns.append(try iterate(value)) }
            let count = columns.map(\.count).min() ?? 0
            return .list(ListBox((0..<count).map { row in .tuple(columns.map { $0[row] }) }))
        case "map":
            guard arguments.positional.count == 2 else {
                throw .unsupported("map of several sequences is not reproduced")
            }
            var values: [Value] = []
            for value in try iterate(arguments.positional[1]) { values.append(try call(first, [value])) }
            return .list(ListBox(values))
        case "chr":
            guard let scalar = Unicode.Scalar(UInt32(clamping: try first.getInteger("the argument of chr"))) else {
                throw .refused("chr() arg not in range")
            }
            return .string(String(Character(scalar)))
        case "ord":
            guard let scalar = first.text?.unicodeScalars.first else { throw .refused("ord() expected a character") }
            return .int(Int(scalar.value))
        case "bytes", "bytearray":
            var bytes: [UInt8] = []
            for value in try iterate(first) {
                let integer = try value.getInteger("a byte")
                guard 0...255 ~= integer else { throw .refused("bytes must be in range(0, 256)") }
                bytes.append(UInt8(integer))
            }
            return .bytes(bytes)
        case "print":
            guard let target = arguments.named.first(where: { $0.name == "file" }) else { return .none }
            guard case .file(let file) = target.value else { throw .unsupported("print to this is not reproduced") }
            var parts: [String] = []
            for value in arguments.positional { parts.append(try string(value)) }
            let separator = try arguments.named.first { $0.name == "sep" }?.value.getText("sep") ?? " "
            let end = try arguments.named.first { $0.name == "end" }?.value.getText("end") ?? "\n"
            file.bytes += Array((parts.joined(separator: separator) + end).utf8)
            return .none
        case "open":
            let v = try arguments.without("newline", "encoding").bind("file", "mode")
            guard try v[1]?.getText("mode").contains("w") ?? false else {
                throw .refused("files are written, never read")
            }
            return .file(try open(try (v[0] ?? .none).getText("the file")))
        case "isinstance": throw .unsupported("isinstance is not evaluated")
        default: throw .unsupported("the name \(name) is not known")
        }
    }

    private func sorted(_ values: [Value], isReversed: Bool) throws(ProgramError) -> [Value] {
        try budget.step(values.count)
        if values.allSatisfy({ $0.text != nil }) {
            let texts = values.compactMap(\.text).sorted()
            return (isReversed ? texts.reversed() : texts).map { .string($0) }
        }
        guard values.allSatisfy({ $0.real != nil }) else { throw .unsupported("sorted of these is not reproduced") }
        let order = values.indices.sorted { (values[$0].real ?? 0, $0) < (values[$1].real ?? 0, $1) }
        let result = order.map { values[$0] }
        return isReversed ? result.reversed() : result
    }

    func callMath(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        if name == "pow" {
            let v = try arguments.bind("x", "y")
            return .float(Libm.pow(try (v[0] ?? .none).getReal("x"), try (v[1] ?? .none).getReal("y")))
        }
        let x = try only(arguments).getReal("the argument of math.\(name)")
        switch name {
        case "sqrt":
            guard x >= 0 else { throw .refused("math domain error") }
            return .float(x.squareRoot())
        case "exp": return .float(Libm.exp(x))
        case "log":
            guard x > 0 else { throw .refused("math domain error") }
            return .float(Libm.log(x))
        case "sin": return .float(try circle(Libm.sin(x), "sin"))
        case "cos": return .float(try circle(Libm.cos(x), "cos"))
        case "fabs": return .float(x.magnitude)
        case "radians": return .float(x * (.pi / 180))
        case "floor", "ceil", "trunc":
            guard let integer = Int(exactly: x.rounded(name == "floor" ? .down : name == "ceil" ? .up : .towardZero))
            else { throw .refused("math.\(name) of a number that is too large") }
            return .int(integer)
        default: throw .unsupported("math.\(name) is not in the catalogue")
        }
    }

    // MARK: Methods

    func callListMethod(_ list: ListBox, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "append":
            try budget.room(8 + list.values.count / 1024)
            list.values.append(try only(arguments))
        case "extend": list.values += try iterate(try only(arguments))
        case "copy": return .list(ListBox(list.values))
        case "reverse": list.values.reverse()
        case "sort":
            guard arguments.positional.isEmpty, arguments.named.isEmpty else {
                throw .unsupported("sort with a key is not reproduced")
            }
            list.values = try sorted(list.values, isReversed: false)
        case "insert":
            let v = try arguments.bind("index", "object")
            let index = try (v[0] ?? .none).getInteger("an index")
            list.values.insert(
                v[1] ?? .none, at: min(max(index < 0 ? index + list.values.count : index, 0), list.values.count))
        case "pop":
            guard let last = list.values.popLast(), arguments.positional.isEmpty else {
                throw .unsupported("pop of an index, or of an empty list")
            }
            return last
        case "index":
            for (index, value) in list.values.enumerated() where try areEqual(value, try only(arguments)) {
                return .int(index)
            }
            throw .refused("the value is not in the list")
        case "count":
            var count = 0
            for value in list.values where try areEqual(value, try only(arguments)) { count += 1 }
            return .int(count)
        default: throw .unsupported("\(name) of a list is not in the catalogue")
        }
        return .none
    }

    func callDictMethod(_ dict: DictBox, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "keys": return .list(ListBox(dict.members.map(\.key)))
        case "values": return .list(ListBox(dict.members.map(\.value)))
        case "items": return .list(ListBox(dict.members.map { .tuple([$0.key, $0.value]) }))
        case "get":
            let v = try arguments.bind("key", "default")
            return dict.find(v[0] ?? .none) ?? v[1] ?? .none
        default: throw .unsupported("\(name) of a dict is not in the catalogue")
        }
    }

    func callTextMethod(_ name: String, of text: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "join":
            var parts: [String] = []
            for value in try iterate(try only(arguments)) { parts.append(try value.getText("an item of join")) }
            return .string(parts.joined(separator: text))
        case "upper": return .string(text.uppercased())
        case "lower": return .string(text.lowercased())
        case "title":
            return .string(
                text.split(separator: " ", omittingEmptySubsequences: false).map {
                    $0.prefix(1).uppercased() + $0.dropFirst().lowercased()
                }.joined(separator: " "))
        case "strip":
            guard arguments.positional.isEmpty else { throw .unsupported("strip of characters is not reproduced") }
            return .string(String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()))
        case "split":
            let parts =
                arguments.positional.isEmpty
                ? text.split { $0.isWhitespace }
                : text.split(
                    separator: try arguments.positional[0].getText("a separator"), omittingEmptySubsequences: false)
            return .list(ListBox(parts.map { .string(String($0)) }))
        case "replace":
            guard arguments.positional.count == 2 else { throw .refused("replace takes two strings") }
            return .string(
                text.replacing(
                    try arguments.positional[0].getText("old"), with: try arguments.positional[1].getText("new")))
        case "encode": return .bytes(Array(text.utf8))
        case "zfill":
            let missing = try only(arguments).getInteger("width") - text.count
            guard missing < 10_000, !text.hasPrefix("-"), !text.hasPrefix("+") else {
                throw .unsupported("zfill of this is not reproduced")
            }
            return .string(String(repeating: "0", count: max(0, missing)) + text)
        case "format":
            throw .unsupported("str.format is not reproduced; an f-string is")
        case "write_text", "write_bytes":
            // The method of a path, which is a string here.
            let value = arguments.positional.first ?? .none
            if case .bytes(let bytes) = value {
                try open(text).bytes = bytes
            } else {
                try open(text).bytes = Array(try value.getText("the text").utf8)
            }
            return .none
        case "mkdir": return .none
        default: throw .unsupported("\(name) of a string is not in the catalogue")
        }
    }

    func callFile(_ file: FileBox, _ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        switch name {
        case "write":
            let value = try only(arguments)
            if case .bytes(let bytes) = value {
                try budget.room(bytes.count / 8)
                file.bytes += bytes
            } else {
                let bytes = Array(try value.getText("the argument of write").utf8)
                try budget.room(bytes.count / 8)
                file.bytes += bytes
            }
            return .none
        case "writelines":
            for value in try iterate(try only(arguments)) { file.bytes += Array(try value.getText("a line").utf8) }
            return .none
        case "close", "flush": return .none
        default: throw .unsupported("\(name) of a file is not in the catalogue")
        }
    }
}
