import DataFiles
import TestSupport
import Testing

/// What is in arrays and tables.
@Suite struct DataFilesTests {
    func npy(_ descr: String, _ shape: String, fortran: Bool = false, _ elements: [UInt8]) -> [UInt8] {
        var text = "{'descr': '\(descr)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
        text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count & 255), UInt8(text.utf8.count >> 8)]
            + Array(text.utf8) + elements
    }

    func array(_ bytes: [UInt8]) throws -> ArrayFile { try ArrayFile(DataBytes(bytes)) }

    func little(_ values: [Double]) -> [UInt8] {
        values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } }
    }

    @Test func elementsOfEveryType() throws {
        func texts(_ descr: String, _ bytes: [UInt8]) throws -> [String] {
            try array(npy(descr, "(1,)", bytes)).rows(0..<1, limit: 9)[0]
        }
        #expect(try texts("<i2", [0xfe, 0xff]) == ["-2"])
        #expect(try texts(">i2", [0xff, 0xfe]) == ["-2"])
        #expect(try texts("|u1", [200]) == ["200"])
        #expect(try texts("|b1", [1]) == ["True"])
        #expect(try texts("<u8", [UInt8](repeating: 255, count: 8)) == ["18446744073709551615"])
        #expect(try texts(">f4", [0x3f, 0xc0, 0, 0]) == ["1.5"])
        #expect(try texts("<f4", [0xcd, 0xcc, 0xcc, 0x3d]) == ["0.1"])
        // numpy: np.float16 of 1.5, the smallest, the largest, -inf.
        #expect(try texts("<f2", [0x00, 0x3e]) == ["1.5"])
        #expect(try texts("<f2", [0x01, 0x00]) == ["\(0x1p-24)"])
        #expect(try texts("<f2", [0xff, 0x7b]) == ["65504.0"])
        #expect(try texts("<f2", [0x00, 0xfc]) == ["-inf"])
    }

    @Test func rowsOfBothOrders() throws {
        let values = (0..<24).map(Double.init)
        let c = try array(npy("<f8", "(2, 3, 4)", little(values)))
        #expect(try c.rows(1..<2, limit: 5) == [["12.0", "13.0", "14.0", "15.0", "16.0"]])
        // np.asfortranarray(np.arange(24.).reshape(2, 3, 4)).ravel("K")
        let order = (0..<4).flatMap { k in (0..<3).flatMap { j in (0..<2).map { i in i * 12 + j * 4 + k } } }
        let f = try array(npy("<f8", "(2, 3, 4)", fortran: true, little(order.map { Double($0) })))
        #expect(try f.rows(0..<9, limit: 99) == c.rows(0..<9, limit: 99))
        #expect(try array(npy("<f8", "()", little([2.5]))).rows(0..<9, limit: 9) == [["2.5"]])
        #expect(try array(npy("<f8", "(0,)", [])).rows(0..<9, limit: 9).isEmpty)
    }

    @Test(arguments: [
        "(2,)", "(18446744073709551616,)", "(-1,)", "(4611686018427387904, 4)", "3", "(1,) 'x'",
    ]) func anotherShapeIsRefused(_ shape: String) {
        let bytes = npy("<f8", shape, little([1]))
        if shape.hasPrefix("(1,)") {
            #expect(throws: Never.self) { try array(bytes) }
        } else {
            #expect(throws: DataError.self) { try array(bytes) }
        }
    }

    @Test func anythingElseIsNoArray() {
        let whole = npy("<f8", "(3,)", little([1, 2, 3]))
        for end in 0..<whole.count { #expect(throws: DataError.self) { try array(Array(whole[..<end])) } }
        #expect(throws: DataError.self) { try array(npy("<c16", "(1,)", little([1, 2]))) }
        #expect(throws: DataError.self) { try array(npy("|O", "(1,)", little([1]))) }
    }

    @Test func piecesNeedNotEndWithElements() throws {
        let bytes = npy("<f8", "(100,)", little((0..<100).map(Double.init)))
        let file = DataBytes(length: UInt64(bytes.count)) { range, consume in
            for at in stride(from: Int(range.lowerBound), to: Int(range.upperBound), by: 7) {
                try consume(bytes[at..<min(at + 7, Int(range.upperBound))].span.bytes)
            }
        }
        var numbers: [Double] = []
        try ArrayFile(file).forEachNumber { numbers.append($0) }
        #expect(numbers == (0..<100).map(Double.init))
    }

    @Test func theMeanOfBothInfinitiesHasNoSign() throws {
        var statistics = Statistics()
        for number in [Double.infinity, -Double.infinity, 1] { statistics.add(number) }
        #expect(try #require(statistics.mean).description == "nan")
        #expect(try #require(statistics.deviation).description == "nan")
    }

    /// Compared with sums in the obvious order.
    @Test func statisticsOfManyNumbers() throws {
        var random = SeededGenerator(printingSeedOf: "statisticsOfManyNumbers")
        let numbers = (0..<50_001).map { _ in 1e6 + Double.random(in: -1...3, using: &random) }
        var statistics = Statistics()
        for number in numbers { statistics.add(number) }
        statistics.add(.nan)
        let mean = numbers.reduce(0, +) / 50_001
        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 50_001
        #expect(statistics.count == 50_002)
        #expect(statistics.nans == 1)
        #expect(statistics.minimum == numbers.min())
        #expect(statistics.maximum == numbers.max())
        #expect(abs(try #require(statistics.mean) - mean) < 1e-6)
        #expect(abs(try #require(statistics.deviation) - variance.squareRoot()) < 1e-6)
        #expect(Statistics().mean == nil)
    }

    @Test func aHistogramCountsEveryNumberOnce() throws {
        let values = [-2.0, -2, 0, 1.999, 2, .nan, .infinity]
        let array = try array(npy("<f8", "(7,)", little(values)))
        let series = NumberSeries(DataContent.NamedArray(name: nil, array: array))
        let histogram = try #require(try series.histogram(bins: 4))
        #expect(histogram.counts == [2, 0, 1, 2])
        #expect(histogram.omitted == 2)
        #expect((0...4).map(histogram.edge) == [-2, -1, 0, 1, 2])
        var wide = Histogram(-1.7e308...1.7e308, bins: 2)
        for number in [-1.7e308, 1.7e308, 0] { wide.add(number) }
        #expect(wide.counts == [1, 2])
        var single = Histogram(3...3, bins: 5)
        single.add(3)
        #expect(single.counts.reduce(0, +) == 1)
    }

    @Test func aTraceHasTheMeanOfEachPlace() {
        var trace = Trace(count: 6, places: 3)
        for number in [1, 3, .nan, .infinity, 5, 7] { trace.add(number) }
        #expect(trace.means == [2, nil, 6])
        #expect(Trace(count: 0, places: 3).means == [nil])
    }

    @Test func rowsAreThoseOfTheStandard() throws {
        let text = "a,\"b,\"\"c\"\"\n d\",e\r\n\r\n1,,\"\"\n\"x\"y,2"
        for size in 1...text.utf8.count {
            var reader = TableReader(separator: UInt8(ascii: ","))
            var rows: [[String]] = []
            let bytes = Array(text.utf8)
            for at in stride(from: 0, to: bytes.count, by: size) {
                try reader.add(bytes[at..<min(at + size, bytes.count)].span.bytes) { rows.append($0) }
            }
            try reader.finish { rows.append($0) }
            #expect(rows == [["a", "b,\"c\"\n d", "e"], ["1", "", ""], ["xy", "2"]], "pieces of \(size)")
        }
        var short = TableReader(separator: UInt8(ascii: ","), limit: 100)
        #expect(throws: DataError.self) {
            try short.add([UInt8](repeating: UInt8(ascii: ","), count: 200).span.bytes) { _ in }
        }
    }

    @Test func columnsOfATable() throws {
        let text = "name,size,note\nx,1,\ny,,z\nw,nan,\nv,2.5,q,more\nshort\n"
        let table = try TableFile(DataBytes(Array(text.utf8)), separator: UInt8(ascii: ","))
        #expect(table.header == ["name", "size", "note"])
        let statistics = try TableStatistics(table)
        #expect(statistics.rows == 5)
        #expect(statistics.columns.map(\.isNumeric) == [false, true, false])
        #expect(statistics.columns.map(\.missing) == [0, 2, 3])
        #expect(statistics.columns[1].numbers.count == 3)
        #expect(statistics.columns[1].numbers.mean == 1.75)
        let bare = try TableFile(DataBytes(Array("1,2\n3,4".utf8)), separator: UInt8(ascii: ","))
        #expect(bare.header == nil)
        #expect(bare.names == ["1", "2"])
        #expect(try TableStatistics(bare).rows == 2)
    }

    @Test func formatsAreRecognised() throws {
        let array = npy("<f8", "(1,)", little([1]))
        for name in ["a.npy", "a"] {
            guard case .arrays(let arrays) = try DataContent(DataBytes(array), name: name) else {
                Issue.record("\(name) is no array")
                return
            }
            #expect(arrays.map(\.name) == [nil])
        }
        guard case .text = try DataContent(DataBytes(Array("a,b".utf8)), name: "notes.txt") else {
            Issue.record("text is not recognised")
            return
        }
        #expect(throws: DataError.self) { try DataContent(DataBytes([1, 0, 2]), name: "x.bin") }
        #expect(throws: DataError.self) { try DataContent(DataBytes([1]), name: "x.parquet") }
        #expect(throws: DataError.self) { try DataContent(DataBytes([1]), name: "x.npy") }
        #expect(throws: DataError.self) { try DataContent(DataBytes([1]), name: "x.npz") }
    }

    @Test func firstLines() throws {
        let file = DataBytes(Array("a\r\n\nb".utf8))
        #expect(try FirstLines.read(file, 2) == ["a", ""])
        #expect(try FirstLines.read(file, 9) == ["a", "", "b"])
        #expect(try FirstLines.read(DataBytes([]), 9).isEmpty)
    }
}
