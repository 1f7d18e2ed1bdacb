internal import CIsal

/// A Reed–Solomon code over GF(2^8), by isa-l: `data` blocks and `parity` blocks of one length, of which any `data` give all.
///
/// The field's polynomial is x^8 + x^4 + x^3 + x^2 + 1. Block j has the coefficient 1 / ((data + i) xor j) in parity block i.
package struct ErasureCode: Sendable {
    package let data: Int
    package let parity: Int
    /// (data + parity) rows of `data` coefficients; the first `data` rows are the identity.
    private let matrix: [UInt8]
    private let tables: [UInt8]

    /// The maximum number of blocks of a code, data and parity.
    package static let maximumBlocks = 255

    /// - Throws: ``ErasureCodeError`` if isa-l is not installed, if there are too many blocks, or if there are no data
    ///   or no parity blocks.
    package init(data: Int, parity: Int) throws(ErasureCodeError) {
        guard data > 0, parity > 0, data <= Self.maximumBlocks, parity <= Self.maximumBlocks,
            data + parity <= Self.maximumBlocks
        else { throw ErasureCodeError(description: "a code of \(data) and \(parity) blocks") }
        guard cisal_load() else {
            throw ErasureCodeError(description: "libisal.so.2 is not installed: install libisal2")
        }
        var matrix = [UInt8](repeating: 0, count: (data + parity) * data)
        cisal_cauchy_matrix(&matrix, Int32(data + parity), Int32(data))
        self.data = data
        self.parity = parity
        self.matrix = matrix
        tables = Self.tables(Array(matrix[(data * data)...]), columns: data)
    }

    private static func tables(_ rows: [UInt8], columns: Int) -> [UInt8] {
        var rows = rows
        var tables = [UInt8](repeating: 0, count: 32 * rows.count)
        cisal_init_tables(Int32(columns), Int32(rows.count / columns), &rows, &tables)
        return tables
    }

    /// Multiplies rows of coefficients by blocks.
    private static func multiply(_ tables: [UInt8], _ blocks: [[UInt8]], rows: Int, length: Int) -> [[UInt8]] {
        var tables = tables
        let columns = blocks.count
        var input = [UInt8]()
        input.reserveCapacity(columns * length)
        for block in blocks { input += block }
        var output = [UInt8](repeating: 0, count: rows * length)
        input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                guard let from = input.baseAddress, let to = output.baseAddress else { return }
                var sources: [UnsafeMutablePointer<UInt8>?] = (0..<columns).map { from + $0 * length }
                var targets: [UnsafeMutablePointer<UInt8>?] = (0..<rows).map { to + $0 * length }
                cisal_encode(Int32(length), Int32(columns), Int32(rows), &tables, &sources, &targets)
            }
        }
        return (0..<rows).map { Array(output[$0 * length..<($0 + 1) * length]) }
    }

    /// The parity blocks of `blocks`, `data` of them and all of one length.
    package func encode(_ blocks: [[UInt8]]) -> [[UInt8]] {
        precondition(blocks.count == data)
        guard let length = blocks.first?.count, length > 0 else { return Array(repeating: [], count: parity) }
        precondition(blocks.allSatisfy { $0.count == length })
        return Self.multiply(tables, blocks, rows: parity, length: length)
    }

    /// The data blocks that are nil in `blocks` (data first, then parity), by their number; nil if too many are lost.
    package func recover(_ blocks: [[UInt8]?]) -> [Int: [UInt8]]? {
        precondition(blocks.count == data + parity)
        let lost = (0..<data).filter { blocks[$0] == nil }
        guard !lost.isEmpty else { return [:] }
        let rows = Array((0..<parity).filter { blocks[data + $0] != nil }.prefix(lost.count))
        guard rows.count == lost.count else { return nil }
        let length = blocks.lazy.compactMap { $0?.count }.first ?? 0
        precondition(blocks.allSatisfy { ($0?.count ?? length) == length })
        // The contribution of the lost blocks to the parity: the parity minus that of the others.
        let zero = [UInt8](repeating: 0, count: length)
        let others = encode((0..<data).map { blocks[$0] ?? zero })
        let parts = rows.map { row in zip(blocks[data + row] ?? zero, others[row]).map { $0 ^ $1 } }
        // As many equations as there are lost blocks.
        var square = rows.flatMap { row in lost.map { matrix[(data + row) * data + $0] } }
        var inverse = [UInt8](repeating: 0, count: square.count)
        guard cisal_invert(&square, &inverse, Int32(lost.count)) == 0 else { return nil }
        let made = Self.multiply(
            Self.tables(inverse, columns: lost.count), parts, rows: lost.count, length: length)
        return Dictionary(uniqueKeysWithValues: zip(lost, made))
    }
}

/// The code is invalid, or the library is missing.
package struct ErasureCodeError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
