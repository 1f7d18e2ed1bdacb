/// Why a stored frame of columns cannot be decoded.
package struct ColumnsError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    static let truncated = ColumnsError("the columns end too early")
    static let tooLong = ColumnsError("the columns are longer than their frame")
}
