internal import Files
internal import Glibc

/// Git's pkt-line format (gitprotocol-common): four hexadecimal digits of the length, which includes them, and the
/// data.
package struct PacketStream: ~Copyable {
    package enum Packet: Hashable, Sendable {
        case data([UInt8])
        /// The length 0: the end of a list.
        case flush
    }

    /// The maximum length of a packet's data.
    package static let maximumLength = 65_516

    /// `F_SETPIPE_SZ` of linux/fcntl.h, which the Glibc module lacks.
    private static let setPipeSize: Int32 = 1031

    private let input: Int32
    private let output: Int32
    private var arrived: [UInt8] = []
    private var start = 0
    private var pending: [UInt8] = []

    /// Reads and writes descriptors that the caller closes.
    package init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
        // The larger the pipe, the less often two processes wait for each other. A descriptor that is not a pipe, or
        // whose pipe cannot grow, stays as it is.
        for descriptor in [input, output] { _ = fcntl(descriptor, Self.setPipeSize, Int32(1 << 20)) }
    }

    /// The next packet; nil if the input ends before it.
    package mutating func next() throws(FilterError) -> Packet? {
        guard let digits = try take(4, mayEnd: true) else { return nil }
        guard let length = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
            digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
        else { throw FilterError("a packet has no length") }
        if length == 0 { return .flush }
        guard length >= 4, Int(length) - 4 <= Self.maximumLength else {
            throw FilterError("a packet has the length \(length)")
        }
        return .data(try take(Int(length) - 4, mayEnd: false) ?? [])
    }

    /// Bytes of the input; nil if it ends before the first one and `mayEnd` is true.
    private mutating func take(_ count: Int, mayEnd: Bool) throws(FilterError) -> [UInt8]? {
        while arrived.count - start < count {
            arrived.removeFirst(start)
            start = 0
            guard try fill() else {
                if mayEnd, arrived.isEmpty { return nil }
                throw FilterError("git ended in the middle of a packet")
            }
        }
        defer { start += count }
        return Array(arrived[start..<start + count])
    }

    private mutating func fill() throws(FilterError) -> Bool {
        do throws(FileError) {
            let bytes = try Descriptor(input, "git").read(upTo: 1 << 16)
            arrived += bytes
            return !bytes.isEmpty
        } catch {
            throw FilterError("\(error)")
        }
    }

    /// Writes data in as many packets as needed.
    package mutating func write(_ data: some Collection<UInt8>) throws(FilterError) {
        var rest = data[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Self.maximumLength)
            rest = rest.dropFirst(piece.count)
            let length = String(piece.count + 4, radix: 16)
            pending += String(repeating: "0", count: 4 - length.utf8.count).utf8
            pending += length.utf8
            pending += piece
            if pending.count > 1 << 18 { try send() }
        }
    }

    package mutating func write(line: String) throws(FilterError) {
        try write(Array("\(line)\n".utf8))
    }

    /// Ends a list.
    package mutating func flush() {
        pending += "0000".utf8
    }

    /// Flushes the output.
    package mutating func send() throws(FilterError) {
        do throws(FileError) { try Descriptor(output, "git").write(pending) } catch { throw FilterError("\(error)") }
        pending.removeAll(keepingCapacity: true)
    }
}
