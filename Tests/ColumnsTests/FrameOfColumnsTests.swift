import Columns
import TestSupport
import Testing

/// Whole frames: what is encoded comes back, and what is damaged is refused.
@Suite struct FrameOfColumnsTests {
    @Test(arguments: ColumnSamples.all.map(\.name)) func everySampleComesBackAndIsSmaller(name: String) throws {
        let bytes = try #require(ColumnSamples.all.first { $0.name == name }?.bytes)
        let stored = try #require(Columns.encode(bytes))
        #expect(stored.count < bytes.count * 9 / 10)
        #expect(try Columns.decode(stored, length: bytes.count) == bytes)
    }

    @Test func bytesThatAreNoNumbersAreNotEncoded() {
        for bytes in [[], [1, 2, 3], noise(10_000), [UInt8](repeating: 10, count: 7)] {
            #expect(Columns.encode(bytes) == nil)
        }
    }

    @Test func aFrameOfSeveralFilesIsEncodedFileByFile() throws {
        let files = [ColumnSamples.decimals, noise(700), ColumnSamples.csv, ColumnSamples.channels]
        var starts: [Int] = []
        var bytes: [UInt8] = []
        for file in files {
            starts.append(bytes.count)
            bytes += file
        }
        let stored = try #require(Columns.encode(bytes, starts: starts))
        let alone = files.reduce(0) { $0 + (Columns.encode($1)?.count ?? $1.count) }
        #expect(stored.count <= alone + 32)
        #expect(try Columns.decode(stored, length: bytes.count) == bytes)
    }

    /// A file that is cut by content goes on in the middle of an element, or of a line.
    @Test(arguments: [1, 3, 7, 9]) func anArrayMayStartAnywhere(offset: Int) throws {
        for bytes in [ColumnSamples.integers, ColumnSamples.decimals] {
            let piece = Array(bytes[offset...])
            let stored = try #require(Columns.encode(piece))
            let whole = try #require(Columns.encode(bytes))
            #expect(stored.count < whole.count + 64)
            #expect(try Columns.decode(stored, length: piece.count) == piece)
        }
    }

    /// Another value of a float, a line of another shape, bytes that are no text: exceptions, not failures.
    @Test func exceptionsComeBack() throws {
        var floats = ColumnSamples.decimals
        let strange: [Double] = [
            -0.0, .nan, Double(bitPattern: 0x7ff8_dead_beef_0001), .infinity, Double(bitPattern: 1), 1e300, 0.1 + 0.2,
        ]
        for (index, value) in strange.enumerated() {
            floats.replaceSubrange(index * 1600..<index * 1600 + 8, with: ColumnSamples.bytes([value.bitPattern]))
        }
        let stored = try #require(Columns.encode(floats))
        #expect(try Columns.decode(stored, length: floats.count) == floats)
        let plain = try #require(Columns.encode(ColumnSamples.decimals))
        #expect(stored.count < plain.count + 160)

        let odd = [
            "", ",", "1e5,+3,007,-0.00", "99999999999999999999,1,2,3", "\u{feff}a,b,c,d", "a\0b", "\"open, 1", "x\r",
            "2023-02-30T00:00:00Z,1.00,ok,\"a,1\"", "2023-11-14T24:00:00Z,-.5,ok,\"a,1\"", "é,ü,ß,\u{1F600}",
        ]
        for line in odd {
            var text = ColumnSamples.csv
            text.insert(contentsOf: Array(line.utf8) + [0xff, 10], at: 0)
            text.insert(contentsOf: Array(line.utf8) + [10], at: text.count / 2 / 60 * 60)
            text += Array(line.utf8)
            let stored = try #require(Columns.encode(text), "\(line)")
            #expect(try Columns.decode(stored, length: text.count) == text)
        }
    }

    @Test func integersAtTheEdgesOfTheirTypesComeBack() throws {
        var numbers = ColumnSamples.walk(4000, step: 5)
        for (index, edge) in [Int64.min, .max, 0, -1, .min, .min, .max].enumerated() { numbers[index * 500] = edge }
        let bytes = ColumnSamples.bytes(numbers)
        let stored = try #require(Columns.encode(bytes))
        #expect(try Columns.decode(stored, length: bytes.count) == bytes)
    }

    // MARK: Damage

    /// A byte changed, in the headers any: an error, or other bytes of the same length, which the identity of the object refuses.
    @Test(arguments: ["decimals", "channels", "grid", "csv"]) func aChangedByteIsNoTrap(name: String) throws {
        let all = try #require(ColumnSamples.all.first { $0.name == name }?.bytes)
        let bytes = Array(all.prefix(name == "csv" ? 9000 : 1800))
        let stored = try #require(Columns.encode(bytes))
        var refused = 0
        for index in stored.indices where index < 120 || index.isMultiple(of: 11) {
            var bad = stored
            bad[index] ^= [0x01, 0x80, 0xff][index % 3]
            guard let decoded = try? Columns.decode(bad, length: bytes.count) else {
                refused += 1
                continue
            }
            #expect(decoded.count == bytes.count)
        }
        #expect(refused > 0)
        for length in [0, 1, stored.count / 2, stored.count - 1] {
            #expect(throws: ColumnsError.self) { try Columns.decode(Array(stored[..<length]), length: bytes.count) }
        }
        for length in [0, bytes.count - 1, bytes.count + 1] {
            #expect(throws: ColumnsError.self) { try Columns.decode(stored, length: length) }
        }
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var (out, rest): ([UInt8], UInt64) = ([], value)
        while rest >= 0x80 {
            out.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return out + [UInt8(rest)]
    }

    /// Frames that claim more than they may, each refused in its words.
    @Test func liesAreRefused() {
        let many = Self.varint(1 << 40)
        let lies: [(stored: [UInt8], words: String)] = [
            ([], "the columns give 0 bytes and not 4096"),
            ([9], "an unknown part"),
            ([0] + many, "the length of a part is 1099511627776"),
            ([0, 4, 9], "an unknown form of bytes"),
            ([0, 4, 0, 1], "the columns end too early"),
            ([1] + many, "the number of rows is 1099511627776"),
            ([1, 4, 0], "an array has 0 fields"),
            ([1, 4, 65], "an array has 65 fields"),
            ([1, 4, 1, 0x0c], "an unknown type"),
            ([1, 4, 1, 0x08], "an unknown type"),
            ([1] + Self.varint(4096) + [1, 3], "an array is longer than its frame"),
            ([1, 4, 1, 3, 2], "an unknown form of an array"),
            ([1, 4, 1, 3, 1, 2], "decimals with 2 places"),
            ([1, 4, 1, 3, 0, 9], "an unknown form of numbers"),
            ([1, 4, 1, 3, 0, 1, 9], "an unknown transform of numbers"),
            ([1, 4, 1, 3, 0, 1, 3, 33], "the columns end too early"),
            ([1, 4, 1, 3, 0, 1, 3, 33, 0, 0], "a predictor is too large"),
            ([1, 4, 1, 3, 0, 1, 3, 1, 31, 0], "a predictor is too large"),
            ([1, 4, 1, 3, 0, 1, 3, 1, 0, 0, 0, 0], "a lag is 0"),
            ([1, 4, 1, 3, 0, 1, 0, 1, 15], "a table is too large"),
            ([1, 4, 1, 3, 0, 1, 0, 1, 0, 0, 65, 1], "an offset has 65 bits"),
            ([1, 4, 1, 3, 0, 1, 0, 0, 0], "the frequencies do not fill their table"),
            ([1, 4, 1, 3, 0, 1, 0, 2, 1, 0, 0, 1, 0, 0, 2], "the frequencies do not fill their table"),
            ([1, 4, 1, 3, 0, 2, 1, 0, 0, 0, 2], "a number is not in its dictionary"),
            ([1, 4, 1, 3, 0, 3, 3, 0], "a width is 3"),
            (
                [1, 4, 1, 3, 0] + [UInt8](repeating: 4, count: 1) + [0, 1, 4, 0, 1, 4, 0, 1, 4, 0, 1],
                "the columns are too deep"
            ),
            ([2, 4, 0, 10], "an unknown form of column"),
            ([2, 4, 0, 2] + Self.varint(2000), "the columns end too early"),
            ([2, 4, 0, 3, 3, 0, 0], "an unknown form of decimals"),
            ([2, 4, 0, 6, 1, 0x59], "an unknown form of times"),
            ([2, 4, 0, 7, 17, 0], "a hexadecimal number has 17 digits"),
            ([2, 4, 0, 8, 3, 0], "an unknown form of floats"),
            ([2, 4, 0, 4, 1, 1], "a reference is 1"),
            ([2, 4, 0, 5] + many, "the number of fields is 1099511627776"),
        ]
        for (stored, words) in lies {
            let error = #expect(throws: ColumnsError.self) { try Columns.decode(stored, length: 4096) }
            #expect(error?.description == words, "\(stored)")
        }
        let deep: [UInt8] = [2, 4, 0] + (0..<12).flatMap { _ in [5, 1, 0, 0] as [UInt8] }
        #expect(throws: ColumnsError.self) { try Columns.decode(deep, length: 4096) }
        #expect(throws: ColumnsError.self) { try Columns.decode([], length: Columns.maximumLength + 1) }
    }

    /// A few stored bytes that claim as much as they can, often.
    @Test func aBombIsRefusedBeforeItIsLarge() {
        // 4,096 fields, each of 4,000 cells of one byte.
        var bomb: [UInt8] = [2] + Self.varint(4000) + [0, 5] + Self.varint(4096)
        bomb += [UInt8](repeating: 0, count: 4097)
        for _ in 0..<4096 { bomb += [2, 1, 65] }
        let error = #expect(throws: ColumnsError.self) { try Columns.decode(bomb, length: 8000) }
        #expect(error?.description == "the columns have too many numbers")
    }

    @Test func randomBytesComeBack() throws {
        for seed in 1...18 as ClosedRange<UInt64> {
            let source = ColumnSamples.all[Int(seed) % ColumnSamples.all.count].bytes
            let cuts = ColumnSamples.draws(6, below: UInt64(source.count), seed: seed).map(Int.init).sorted()
            let bytes = Array(source[cuts[0]..<cuts[2]]) + noise(cuts[1] % 90, seed: seed) + source[cuts[3]..<cuts[5]]
            guard let stored = Columns.encode(bytes, starts: [0, cuts[2] - cuts[0]]) else { continue }
            #expect(try Columns.decode(stored, length: bytes.count) == bytes, "seed \(seed)")
        }
    }
}
