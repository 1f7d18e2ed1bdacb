/// The CRC-32 of zip archives (polynomial 0xedb88320, reflected), eight bytes per step.
struct CRC32: Sendable {
    private var register: UInt32 = 0xffff_ffff

    var value: UInt32 { ~register }

    mutating func update(_ bytes: RawSpan) {
        var register = register
        bytes.withUnsafeBytes { bytes in
            Self.tables.withUnsafeBufferPointer { tables in
                var at = 0
                while bytes.count - at >= 8 {
                    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                    let mixed = word ^ UInt64(register)
                    register = 0
                    for lane in 0..<8 {
                        register ^= tables[(7 &- lane) &* 256 &+ Int(mixed >> (UInt64(lane) &* 8) & 0xff)]
                    }
                    at += 8
                }
                while at < bytes.count {
                    register = register >> 8 ^ tables[Int((register ^ UInt32(bytes[at])) & 0xff)]
                    at += 1
                }
            }
        }
        self.register = register
    }

    /// Entry `k * 256 + b` is the checksum of byte `b` followed by `k` zero bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            tables[byte] = (0..<8).reduce(UInt32(byte)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1
            }
        }
        for index in 256..<8 * 256 {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xff)]
        }
        return tables
    }()
}
