/// Encodes columns of text, each in the form that makes it smallest.
struct ColumnEncoder {
    let bytes: [UInt8]
    /// The indexes of every dictionary so far, which later ones may refer to.
    var dictionaries: [[Int64]] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func slice(_ cell: Cell) -> ArraySlice<UInt8> { bytes[cell.start..<cell.end] }

    /// Whole lines; nil if there is nothing to find in them but text, for which a frame has better codecs.
    mutating func encodeLines(_ cells: [Cell]) -> [UInt8]? {
        if let constant = encodeConstant(cells) { return constant }
        var best = Best(dictionaries.count)
        best.consider(encodeNumbers(cells, 0, true), &self)
        best.consider(encodeDictionary(cells, 0, true), &self)
        if !best.isPlain { best.consider(encodeSplit(cells, 0), &self) }
        return best.settle(&self)
    }

    mutating func encode(_ cells: [Cell], depth: Int) -> [UInt8] {
        if let constant = encodeConstant(cells) { return constant }
        var best = Best(dictionaries.count)
        let estimate = textEstimate(cells)
        let isNested = depth < ColumnDecoder.maximumDepth - 2
        best.consider(encodeNumbers(cells, depth, isNested), &self)
        best.consider(encodeDictionary(cells, depth, isNested), &self)
        if isNested, !best.isPlain, best.length > estimate / 3 { best.consider(encodeSplit(cells, depth), &self) }
        if best.length > estimate / 10 * 8 { best.consider(encodeText(cells), &self) }
        return best.settle(&self) ?? encodeText(cells)
    }

    private func encodeConstant(_ cells: [Cell]) -> [UInt8]? {
        guard let first = cells.first else { return [ColumnForm.constant.rawValue, 0] }
        guard cells.allSatisfy({ $0.count == first.count && slice($0) == slice(first) }) else { return nil }
        var out = [ColumnForm.constant.rawValue]
        out.append(varint: first.count)
        return out + slice(first)
    }

    /// The smallest of several forms. Dictionaries of a form that is not taken are not there for others to refer to.
    private struct Best {
        private var stored: [UInt8]?
        private var dictionaries: [[Int64]] = []
        private let dictionaryCount: Int

        /// - Parameter dictionaryCount: how many dictionaries there were before.
        init(_ dictionaryCount: Int) {
            self.dictionaryCount = dictionaryCount
        }

        var length: Int { stored?.count ?? .max }

        /// Whether all cells are numbers of one form.
        var isPlain: Bool {
            stored?.first.map { $0 != ColumnForm.patched.rawValue && $0 != ColumnForm.dictionary.rawValue } ?? false
        }

        mutating func consider(_ encoded: [UInt8]?, _ encoder: inout ColumnEncoder) {
            guard let encoded else { return }
            if encoded.count < length {
                stored = encoded
                dictionaries = Array(encoder.dictionaries[dictionaryCount...])
            }
            encoder.dictionaries.removeSubrange(dictionaryCount...)
        }

        func settle(_ encoder: inout ColumnEncoder) -> [UInt8]? {
            encoder.dictionaries += dictionaries
            return stored
        }
    }

    // MARK: Text

    private func textEstimate(_ cells: [Cell]) -> Int {
        var joined: [UInt8] = []
        for cell in cells {
            joined += slice(cell)
            joined.append(10)
        }
        return ByteBlock.estimate(joined)
    }

    private func encodeText(_ cells: [Cell]) -> [UInt8] {
        var isUsed = [Bool](repeating: false, count: 256)
        for cell in cells { for byte in slice(cell) { isUsed[Int(byte)] = true } }
        var joined: [UInt8] = []
        if let free = [10, 9, 44, 32, 0].first(where: { !isUsed[$0] }) ?? isUsed.firstIndex(of: false) {
            for cell in cells {
                joined += slice(cell)
                joined.append(UInt8(free))
            }
            var out = [ColumnForm.text.rawValue, UInt8(free)]
            out.append(varint: joined.count)
            return out + ByteBlock.encode(joined)
        }
        for cell in cells { joined += slice(cell) }
        return [ColumnForm.sizedText.rawValue] + NumberBlock.encode(cells.map { Int64($0.count) })
            + ByteBlock.encode(joined)
    }

    // MARK: Dictionaries

    private mutating func encodeDictionary(_ cells: [Cell], _ depth: Int, _ isNested: Bool) -> [UInt8]? {
        guard cells.count >= 16 else { return nil }
        var places: [ArraySlice<UInt8>: Int64] = [:]
        var values: [Cell] = []
        var indexes: [Int64] = []
        indexes.reserveCapacity(cells.count)
        let limit = cells.count / 2
        for cell in cells {
            let key = slice(cell)
            if let place = places[key] {
                indexes.append(place)
                continue
            }
            guard values.count < limit else { return nil }
            places[key] = Int64(values.count)
            indexes.append(Int64(values.count))
            values.append(cell)
        }
        // The dictionary's own columns have another number of rows, and refer to none.
        let inner = ColumnEncoder(bytes)
        let dictionary = values.count > 64 && isNested ? inner.encodeAlone(values, depth + 1) : encodeText(values)
        var best = (reference: 0, stored: NumberBlock.encode(indexes, areIndexes: true))
        var tried: [(misses: Int, reference: Int)] = []
        for (number, other) in dictionaries.enumerated() where other.count == indexes.count {
            let followed = FollowingColumn.encode(indexes, following: other)
            tried.append((followed.count { $0 != 0 }, number + 1))
        }
        tried.sort { $0.misses < $1.misses }
        // A column that changes seldom, and then to what it was not before, does not follow another.
        let changes = zip(indexes, indexes.dropFirst()).count { $0 != $1 }
        for (misses, reference) in tried.prefix(2) where misses < changes {
            let followed = FollowingColumn.encode(indexes, following: dictionaries[reference - 1])
            let stored = NumberBlock.encode(followed, areIndexes: true)
            if stored.count < best.stored.count { best = (reference, stored) }
        }
        var out = [ColumnForm.dictionary.rawValue]
        out.append(varint: values.count)
        out.append(varint: best.reference)
        out += dictionary
        out += best.stored
        dictionaries.append(indexes)
        return out
    }

    /// Without dictionaries, so that nothing can refer to its columns.
    private func encodeAlone(_ cells: [Cell], _ depth: Int) -> [UInt8] {
        let text = encodeText(cells)
        var encoder = self
        guard let numbers = encoder.encodeNumbers(cells, depth, false) else { return text }
        return numbers.count < text.count ? numbers : text
    }

    /// Splits off the cells for which `isMain` does not hold.
    mutating func patched(
        _ cells: [Cell], _ isMain: [Bool], depth: Int, main: (inout ColumnEncoder, [Cell]) -> [UInt8]
    ) -> [UInt8] {
        guard isMain.contains(false) else { return main(&self, cells) }
        var out = [ColumnForm.patched.rawValue]
        out += NumberBlock.encode(isMain.map { $0 ? 0 : 1 })
        out += main(&self, zip(cells, isMain).filter(\.1).map(\.0))
        out += encode(zip(cells, isMain).filter { !$0.1 }.map(\.0), depth: depth + 1)
        return out
    }
}
