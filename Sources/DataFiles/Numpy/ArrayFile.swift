/// An array of numbers in a file: its header, and its elements from any place.
package struct ArrayFile: Sendable {
    package let header: NumpyHeader
    private let elements: DataBytes

    /// - Throws: ``DataError`` if the file is not an array of numbers.
    package init(_ file: DataBytes) throws {
        let head = try file.bytes(0..<1 << 12)
        var header = NumpyHeader(head[...], length: file.length)
        // Few headers are that long.
        if header == nil, head.count == 1 << 12 {
            header = NumpyHeader(
                try file.bytes(0..<UInt64(NumpyHeader.maximumLength) + 12)[...], length: file.length)
        }
        guard let header else { throw DataError("it is not an array of numbers as numpy.save writes it") }
        self.header = header
        elements = file.part(UInt64(header.start)..<file.length)
    }

    /// Passes on the elements of a range, in the order of the file: a piece with a whole number of them at a time.
    package func read(_ range: Range<Int>, _ consume: (UnsafeRawBufferPointer) throws -> Void) throws {
        let width = header.element.width
        // A piece may end within an element.
        var rest: [UInt8] = []
        try elements.read(UInt64(range.lowerBound * width)..<UInt64(range.upperBound * width)) { piece in
            var piece = piece
            if !rest.isEmpty {
                let needed = min(width - rest.count, piece.byteCount)
                piece.extracting(first: needed).withUnsafeBytes { rest += $0 }
                piece = piece.extracting(droppingFirst: needed)
                guard rest.count == width else { return }
                try rest.withUnsafeBytes(consume)
                rest.removeAll(keepingCapacity: true)
            }
            let whole = piece.byteCount / width * width
            if whole > 0 { try piece.extracting(first: whole).withUnsafeBytes(consume) }
            piece.extracting(droppingFirst: whole).withUnsafeBytes { rest += $0 }
        }
    }

    /// Passes on all elements as doubles, in the order of the file.
    package func forEachNumber(_ consume: (Double) -> Void) throws {
        let element = header.element
        try read(0..<header.count) { bytes in
            for at in stride(from: 0, to: bytes.count, by: element.width) {
                consume(element.number(UnsafeRawBufferPointer(rebasing: bytes[at...])))
            }
        }
    }

    /// The elements of some rows along the first axis, at most `limit` of each, as they are shown.
    package func rows(_ range: Range<Int>, limit: Int) throws -> [[String]] {
        let shape = header.shape
        guard let count = shape.first else {
            return try range.isEmpty ? [] : [texts(0..<1)]
        }
        let range = range.clamped(to: 0..<count)
        guard !range.isEmpty, header.count > 0 else { return range.map { _ in [] } }
        let wide = header.count / count
        let shown = min(wide, limit)
        guard header.isFortran else {
            return try range.map { row in try texts(row * wide..<row * wide + shown) }
        }
        var rows = range.map { _ in [String]() }
        for place in 0..<shown {
            let start = column(ofPlace: place, wide) * count
            let texts = try texts(start + range.lowerBound..<start + range.upperBound)
            for (index, text) in texts.enumerated() { rows[index].append(text) }
        }
        return rows
    }

    /// In Fortran's order, the elements that are at one place of each row stand together. Which of these columns is that
    /// of a place, counted in C order.
    private func column(ofPlace place: Int, _ wide: Int) -> Int {
        var (rest, step, scale, column) = (place, wide, 1, 0)
        for extent in header.shape.dropFirst() {
            step /= extent
            column += rest / step * scale
            rest %= step
            scale *= extent
        }
        return column
    }

    private func texts(_ range: Range<Int>) throws -> [String] {
        var texts: [String] = []
        let element = header.element
        try read(range) { bytes in
            for at in stride(from: 0, to: bytes.count, by: element.width) {
                texts.append(element.text(UnsafeRawBufferPointer(rebasing: bytes[at...])))
            }
        }
        return texts
    }
}
