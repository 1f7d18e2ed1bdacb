internal import Synchronization
internal import Threads

/// The result of looking for the origins of many files.
public struct Survey: Sendable {
    /// What was found, by the number of the file.
    public internal(set) var found: [Int: Discovery] = [:]
    /// How many files may hold numbers that were drawn, and were only looked at briefly: the time was over.
    public internal(set) var brief = 0
    public internal(set) var work = Work()

    /// What was done, independent of the machine.
    public struct Work: Sendable {
        /// The files that hold nothing that could have been drawn.
        public internal(set) var hopeless = 0
        /// The beginnings that were looked up.
        public internal(set) var lookups = 0
        /// The seeds whose streams were compared with a file's numbers after a lookup.
        public internal(set) var compared = 0
        /// The files that were searched with the seeds that were found by a lookup.
        public internal(set) var confirmed = 0
        /// The files that were searched with all seeds.
        public internal(set) var searched = 0

        fileprivate mutating func add(_ other: Work) {
            hopeless += other.hopeless
            lookups += other.lookups
            compared += other.compared
            confirmed += other.confirmed
            searched += other.searched
        }
    }
}

extension ReplayEngine {
    /// Finds the origins of many files, on all cores.
    ///
    /// Each file is looked at once: most are no numbers, and most of the others that were drawn begin like one of the
    /// streams that are known. What remains is searched like ``discover(in:seeds:patience:progress:)``, the likeliest and
    /// smallest files first, until the time is over. Time that led to an origin does not count.
    ///
    /// - Parameters:
    ///   - count: how many files there are.
    ///   - patience: the seconds for these searches, of all files together; nil for ``patience(for:)``.
    ///   - source: opens file number so and so; called several times for some.
    /// - Throws: whatever `source` throws.
    public func survey(
        _ count: Int, patience: Double? = nil, source: @Sendable (Int) throws -> any ByteSource
    ) throws -> Survey {
        var survey = Survey()
        let looks = try Parallel.map(Array(0..<count)) { try look(at: source($0)) }
        var open: [(index: Int, promise: Int, length: UInt64)] = []
        for (index, look) in looks.enumerated() {
            survey.work.add(look.work)
            if let discovery = look.discovery { survey.found[index] = discovery }
            if let promise = look.promise { open.append((index, promise, look.length)) }
        }
        open.sort { ($1.promise, $0.length, $0.index) < ($0.promise, $1.length, $1.index) }
        let patience = patience ?? Self.patience(for: open.count)
        let deadline = Mutex(ContinuousClock.Instant.after(patience))
        var left = open.map(\.index)
        // What is found soon does not wait for what takes long.
        let shares: [Double] = left.count > Machine.processors ? [1.0 / 64, 1.0 / 8, 1] : [1]
        for share in shares where !left.isEmpty {
            let seconds = patience * share
            let searches = try Parallel.map(left) { try search(source($0), for: seconds, until: deadline) }
            for (index, search) in zip(left, searches) {
                if search.hasBegun { survey.work.searched += 1 }
                if search.discovery?.recipe != nil { survey.found[index] = search.discovery }
            }
            left = zip(left, searches).filter { !$1.isDone }.map(\.0)
        }
        survey.brief = left.count
        return survey
    }

    /// What a search of one file gave.
    private struct Search: Sendable {
        var hasBegun = false
        var discovery: Discovery?
        /// Whether more time would change nothing.
        var isDone = false
    }

    private func search(
        _ source: some ByteSource, for seconds: Double, until deadline: borrowing Mutex<ContinuousClock.Instant>
    ) throws -> Search {
        let start = ContinuousClock.now
        let left = min(seconds, (deadline.withLock { $0 } - start) / .seconds(1))
        guard left > 0 else { return Search() }
        let discovery = try discover(in: source, patience: left)
        let taken = ContinuousClock.now - start
        let isFound = discovery.recipe != nil
        if isFound { deadline.withLock { $0 += taken } }
        // A search that was cut off took nearly all of its time.
        let isDone = isFound || taken < .seconds(left * 0.5) && discovery.passedOver.isEmpty || left >= Self.longest
        return Search(hasBegun: true, discovery: discovery, isDone: isDone)
    }

    /// The time of a search by itself, in seconds.
    private static let longest = 7.9

    /// The seconds for searches in so many files that a look did not decide: 8, and less for more than 500, since a large
    /// folder in which nothing is recognised at a glance was rarely drawn.
    public static func patience(for files: Int) -> Double {
        let share = min(1, 500 / Double(max(1, files)))
        return 8 * share * share
    }

    /// What a look at one file gave.
    private struct Look: Sendable {
        var work = Survey.Work()
        let length: UInt64
        var discovery: Discovery?
        /// How likely the file is to have been drawn; nil if nothing remains to be searched.
        var promise: Int?
    }

    private func look(at source: some ByteSource) throws -> Look {
        var look = Look(length: source.length)
        let head = try source.bytes(at: 0, count: Int(min(source.length, UInt64(FileLook.length))))
        guard case .open(let sample, let promise) = FileLook(head, length: source.length) else {
            look.work.hopeless = 1
            return look
        }
        look.promise = promise
        var seeds = KnownBeginnings.seeds(of: sample.heads, &look.work)
        if seeds.isEmpty, let symbols = sample.symbols { seeds = symbols.seeds(&look.work) }
        guard !seeds.isEmpty else { return look }
        look.work.confirmed = 1
        let discovery = try discover(in: source, seeds: SeedPool(seeds.map { Natural(UInt64($0)) }), patience: 2)
        guard discovery.recipe != nil else { return look }
        look.discovery = discovery
        look.promise = nil
        return look
    }
}

extension KnownBeginnings {
    /// The seeds, a few, whose streams begin as one of the heads does.
    fileprivate static func seeds(of heads: [FirstNumbers], _ work: inout Survey.Work) -> [UInt32] {
        var found: Set<UInt32> = []
        for head in heads {
            for (entries, least) in [(all, 64.0), (common, 8.0)] where head.resolution >= least {
                for entry in entries {
                    work.lookups += 1
                    for seed in entry.beginnings.find(head) ?? [] {
                        work.compared += 1
                        if entry.isPossible(head, seed) { found.insert(seed) }
                    }
                }
            }
        }
        return found.count <= most ? found.sorted() : []
    }

    /// More seeds say nothing.
    private static let most = 12
}
