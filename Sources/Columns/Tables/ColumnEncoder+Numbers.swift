extension ColumnEncoder {
    /// Cells that are written numbers: decimals, times, hexadecimal numbers, doubles; nil if most are not.
    ///
    /// - Parameter isNested: whether the cells that are none may be a column of their own.
    mutating func encodeNumbers(_ cells: [Cell], _ depth: Int, _ isNested: Bool) -> [UInt8]? {
        let encoder = self
        func slice(_ cell: Cell) -> ArraySlice<UInt8> { encoder.slice(cell) }
        let step = max(1, cells.count / 256)
        let sample = stride(from: 0, to: cells.count, by: step).map { slice(cells[$0]) }
        var best: [UInt8]?
        var bestDictionaries = dictionaries
        func consider(_ head: [UInt8], _ numbers: [Int64?], _ body: ([Int64]) -> [UInt8]) {
            let present = numbers.count { $0 != nil }
            guard present == numbers.count || (isNested && present * 2 >= numbers.count) else { return }
            var copy = encoder
            let encoded = copy.patched(cells, numbers.map { $0 != nil }, depth: depth) { _, _ in
                head + body(numbers.compactMap { $0 })
            }
            if encoded.count < best?.count ?? .max { (best, bestDictionaries) = (encoded, copy.dictionaries) }
        }
        func decimals() {
            for form in DecimalText.candidates(sample) {
                var scratch: [UInt8] = []
                let isLikely = sample.count { form.number($0, scratch: &scratch) != nil } * 2 > sample.count
                guard isLikely else { continue }
                var head = [ColumnForm.decimal.rawValue]
                form.encode(into: &head)
                consider(head, cells.map { form.number(slice($0), scratch: &scratch) }) { NumberBlock.encode($0) }
            }
        }
        func times() {
            guard let middle = sample.isEmpty ? nil : sample[sample.count / 2], let form = TimeText(guessing: middle),
                sample.count(where: { form.number($0) != nil }) * 2 > sample.count
            else { return }
            let head = [ColumnForm.time.rawValue, UInt8(form.pattern.count)] + form.pattern
            consider(head, cells.map { form.number(slice($0)) }) { NumberBlock.encode($0) }
        }
        func hexadecimals() {
            guard let width = sample.first?.count, width >= 2, width <= 16 else { return }
            for isUpper in [false, true] {
                let fitting = sample.count { $0.count == width && HexadecimalText.number($0, isUpper: isUpper) != nil }
                guard fitting * 10 > sample.count * 9 else { continue }
                let head = [ColumnForm.hexadecimal.rawValue, UInt8(width), isUpper ? 1 : 0]
                let numbers = cells.map { cell in
                    cell.count == width ? HexadecimalText.number(slice(cell), isUpper: isUpper) : nil
                }
                consider(head, numbers) { NumberBlock.encode($0) }
                return
            }
        }
        func floats() {
            // Short numbers are decimals.
            guard sample.count(where: { $0.count >= 15 }) * 3 > sample.count else { return }
            var scratch: [UInt8] = []
            let fits = FloatText.candidates.map { form in sample.count { form.value($0, scratch: &scratch) != nil } }
            guard let most = fits.indices.max(by: { fits[$0] < fits[$1] }), fits[most] * 2 > sample.count else {
                return
            }
            let form = FloatText.candidates[most]
            let type = ElementType(8, .float)
            let head = [ColumnForm.float.rawValue, form.style.rawValue, UInt8(form.precision)]
            let numbers = cells.map { cell in
                form.value(slice(cell), scratch: &scratch).map { Int64(bitPattern: $0.bitPattern) }
            }
            consider(head, numbers) { ArrayLane.encode($0.map { UInt64(bitPattern: $0) }, type, row: 0) }
        }
        times()
        if best == nil { decimals() }
        if best == nil { hexadecimals() }
        floats()
        dictionaries = bestDictionaries
        return best
    }
}
