/// What is in a file with data, as far as it is understood.
package enum DataContent: Sendable {
    /// The arrays of a file; without a name, the only one of an npy file.
    case arrays([NamedArray])
    case table(TableFile)
    /// Any other text.
    case text(DataBytes)

    package struct NamedArray: Sendable {
        package let name: String?
        package let array: ArrayFile

        package init(name: String?, array: ArrayFile) {
            self.name = name
            self.array = array
        }
    }

    /// - Parameter name: the name of the file, whose suffix tells its format. Without a known one, its first bytes do.
    /// - Throws: ``DataError`` if the file is not what its name says, or neither data nor text.
    package init(_ file: DataBytes, name: String) throws {
        switch DataFormat(name: name) {
        case .npy: self = .arrays([NamedArray(name: nil, array: try ArrayFile(file))])
        case .npz: self = .arrays(try Self.members(file))
        case .table(let separator): self = .table(try TableFile(file, separator: separator))
        case .parquet: throw DataError("Parquet is not read; DuckDB, polars and pandas read it by range")
        case .jsonLines: self = .text(file)
        case nil: self = try Self.recognised(file)
        }
    }

    private static func recognised(_ file: DataBytes) throws -> DataContent {
        let head = try file.bytes(0..<8000)
        if head.starts(with: [0x93] + Array("NUMPY".utf8)) {
            return .arrays([NamedArray(name: nil, array: try ArrayFile(file))])
        }
        if head.starts(with: [0x50, 0x4b, 3, 4]), let members = try? members(file) { return .arrays(members) }
        guard !head.contains(0) else { throw DataError("it is neither text, nor an array, nor a table") }
        return .text(file)
    }

    private static func members(_ file: DataBytes) throws -> [NamedArray] {
        guard let directory = try ZipDirectory(file) else {
            throw DataError("it is not an archive as numpy.savez writes it, without compression")
        }
        let arrays = directory.members.compactMap { name, range in
            (try? ArrayFile(file.part(range))).map {
                NamedArray(name: name.hasSuffix(".npy") ? String(name.dropLast(4)) : name, array: $0)
            }
        }
        guard !arrays.isEmpty else { throw DataError("there is no array of numbers in it") }
        return arrays
    }
}
