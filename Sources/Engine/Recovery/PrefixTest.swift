/// Compares the first values of an array with those in a file.
struct PrefixTest: Sendable {
    private let array: ArrayName
    private let expected: [UInt8]
    /// The call of a seed, cut short: it gives at least as many values of the array as are compared.
    private let call: @Sendable (Natural) -> (any Generator)?

    /// How many values are compared: enough to reject every wrong seed, even if each is one bit.
    static let count = 64

    init(_ stored: StoredArray, _ array: ArrayName, _ call: @escaping @Sendable (Natural) -> (any Generator)?) throws {
        self.array = array
        self.call = call
        expected = try stored.head(Self.count)
    }

    func admits(_ seed: Natural) -> Bool {
        guard let call = call(seed) else { return false }
        var at = 0
        do {
            try call.prepare().arrays(nil).stream(array) { piece in
                piece.withUnsafeBytes { piece in
                    let count = min(piece.count, expected.count - at)
                    let isEqual = expected.withUnsafeBytes {
                        $0[at..<at + count].elementsEqual(piece[..<count])
                    }
                    at = isEqual ? at + count : -1
                }
                if at < 0 || at == expected.count { throw Decided() }
            }
        } catch {}
        return at == expected.count
    }

    /// Enough has been seen.
    private struct Decided: Error {}
}
