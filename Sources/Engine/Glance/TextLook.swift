/// A first look at a text: whether it is a table, a list or a column of numbers or words that could have been drawn.
///
/// Every text that is told to be hopeless is one in which the search would not find anything to compare.
struct TextLook {
    private let bytes: ArraySlice<UInt8>
    /// Whether these bytes are the whole text.
    private let isWhole: Bool

    init(_ head: [UInt8], isWhole: Bool) {
        bytes = head[...]
        self.isWhole = isWhole
    }

    var look: FileLook {
        switch bytes.first {
        case UInt8(ascii: "{"): return object
        case UInt8(ascii: "["): return list
        default: return lines
        }
    }

    // MARK: JSON

    /// What stands in brackets of which kind, as far as the text is read: the first byte after each opening one.
    private func deepest() -> (depth: Int, second: Set<UInt8>) {
        var depth = 0
        var deepest = 0
        var second: Set<UInt8> = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
                if depth == 2 { second.insert(byte) }
                if deepest > 2 { return (deepest, second) }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: continue
            }
        }
        return (deepest, second)
    }

    /// A dictionary of lists.
    private var object: FileLook {
        let (depth, second) = deepest()
        guard depth == 2, second == [UInt8(ascii: "[")],
            let open = bytes.firstIndex(of: UInt8(ascii: "["))
        else { return .hopeless }
        return .open(sample(of: bytes[(open + 1)...], width: 1) ?? Sample(), promise: 1)
    }

    private var list: FileLook {
        let rest = bytes.dropFirst().drop { $0 == 32 || $0 == 10 }
        switch rest.first {
        case UInt8(ascii: "{"):
            let (depth, second) = deepest()
            return depth == 2 && second == [UInt8(ascii: "{")] ? .open(Sample(), promise: 1) : .hopeless
        case UInt8(ascii: "\""):
            let words = rest.split(separator: UInt8(ascii: ","), maxSplits: 128)
            // The last one may be cut off.
            let whole = words.dropLast()
            guard words.count > 24, Set(whole).count <= 33 else { return .hopeless }
            return .open(Sample(symbols: Symbols(words: whole.map { $0.drop { $0 == 32 || $0 == 10 } })), promise: 1)
        case UInt8(ascii: "["):
            guard let sample = sample(of: rest.dropFirst(), width: 2) else { return .hopeless }
            return .open(sample, promise: 1)
        default:
            guard let sample = sample(of: rest, width: 1) else { return .hopeless }
            return .open(sample, promise: 1)
        }
    }

    /// The numbers at the beginning of a list; nil if they are none.
    private func sample(of text: ArraySlice<UInt8>, width: Int) -> Sample? {
        let end = text.firstIndex(of: UInt8(ascii: "]")) ?? text.endIndex
        let words = text[..<end].split(maxSplits: 40) { $0 == UInt8(ascii: ",") || $0 == 32 || $0 == 10 }.prefix(40)
        return Numbers(words)?.sample(width: width)
    }

    // MARK: Lines

    /// How many lines are looked at.
    private static let few = 41

    private var lines: FileLook {
        var lines = bytes.split(separator: 10, maxSplits: Self.few, omittingEmptySubsequences: false)
        // The last line may be cut off, or be the rest.
        if lines.count > Self.few || !isWhole || lines.last?.isEmpty == true { lines.removeLast() }
        lines = lines.map { $0.last == 13 ? $0.dropLast() : $0 }
        guard lines.count > 1 else { return .hopeless }
        return numbers(lines) ?? table(lines) ?? words(lines)
    }

    /// Rows of numbers, perhaps below a line of words.
    private func numbers(_ lines: [ArraySlice<UInt8>]) -> FileLook? {
        let isTitled = lines[0].contains { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 32 && $0 | 32 != 0x65 }
        let rows = isTitled || lines[0].first == UInt8(ascii: "#") ? lines.dropFirst() : lines[...]
        guard let start = rows.first, rows.count > 1 else { return nil }
        let delimiter = [UInt8(ascii: ","), 9, UInt8(ascii: ";"), 32].first { start.contains($0) } ?? 32
        var words: [ArraySlice<UInt8>] = []
        var width = 0
        for row in rows {
            // What stands below the numbers.
            if row.first == UInt8(ascii: "#"), row.startIndex == rows.last?.startIndex { continue }
            let fields = row.split(separator: delimiter, omittingEmptySubsequences: delimiter == 32)
            if width == 0 { width = fields.count }
            guard fields.count == width, width > 0 else { return nil }
            words += fields
        }
        guard let numbers = Numbers(words[...]) else { return nil }
        if isTitled, let table = table(lines) { return table }
        return .open(numbers.sample(width: width), promise: 1)
    }

    /// Rows of as many fields below their names, of which each may have been drawn.
    private func table(_ lines: [ArraySlice<UInt8>]) -> FileLook? {
        guard lines.count > 8, !bytes.contains(UInt8(ascii: "\"")), !bytes.contains(UInt8(ascii: "'")) else {
            return nil
        }
        let delimiter = [UInt8(ascii: ","), UInt8(ascii: ";"), 9].first { lines[0].contains($0) } ?? UInt8(ascii: ",")
        let rows = lines.map { $0.split(separator: delimiter, omittingEmptySubsequences: false) }
        let width = rows[0].count
        guard rows.allSatisfy({ $0.count == width }) else { return nil }
        let body = rows.dropFirst()
        var sample: Sample?
        var areNumbers = true
        for column in 0..<width {
            let words = body.map { $0[column] }
            guard let numbers = Numbers(words[...]) else {
                areNumbers = false
                guard isLikely(words) else { return width > 1 ? .hopeless : nil }
                if sample == nil, !isCounted(words) { sample = Sample(symbols: Symbols(words: Array(words))) }
                continue
            }
            guard sample == nil, !numbers.count else { continue }
            if numbers.climbs { return .hopeless }
            sample = numbers.sample(width: 1)
        }
        if areNumbers, width > 1, let all = Numbers(Array(body.joined().prefix(40))[...]) {
            sample = Sample(
                heads: (sample?.heads ?? []) + FileLook.heads(all.values, slack: all.slack, width: width),
                symbols: sample?.symbols)
        }
        return .open(sample ?? Sample(), promise: 2)
    }

    /// Whether texts may have been chosen from a list, or count: names that are all different were not drawn.
    private func isLikely(_ words: [ArraySlice<UInt8>]) -> Bool {
        Set(words).count <= 32 || isCounted(words)
    }

    private func isCounted(_ words: [ArraySlice<UInt8>]) -> Bool {
        ColumnReading(words.prefix(3).map { String(decoding: $0, as: UTF8.self) }, floatFormat: nil).counted != nil
    }

    /// One word a line, of a few.
    private func words(_ lines: [ArraySlice<UInt8>]) -> FileLook {
        guard lines.count > 8, !bytes.contains(UInt8(ascii: ",")), !bytes.contains(UInt8(ascii: "'")),
            !bytes.contains(UInt8(ascii: "\\")), Set(lines).count <= 32
        else { return .hopeless }
        return .open(Sample(symbols: Symbols(words: lines)), promise: 1)
    }
}
