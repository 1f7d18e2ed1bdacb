import ErasureCode
import Testing

@Suite struct ErasureCodeTests {
    /// GF(2^8) by the definition, bit by bit, as docs/format.md §5.4 has it.
    private func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var (a, b, product) = (UInt16(a), b, UInt16(0))
        while b != 0 {
            if b & 1 != 0 { product ^= a }
            a <<= 1
            if a & 0x100 != 0 { a ^= 0x11d }
            b >>= 1
        }
        return UInt8(product)
    }

    private func inverse(_ a: UInt8) -> UInt8 { (1...255).first { multiply(a, $0) == 1 } ?? 0 }

    private func blocks(_ count: Int, _ length: Int) -> [[UInt8]] {
        (0..<count).map { block in (0..<length).map { UInt8(truncatingIfNeeded: block &* 31 &+ $0 &* 7 &+ $0 &* block) }
        }
    }

    @Test func parityIsWhatTheDefinitionGives() throws {
        let (data, parity, length) = (7, 3, 64)
        let blocks = blocks(data, length)
        let made = try ErasureCode(data: data, parity: parity).encode(blocks)
        for row in 0..<parity {
            for at in 0..<length {
                var sum: UInt8 = 0
                for column in 0..<data {
                    sum ^= multiply(inverse(UInt8((data + row) ^ column)), blocks[column][at])
                }
                #expect(made[row][at] == sum)
            }
        }
    }

    @Test func anyAsManyLossesAsParityHeal() throws {
        let (data, parity) = (6, 3)
        let code = try ErasureCode(data: data, parity: parity)
        let blocks = blocks(data, 64)
        let whole = blocks + code.encode(blocks)
        var tried = 0
        for mask in 0..<(1 << (data + parity)) where mask.nonzeroBitCount <= parity + 1 {
            var damaged: [[UInt8]?] = whole
            for index in damaged.indices where mask & 1 << index != 0 { damaged[index] = nil }
            let lost = (0..<data).filter { damaged[$0] == nil }
            let made = code.recover(damaged)
            if mask.nonzeroBitCount > parity, !lost.isEmpty {
                #expect(made == nil)
            } else {
                #expect(made == Dictionary(uniqueKeysWithValues: lost.map { ($0, blocks[$0]) }))
            }
            tried += 1
        }
        #expect(tried == 1 + 9 + 36 + 84 + 126)
    }

    @Test func aCodeOfTooManyBlocksIsRefused() {
        for (data, parity) in [(250, 6), (0, 6), (6, 0)] {
            let error = #expect(throws: ErasureCodeError.self) { _ = try ErasureCode(data: data, parity: parity) }
            #expect(error?.description == "a code of \(data) and \(parity) blocks")
        }
    }
}
