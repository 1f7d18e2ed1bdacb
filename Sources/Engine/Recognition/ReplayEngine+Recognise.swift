internal import Objects

extension ReplayEngine {
    /// The maximum size of a file that is compared with templates.
    private static let recognised: UInt64 = 16 << 20

    /// The number of bits that a file must contain before an origin is claimed: 40 more than the logarithm of the
    /// number of attempts, which is at most 2^24 for every search here.
    static let leastBits = 64.0

    /// Whether a file contains so much information that a match cannot be an accident. A file that is too large to read
    /// does.
    func holdsEnough(_ source: some ByteSource) throws -> Bool {
        guard source.length < 4096 else { return true }
        let observations = Observation.read(try source.bytes(at: 0, count: Int(source.length)))
        // For other forms the number of bytes decides.
        return observations.isEmpty ? source.length >= 16 : observations.contains { $0.bits >= Self.leastBits }
    }

    /// Finds the lines that may have made a file, among common ones and with common seeds.
    func recognise(
        _ source: some ByteSource, _ pool: SeedPool, until deadline: ContinuousClock.Instant
    ) throws -> Recipe? {
        guard source.length <= Self.recognised else { return nil }
        let seeds = CommonSeeds.of(pool)
        let bytes = try source.bytes(at: 0, count: Int(source.length))
        func evaluate(_ code: String) throws -> Recipe? {
            var ignored: [String] = []
            return try recipe(code, bytes, "", 0, &ignored)
        }
        let likely = Recogniser(seeds.likely, until: deadline, isThorough: true, evaluate)
        if let recipe = try find(bytes, likely) { return recipe }
        return try find(bytes, Recogniser(seeds.others, until: deadline, isThorough: false, evaluate))
    }

    private func find(_ bytes: [UInt8], _ recogniser: Recogniser) throws -> Recipe? {
        // A header line makes it a table.
        let table = TableRecogniser(bytes)
        if let table, table.bits >= Self.leastBits, let recipe = try table.find(recogniser) { return recipe }
        for observation in Observation.read(bytes) where observation.bits >= Self.leastBits {
            if let recipe = try recogniser.find(observation) { return recipe }
        }
        if let words = TextColumn(bytes), Observation.bits(ofLabels: words.words) >= Self.leastBits,
            let recipe = try recogniser.find(words)
        {
            return recipe
        }
        return nil
    }
}
