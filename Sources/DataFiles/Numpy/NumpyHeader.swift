/// What an npy file says of its array, before the elements (numpy/lib/format.py).
package struct NumpyHeader: Hashable, Sendable {
    /// As numpy writes the type: `<f8`.
    package let descr: String
    package let shape: [Int]
    package let isFortran: Bool
    package let element: NumpyElement
    /// The number of elements.
    package let count: Int
    /// Where the elements begin in the file.
    package let start: Int

    /// A header is not longer than this.
    package static let maximumLength = 1 << 20

    /// Nil unless a file of `length` bytes that begins with `bytes` is an array of numbers, and nothing else.
    package init?(_ bytes: ArraySlice<UInt8>, length fileLength: UInt64) {
        let first = bytes.startIndex
        guard bytes.count >= 10, bytes.prefix(6).elementsEqual([0x93] + Array("NUMPY".utf8)) else { return nil }
        let lengthWidth = bytes[first + 6] >= 2 ? 4 : 2
        guard bytes.count >= 8 + lengthWidth else { return nil }
        let length = bytes[first + 8..<first + 8 + lengthWidth].reversed().reduce(0) { $0 << 8 | Int($1) }
        start = 8 + lengthWidth + length
        guard length <= Self.maximumLength, start <= bytes.count else { return nil }
        let header = String(decoding: bytes[first + 8 + lengthWidth..<first + start], as: UTF8.self)
        guard let descr = Self.value(of: "descr", in: header), let order = Self.value(of: "fortran_order", in: header),
            let shape = Self.shape(in: header)
        else { return nil }
        self.descr = descr.filter { $0 != "'" && $0 != "\"" }
        guard let element = NumpyElement(descr: self.descr) else { return nil }
        self.element = element
        self.shape = shape
        isFortran = order == "True"
        var count = 1
        for dimension in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else { return nil }
            count = product
        }
        self.count = count
        let (total, overflow) = count.multipliedReportingOverflow(by: element.width)
        guard !overflow, fileLength >= UInt64(start), fileLength - UInt64(start) == UInt64(total) else { return nil }
    }

    private static func value(of key: String, in header: String) -> String? {
        guard let rest = rest(after: key, in: header) else { return nil }
        return String(rest.prefix { $0 != "," && $0 != "}" })
    }

    private static func shape(in header: String) -> [Int]? {
        guard let rest = rest(after: "shape", in: header), rest.first == "(" else { return nil }
        let words = rest.dropFirst().prefix { $0 != ")" }.split(separator: ",")
        let numbers = words.map { Int($0.filter { $0 != " " }) }
        return numbers.contains(nil) ? nil : numbers.compactMap(\.self)
    }

    private static func rest(after key: String, in header: String) -> Substring? {
        guard let mark = header.firstRange(of: "'\(key)':") else { return nil }
        return header[mark.upperBound...].drop { $0 == " " }
    }

    /// As Python writes a tuple: `(3,)`.
    package var shapeText: String {
        "(\(shape.map(String.init).joined(separator: ", "))\(shape.count == 1 ? "," : ""))"
    }
}
