internal import Crypto
internal import Objects

/// The MD5 of bytes that arrive in pieces, which DVC names files by.
package struct MD5Hasher: Sendable {
    private var exact = Insecure.MD5()
    private var converted: Insecure.MD5?
    /// What has arrived of the present portion, for the second form.
    private var portion: [UInt8] = []

    /// Until version 3, DVC hashed text with LF in place of CR LF, in portions of this many bytes.
    private static let portionLength = 1 << 20

    /// - Parameter convertsLines: whether to compute the second form too.
    package init(convertsLines: Bool) {
        if convertsLines { converted = Insecure.MD5() }
    }

    package mutating func update(_ bytes: [UInt8]) {
        exact.update(data: bytes)
        guard converted != nil else { return }
        portion += bytes
        while portion.count >= Self.portionLength {
            converted?.update(data: Self.withoutReturns(portion.prefix(Self.portionLength)))
            portion.removeFirst(Self.portionLength)
        }
    }

    /// The digests in hexadecimal: that of the bytes and, if it was asked for, that of the text.
    package consuming func finish() -> [String] {
        var found = [Hex.encode(Array(exact.finalize()))]
        if var converted {
            converted.update(data: Self.withoutReturns(portion[...]))
            found.append(Hex.encode(Array(converted.finalize())))
        }
        return found
    }

    private static func withoutReturns(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        for (index, byte) in zip(bytes.indices, bytes) {
            let next = index + 1
            if byte == 0x0d, next < bytes.endIndex, bytes[next] == 0x0a { continue }
            kept.append(byte)
        }
        return kept
    }
}
