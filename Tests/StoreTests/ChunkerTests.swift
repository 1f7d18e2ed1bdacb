import TestSupport
import Testing

@testable import Packs
@testable import Store

@Suite struct ChunkerTests {
    private func cuts(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var chunks: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let rest = Array(bytes[start...].prefix(Chunker.maximum))
            let length = Chunker.cut(rest.span.bytes)
            chunks.append(bytes[start..<start + length])
            start += length
        }
        return chunks
    }

    @Test func lengthsAreWithinBounds() {
        let lengths = cuts(noise(8 << 20)).map(\.count)
        #expect(lengths.dropLast().allSatisfy { Chunker.minimum...Chunker.maximum ~= $0 })
        let mean = lengths.reduce(0, +) / lengths.count
        #expect(50_000...100_000 ~= mean, "\(mean)")
    }

    @Test func aConstantFileIsCutAtTheMaximum() {
        #expect(cuts([UInt8](repeating: 0, count: 1 << 20)).map(\.count) == [Int](repeating: Chunker.maximum, count: 4))
    }

    @Test func anInsertionMovesOnlyItsNeighbours() {
        let bytes = noise(4 << 20)
        var changed = bytes
        changed.insert(contentsOf: [1, 2, 3], at: 2 << 20)
        let old = Set(cuts(bytes))
        let new = cuts(changed)
        #expect(new.count { !old.contains($0) } <= 3)
    }
}
