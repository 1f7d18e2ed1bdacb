/// A format of files with data, by the suffix of a name.
package enum DataFormat: Hashable, Sendable {
    case npy
    case npz
    case table(separator: UInt8)
    case jsonLines
    case parquet

    /// Nil for other files.
    package init?(name: String) {
        if name.hasSuffix(".npy") {
            self = .npy
        } else if name.hasSuffix(".npz") {
            self = .npz
        } else if name.hasSuffix(".csv") {
            self = .table(separator: UInt8(ascii: ","))
        } else if name.hasSuffix(".tsv") {
            self = .table(separator: UInt8(ascii: "\t"))
        } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
            self = .jsonLines
        } else if name.hasSuffix(".parquet") {
            self = .parquet
        } else {
            return nil
        }
    }
}

/// Why a file cannot be read as data.
package struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
