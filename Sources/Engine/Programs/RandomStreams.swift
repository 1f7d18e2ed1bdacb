/// numpy's Generator.
final class GeneratorStream {
    let sampler: Sampler
    /// The origin of the seed, for children; nil for a stream that was jumped.
    var entropy: SeedEntropy?
    let kind: Kind

    enum Kind: String {
        case pcg64 = "PCG64"
        case pcg64dxsm = "PCG64DXSM"
        case twister = "MT19937"
        case philox = "Philox"
        case sfc64 = "SFC64"
    }

    init(_ kind: Kind, _ entropy: SeedEntropy, _ version: StreamVersion) {
        self.kind = kind
        self.entropy = entropy
        let bits: BitStream
        switch kind {
        case .pcg64: bits = CongruentialStream(entropy.wide(4))
        case .pcg64dxsm: bits = CongruentialStream(entropy.wide(4), isDoubleMixed: true)
        case .sfc64: bits = ChaoticStream(entropy.wide(3))
        case .philox: bits = PhiloxStream(entropy.wide(2))
        case .twister:
            var words = entropy.narrow(624)
            words[0] = 0x8000_0000
            bits = TwisterStream(MT19937(state: words, isUsedUp: true))
        }
        sampler = Sampler(bits, isLegacy: false, version: version)
    }

    init(_ kind: Kind, _ bits: BitStream, _ version: StreamVersion) {
        self.kind = kind
        sampler = Sampler(bits, isLegacy: false, version: version)
    }
}

/// numpy's RandomState.
final class LegacyStream {
    let sampler: Sampler

    /// Seeded with words: a single word in the plain way, several as a list.
    init(_ words: [UInt32], isList: Bool) {
        let generator = isList || words.count > 1 ? MT19937(key: words) : MT19937(seed: words.first ?? 0)
        sampler = Sampler(TwisterStream(generator), isLegacy: true)
    }

    func seed(_ words: [UInt32], isList: Bool) {
        let generator = isList || words.count > 1 ? MT19937(key: words) : MT19937(seed: words.first ?? 0)
        sampler.reset(TwisterStream(generator))
    }
}

extension MT19937 {
    /// The generator with the state `state`, of which all words but the last are used, as numpy seeds it from a
    /// SeedSequence.
    init(state: [UInt32], isUsedUp: Bool) {
        self.init(state: state)
        if isUsedUp { for _ in 0..<Self.size - 1 { _ = next() } }
    }
}
