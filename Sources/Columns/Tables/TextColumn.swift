/// The cells of a column, one a row: their bytes one after another.
struct TextColumn {
    var bytes: [UInt8] = []
    /// Where each cell ends.
    var ends: [Int] = []

    var count: Int { ends.count }

    func cell(_ row: Int) -> ArraySlice<UInt8> { bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]] }

    mutating func append(_ cell: some Collection<UInt8>) {
        bytes.append(contentsOf: cell)
        ends.append(bytes.count)
    }
}

/// The forms of a column of text (docs/format.md §5.5).
enum ColumnForm: UInt8 {
    case text = 0
    case sizedText = 1
    case constant = 2
    case decimal = 3
    case dictionary = 4
    case split = 5
    case time = 6
    case hexadecimal = 7
    case float = 8
    case patched = 9
}
