/// What a number is expected to be, from those before it; only the difference is stored.
struct Predictor: Equatable {
    struct Tap: Equatable {
        /// How many numbers back; at least 1.
        let lag: Int
        /// In units of `2^-shift`.
        let weight: Int64
    }

    let taps: [Tap]
    let shift: Int
    /// Numbers count from here.
    let centre: Int64

    static let maximumTaps = 32
    static let maximumShift = 30

    var reach: Int { taps.map(\.lag).max() ?? 0 }

    /// Every number less its prediction; those within the reach of the longest tap less the number before.
    func residuals(of numbers: [Int64]) -> [Int64] {
        let count = numbers.count
        let head = min(count, reach)
        let centred = numbers.map { $0 &- centre }
        var out = [Int64](repeating: 0, count: count)
        var before: Int64 = 0
        for index in 0..<head {
            out[index] = centred[index] &- before
            before = centred[index]
        }
        let half: Int64 = shift == 0 ? 0 : 1 << Int64(shift - 1)
        let lags = taps.map(\.lag)
        let weights = taps.map(\.weight)
        for index in head..<max(head, count) {
            var sum = half
            for tap in 0..<lags.count { sum = sum &+ weights[tap] &* centred[index - lags[tap]] }
            out[index] = centred[index] &- (sum >> Int64(shift))
        }
        return out
    }

    /// The inverse of ``residuals(of:)``, in place.
    func restore(_ numbers: inout [Int64]) {
        let count = numbers.count
        let head = min(count, reach)
        var before: Int64 = 0
        for index in 0..<head {
            before = numbers[index] &+ before
            numbers[index] = before
        }
        numbers.withUnsafeMutableBufferPointer { restore($0, from: head) }
        for index in 0..<count { numbers[index] = numbers[index] &+ centre }
    }

    /// - Parameter head: the first number that is predicted; at least the reach.
    private func restore(_ numbers: UnsafeMutableBufferPointer<Int64>, from head: Int) {
        precondition(head >= reach || head == numbers.count)
        let half: Int64 = shift == 0 ? 0 : 1 << Int64(shift - 1)
        taps.withUnsafeBufferPointer { taps in
            for index in head..<numbers.count {
                var sum = half
                for tap in taps { sum = sum &+ tap.weight &* numbers[index - tap.lag] }
                numbers[index] = numbers[index] &+ (sum >> Int64(shift))
            }
        }
    }

    // MARK: Coding

    func encode(into out: inout [UInt8]) {
        out.append(UInt8(taps.count))
        out.append(UInt8(shift))
        out.append(signed: centre)
        for tap in taps {
            out.append(varint: tap.lag)
            out.append(signed: tap.weight)
        }
    }

    init(taps: [Tap], shift: Int, centre: Int64) {
        self.taps = taps
        self.shift = shift
        self.centre = centre
    }

    init(_ reader: inout StoredReader) throws(ColumnsError) {
        let count = Int(try reader.byte())
        shift = Int(try reader.byte())
        guard count <= Self.maximumTaps, shift <= Self.maximumShift else {
            throw ColumnsError("a predictor is too large")
        }
        centre = try reader.signed()
        var taps: [Tap] = []
        for _ in 0..<count {
            let lag = try reader.count("a lag", upTo: DecodingBudget.maximumLength)
            guard lag >= 1 else { throw ColumnsError("a lag is 0") }
            taps.append(Tap(lag: lag, weight: try reader.signed()))
        }
        self.taps = taps
    }
}
