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
        let content = RecognisedContent(bytes)
        func evaluate(_ code: String) throws -> Recipe? {
            var ignored: [String] = []
            return try recipe(code, bytes, "", 0, &ignored)
        }
        func find(_ seeds: [Int], _ depth: Recogniser.Depth) throws -> Recipe? {
            guard !seeds.isEmpty, ContinuousClock.now < deadline else { return nil }
            return try content.find(Recogniser(seeds, until: deadline, depth, evaluate))
        }
        if let recipe = try find(seeds.likely, .first) { return recipe }
        let hunted = content.seeds(of: pool, until: deadline)
        if let recipe = try find(hunted, .all) { return recipe }
        if let recipe = try find(seeds.likely, .later) { return recipe }
        return try find(seeds.others, .first)
    }
}

/// What a file may hold, as far as it is looked at for lines that made it.
private struct RecognisedContent {
    private let table: TableRecogniser?
    private let json: JSONTable?
    private let archive: ArchiveSeries?
    private let observations: [Observation]
    private let words: TextColumn?

    init(_ bytes: [UInt8]) {
        func isEnough(_ bits: Double) -> Bool { bits >= ReplayEngine.leastBits }
        // A line of words at the top makes a table.
        table = TableRecogniser(bytes).flatMap { isEnough($0.bits) ? $0 : nil }
        json = JSONTable(bytes).flatMap { isEnough($0.bits) ? $0 : nil }
        archive = ArchiveSeries(bytes).flatMap { isEnough($0.bits) ? $0 : nil }
        observations = Observation.read(bytes).filter { isEnough($0.bits) }
        words = TextColumn(bytes).flatMap { isEnough(Observation.bits(ofLabels: $0.words)) ? $0 : nil }
    }

    func find(_ recogniser: Recogniser) throws -> Recipe? {
        if recogniser.depth != .later {
            if let recipe = try table?.find(recogniser) { return recipe }
            if let recipe = try json?.find(recogniser) { return recipe }
        }
        for observation in observations {
            if let recipe = try recogniser.find(observation) { return recipe }
        }
        guard recogniser.depth != .later else { return nil }
        return try archive?.find(recogniser) ?? words.flatMap { try recogniser.find($0) }
    }

    /// The seeds of a pool whose streams begin as the numbers do, or the steps between them.
    func seeds(of pool: SeedPool, until deadline: ContinuousClock.Instant) -> [Int] {
        var heads = observations.prefix(2).flatMap(\.heads)
        heads += table?.heads ?? []
        let units: [(DrawnStream, Distribution)] = [
            (.defaultRandom, .standardNormal), (.randomState, .standardNormal), (.defaultRandom, .random),
            (.randomState, .random), (.python, .random), (.defaultRandom, .exponential(scale: 1)),
        ]
        guard case .run(let range) = pool.seeds, range.count <= 1 << 20 else { return [] }
        var found: Set<UInt64> = []
        for head in heads.prefix(6) {
            if range == SeedPool.usual {
                let head = FirstNumbers(head.values, slack: head.slack)
                if head.resolution > 4 {
                    for entry in KnownBeginnings.all {
                        found.formUnion((entry.beginnings.find(head) ?? []).map(UInt64.init))
                    }
                    continue
                }
            }
            for (stream, unit) in units where ContinuousClock.now < deadline {
                guard let sieve = AffineSieve(stream, unit, head.values, .float64, slack: head.slack) else { continue }
                var some: [UInt64] = []
                for start in stride(from: range.lowerBound, to: range.upperBound, by: sieve.run) {
                    some += sieve.sift(start..<min(range.upperBound, start + UInt64(sieve.run)))
                }
                // What fits by accident says nothing.
                if some.count <= 40 { found.formUnion(some) }
            }
        }
        return found.sorted().prefix(100).compactMap { Int(exactly: $0) }
    }
}
