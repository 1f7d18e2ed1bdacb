extension Interpreter {
    private func target(_ value: Value?, adding suffix: String? = nil) throws(ProgramError) -> FileBox {
        if case .file(let file)? = value { return file }
        var path = try (value ?? .none).getText("the file")
        if let suffix, !path.hasSuffix(suffix) { path += suffix }
        return try open(path)
    }

    /// An array as `numpy.save` writes it.
    func npy(_ array: NumberArray) throws(ProgramError) -> [UInt8] {
        guard let descriptor = array.descriptor else {
            throw .unsupported("npy files of \(array.type.name) are not written")
        }
        try budget.room(array.count * max(1, array.type.byteCount / 8))
        let isFortran = array.liesInFortranOrder
        return NpyHeader.bytes("'\(descriptor)'", array.shape, inFortranOrder: isFortran)
            + array.bytes(inFortranOrder: isFortran)
    }

    /// A value as `numpy.save` writes it.
    private func npy(_ value: Value) throws(ProgramError) -> [UInt8] {
        if case .records(let records) = value { return records.npy }
        return try npy(try array(value))
    }

    func save(_ arguments: CallArguments) throws(ProgramError) -> Value {
        let v = try arguments.without("allow_pickle", "fix_imports").bind("file", "arr")
        let bytes = try npy(v[1] ?? .none)
        try target(v[0], adding: ".npy").bytes += bytes
        return .none
    }

    func saveArchive(_ isCompressed: Bool, _ arguments: CallArguments) throws(ProgramError) -> Value {
        guard let first = arguments.positional.first else { throw .refused("savez needs a file") }
        var members: [(name: String, bytes: [UInt8])] = []
        // Those by name come first, then those by position.
        for (name, value) in arguments.named { members.append((name, try npy(value))) }
        for (index, value) in arguments.positional.dropFirst().enumerated() {
            members.append(("arr_\(index)", try npy(value)))
        }
        try budget.room(members.reduce(0) { $0 + $1.bytes.count } / 8)
        var archive: [UInt8] = []
        var records: [StoredMember] = []
        for member in members {
            var crc = CRC32()
            crc.update(member.bytes.span.bytes)
            let content = isCompressed ? Deflate.compress(member.bytes) : member.bytes
            let record = StoredMember(
                name: "\(member.name).npy", size: UInt64(member.bytes.count), compressed: UInt64(content.count),
                isDeflated: isCompressed,
                offset: UInt64(archive.count), crc: crc.value)
            archive += record.localHeader + content
            records.append(record)
        }
        try target(first, adding: ".npz").bytes = archive + StoredMember.directory(records, at: UInt64(archive.count))
        return .none
    }

    func saveText(_ arguments: CallArguments) throws(ProgramError) -> Value {
        let v = try arguments.without("encoding").bind(
            "fname", "X", "fmt", "delimiter", "newline", "header", "footer", "comments")
        let array = try array(v[1] ?? .none)
        guard array.shape.count <= 2 else {
            throw .refused("Expected 1D or 2D array, got \(array.shape.count)D array instead")
        }
        let delimiter = try v[3].given?.getText("delimiter") ?? " "
        let newline = try v[4].given?.getText("newline") ?? "\n"
        let comments = try v[7].given?.getText("comments") ?? "# "
        let columns = array.shape.count == 2 ? array.shape[1] : 1
        let rows = columns == 0 ? 0 : array.count / columns
        var formats: [String] = []
        if let list = v[2].given?.sequence {
            for value in list { formats.append(try value.getText("fmt")) }
            guard formats.count == columns else { throw .refused("fmt has wrong shape") }
        } else {
            let format = try v[2].given?.getText("fmt") ?? "%.18e"
            let fields = format.count { $0 == "%" }
            if fields == 1 { formats = [String](repeating: format, count: columns) } else { formats = [format] }
        }
        guard let parts = NumberFormat.parts(formats.joined(separator: delimiter)),
            parts.count(where: { if case .field = $0 { true } else { false } }) == columns
        else {
            throw .unsupported("savetxt with this format is not reproduced")
        }
        var text: [UInt8] = []
        func add(_ value: Value?, _ name: String) throws(ProgramError) {
            guard let words = try value.given?.getText(name), !words.isEmpty else { return }
            text += Array((comments + words.replacing("\n", with: "\n" + comments) + newline).utf8)
        }
        try add(v[5], "header")
        for row in 0..<rows {
            var column = 0
            var line = ""
            for part in parts {
                switch part {
                case .text(let plain): line += plain
                case .field(let field):
                    guard let piece = field.text(try operand(array.item(at: row * columns + column))) else {
                        throw .refused("Mismatch between array dtype and format specifier")
                    }
                    line += piece
                    column += 1
                }
            }
            text += Array((line + newline).utf8)
            try budget.room(text.count / 4096 + line.utf8.count / 8)
        }
        try add(v[6], "footer")
        try target(v[0]).bytes += text
        return .none
    }

    // MARK: Pickles

    func callPickle(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        let v =
            name == "pickle.dump"
            ? try arguments.without("fix_imports").bind("obj", "file", "protocol")
            : try arguments.without("fix_imports").bind("obj", "protocol")
        let given = try v[v.count - 1].given?.getInteger("protocol") ?? 4
        let bytes = try PickleWriter.bytes(of: v[0] ?? .none, protocol: given < 0 ? 5 : given)
        try budget.room(bytes.count / 8)
        guard name == "pickle.dump" else { return .bytes(bytes) }
        guard case .file(let file)? = v[1] else { throw .refused("pickle.dump needs a file") }
        file.bytes += bytes
        return .none
    }

    // MARK: JSON

    func callJSON(_ name: String, _ arguments: CallArguments) throws(ProgramError) -> Value {
        let isDump = name == "json.dump"
        let v =
            isDump
            ? try arguments.bind("obj", "fp", "indent", "separators", "sort_keys", "ensure_ascii")
            : try arguments.bind("obj", "unused", "indent", "separators", "sort_keys", "ensure_ascii")
        let offset = 2
        let indent: String?
        if let text = v[offset].given?.text {
            indent = text
        } else {
            indent = try v[offset].given.map { value throws(ProgramError) in
                String(repeating: " ", count: min(64, max(0, try value.getInteger("indent"))))
            }
        }
        var separators = [indent == nil ? ", " : ",", ": "]
        if let given = v[offset + 1].given?.sequence, given.count == 2 {
            separators = [try given[0].getText("a separator"), try given[1].getText("a separator")]
        }
        let writer = JSONText(
            indent: indent, separators: separators, sortsKeys: try v[offset + 2].given?.getTruth("sort_keys") ?? false,
            isASCII: try v[offset + 3].given?.getTruth("ensure_ascii") ?? true)
        var text = ""
        try writer.write(v[0] ?? .none, to: &text, depth: 0, self)
        guard isDump else { return .string(text) }
        guard case .file(let file)? = v[1] else { throw .refused("json.dump needs a file") }
        file.bytes += Array(text.utf8)
        return .none
    }

    // MARK: CSV

    func callCSVWriter(
        _ file: FileBox, terminator: String, delimiter: String, _ name: String, _ arguments: CallArguments
    ) throws(ProgramError) -> Value {
        let value = try only(arguments)
        let rows = name == "writerow" ? [value] : try iterate(value)
        guard name == "writerow" || name == "writerows" else {
            throw .unsupported("\(name) of csv.writer is not in the catalogue")
        }
        for row in rows {
            var fields: [String] = []
            for field in try iterate(row) {
                if case .none = field {
                    fields.append("")
                } else {
                    fields.append(Self.quoted(try string(field), delimiter: delimiter))
                }
            }
            let line = fields.joined(separator: delimiter) + terminator
            try budget.room(line.utf8.count / 8)
            file.bytes += Array(line.utf8)
        }
        return .none
    }

    /// A field, quoted where the csv module quotes by default.
    static func quoted(_ text: String, delimiter: String) -> String {
        guard text.contains(delimiter) || text.contains("\"") || text.utf8.contains(where: { $0 == 10 || $0 == 13 })
        else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

/// Writes values as Python's json does.
struct JSONText {
    let indent: String?
    let separators: [String]
    let sortsKeys: Bool
    let isASCII: Bool

    func write(_ value: Value, to text: inout String, depth: Int, _ interpreter: Interpreter) throws(ProgramError) {
        try interpreter.budget.step()
        guard depth < 64 else { throw .refused("the value is nested too deep") }
        switch value {
        case .none: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += "\(value)"
        case .natural(let value): text += "\(value)"
        case .float(let value):
            text +=
                value.isNaN
                ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : PythonNumeral.text(value)
        case .string(let value): text += quoted(value)
        case .array(let array) where array.shape.isEmpty && array.type == .float64:
            try write(array.item(at: 0), to: &text, depth: depth, interpreter)
        case .list, .tuple:
            try writeAll(value.sequence ?? [], open: "[", close: "]", to: &text, depth: depth) {
                element, text throws(ProgramError) in try write(element, to: &text, depth: depth + 1, interpreter)
            }
        case .dict(let dict):
            var members = dict.members
            if sortsKeys { members.sort { ($0.key.text ?? "") < ($1.key.text ?? "") } }
            try writeAll(members, open: "{", close: "}", to: &text, depth: depth) { member, text throws(ProgramError) in
                text += quoted(try interpreter.string(member.key)) + separators[1]
                try write(member.value, to: &text, depth: depth + 1, interpreter)
            }
        default: throw .refused("Object of type \(value.typeName) is not JSON serializable")
        }
    }

    private func writeAll<Element>(
        _ elements: [Element], open: String, close: String, to text: inout String, depth: Int,
        _ write: (Element, inout String) throws(ProgramError) -> Void
    ) throws(ProgramError) {
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += separators[0] }
            if let indent { text += "\n" + String(repeating: indent, count: depth + 1) }
            try write(element, &text)
        }
        if let indent, !elements.isEmpty { text += "\n" + String(repeating: indent, count: depth) }
        text += close
    }

    private func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if scalar.value < 32 || isASCII && scalar.value > 126 {
                    for unit in String(Character(scalar)).utf16 {
                        let digits = String(unit, radix: 16)
                        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text + "\""
    }
}
