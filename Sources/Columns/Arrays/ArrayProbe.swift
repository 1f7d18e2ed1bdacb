/// Finds the type, the number of channels and the first element of an array in bytes without a header.
enum ArrayProbe {
    struct Finding {
        let type: ElementType
        let channels: Int
        /// Where the first element is: less than its width.
        let phase: Int
    }

    private static let sampleElements = 1536

    /// The arrangement in which the differences between neighbours are smallest; nil if none is better than the bytes.
    static func find(_ bytes: ArraySlice<UInt8>) -> Finding? {
        guard bytes.count >= 512 else { return nil }
        var scored: [(bits: Double, finding: Finding)] = []
        for type in types {
            for phase in 0..<type.width {
                let finding = Finding(type: type, channels: 1, phase: phase)
                scored.append((score(bytes, finding), finding))
            }
        }
        scored.sort { $0.bits < $1.bits }
        // More channels for the most promising.
        var best = scored.first
        var widths: Set<Int> = []
        for (_, finding) in scored where widths.count < 4 {
            guard widths.insert(finding.type.width * 2 + (finding.type.kind == .float ? 1 : 0)).inserted else {
                continue
            }
            for channels in [2, 3, 4, 6, 8, 9, 12, 16] {
                for phase in 0..<finding.type.width {
                    let other = Finding(type: finding.type, channels: channels, phase: phase)
                    let bits = score(bytes, other) + 0.02
                    if bits < best?.bits ?? 8 { best = (bits, other) }
                }
            }
        }
        guard let best, best.bits < 7.9 else { return nil }
        return best.finding
    }

    private static let types = [
        ElementType(8, .signed), ElementType(8, .float), ElementType(4, .signed), ElementType(4, .float),
        ElementType(2, .signed), ElementType(1, .unsigned),
    ]

    /// About how many bits a byte takes.
    private static func score(_ bytes: ArraySlice<UInt8>, _ finding: Finding) -> Double {
        let type = finding.type
        let total = (bytes.count - finding.phase) / type.width
        let count = min(total, max(sampleElements, 192 * finding.channels))
        let first = (total - count) / 2 / finding.channels * finding.channels
        let start = bytes.startIndex + finding.phase + first * type.width
        let sample = Array(bytes[start..<start + count * type.width])
        let elements = (0..<count).map { type.bits(sample, at: $0 * type.width) }
        let numbers: [Int64]
        if let decimal = DecimalFloats.choose(elements, type, sampleCount: 48) {
            numbers = elements.map { decimal.integer($0) ?? 0 }
        } else {
            numbers = elements.map(type.number)
        }
        let channels = finding.channels
        guard count > 4 * channels else { return 8 }
        var bits = 0.0
        for channel in 0..<channels {
            let lane = stride(from: channel, to: count, by: channels).map { numbers[$0] }
            let deltas = Array(NumberBlock.deltas(lane).dropFirst())
            bits += min(NumberBlock.cost(lane), NumberBlock.cost(deltas))
        }
        return bits * 8 / Double(count * type.width)
    }
}
