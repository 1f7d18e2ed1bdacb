import Objects

/// The identifiers and nonces of a recording.
enum RandomID {
    /// Eight random bytes, as a2a_pack makes its identifiers.
    static func hex() -> String {
        let number = UInt64.random(in: .min ... .max)
        return Hex.encode((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }
}
