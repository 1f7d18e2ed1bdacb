/// A text file of rows and columns.
package struct TableFile: Sendable {
    private let file: DataBytes
    private let separator: UInt8
    /// The names of the columns; nil if the first row has numbers in it, and is one of the others.
    package let header: [String]?
    /// As many as the first row has.
    package let width: Int

    package init(_ file: DataBytes, separator: UInt8) throws {
        self.file = file
        self.separator = separator
        var first: [String] = []
        try Self.read(file, separator) { row in
            first = row
            return false
        }
        width = first.count
        if first.first?.hasPrefix("\u{feff}") == true { first[0].removeFirst() }
        header = first.contains { Double($0) != nil } ? nil : first
    }

    /// The names of the columns, or their numbers from 1.
    package var names: [String] { header ?? (0..<width).map { "\($0 + 1)" } }

    /// Passes on the rows below the header, until `consume` returns false.
    package func forEachRow(_ consume: ([String]) throws -> Bool) throws {
        var isHeader = header != nil
        try Self.read(file, separator) { row in
            if isHeader {
                isHeader = false
                return true
            }
            return try consume(row)
        }
    }

    private struct Enough: Error {}

    private static func read(
        _ file: DataBytes, _ separator: UInt8, _ consume: ([String]) throws -> Bool
    ) throws {
        var reader = TableReader(separator: separator)
        func pass(_ row: [String]) throws {
            guard try consume(row) else { throw Enough() }
        }
        do {
            try file.read(0..<file.length) { try reader.add($0, pass) }
            try reader.finish(pass)
        } catch is Enough {}
    }
}
