internal import Files
internal import Glibc
internal import Objects

/// Reads requests line by line. Memory is bounded by ``BatchRequest/maximumLength`` and a buffer.
public struct RequestReader: ~Copyable {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0

    /// A line of the input.
    public enum Line: Hashable, Sendable {
        case request([UInt8])
        /// A line that was too long, and was skipped.
        case tooLong
    }

    /// Reads from a descriptor that the caller closes.
    public init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// The next line without its end; nil if there is none. An unterminated line at the end of the input does not
    /// count.
    public mutating func next() throws -> Line? {
        var isTooLong = false
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return isTooLong || end - start > BatchRequest.maximumLength
                    ? .tooLong : .request(Array(buffer[start..<end]))
            }
            if buffer.count - start > BatchRequest.maximumLength {
                isTooLong = true
                start = buffer.count
            }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            guard try fill() else { return nil }
        }
    }

    /// Reads more of the input; false at its end.
    private mutating func fill() throws -> Bool {
        let descriptor = descriptor
        var failure: FileError?
        let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { piece, count in
            do throws(FileError) {
                count = try system(.read, "standard input") { read(descriptor, piece.baseAddress, piece.count) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        buffer += piece
        return !piece.isEmpty
    }
}
