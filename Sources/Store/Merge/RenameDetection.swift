internal import Objects
internal import Packs

/// A file that has another path on one side.
public struct Rename: Hashable, Sendable {
    public let old: Index.Entry
    public let new: Index.Entry
    /// In percent.
    public let similarity: Int
}

/// Finds which removed files are now under another path, as git does: first identical ones, then those with a unique
/// name, then the most similar.
struct RenameDetection {
    private let repository: Repository
    /// Longer files are compared by identity alone.
    private static let maximumLength = 8 << 20
    /// The maximum number of pairs that are compared by their bytes.
    static let maximumPairs = 4_000_000
    private var estimates: [ObjectID: SimilarityEstimate?] = [:]

    init(_ repository: Repository) {
        self.repository = repository
    }

    /// - Parameters:
    ///   - gone: files of the old side that the new one lacks, in order of paths.
    ///   - added: files of the new side that the old one lacks, in order of paths.
    ///   - withEmpty: whether an empty file can be a renamed one.
    ///   - isRelevant: whether the renaming of a file matters; an identical one is found anyway.
    mutating func renames(
        from gone: [Index.Entry], to added: [Index.Entry], withEmpty: Bool = false,
        isRelevant: (Index.Entry) -> Bool = { _ in true }
    ) throws -> [Rename] {
        guard !gone.isEmpty, !added.isEmpty else { return [] }
        var used: Set<TreePath> = []
        var found: [TreePath: Rename] = [:]
        func take(_ old: Index.Entry, as new: Index.Entry, score: Int) {
            used.insert(old.path)
            found[new.path] = Rename(old: old, new: new, similarity: score * 100 / SimilarityEstimate.maximum)
        }

        // The same bytes.
        let sources = Dictionary(grouping: gone) { ContentKey($0) }
        for new in added where try withEmpty || !isEmpty(new) {
            var best: (old: Index.Entry, score: Int)?
            for old in sources[ContentKey(new)] ?? [] where !used.contains(old.path) {
                guard old.mode == new.mode || (old.mode.isFile && new.mode.isFile) else { continue }
                let score = old.path.name == new.path.name ? 2 : 1
                if score > best?.score ?? 0 { best = (old, score) }
            }
            if let best { take(best.old, as: new, score: SimilarityEstimate.maximum) }
        }

        // A name that is unique among the remaining files on both sides.
        let names = Dictionary(grouping: gone.filter { !used.contains($0.path) }, by: \.path.name)
        let targets = Dictionary(grouping: added.filter { found[$0.path] == nil }, by: \.path.name)
        for old in gone where !used.contains(old.path) && isRelevant(old) {
            guard names[old.path.name]?.count == 1, let news = targets[old.path.name], news.count == 1 else { continue }
            let threshold = (SimilarityEstimate.threshold + SimilarityEstimate.maximum) / 2
            let score = try score(of: old, as: news[0], threshold: threshold)
            if score >= threshold { take(old, as: news[0], score: score) }
        }

        // The most similar.
        let left = gone.filter { !used.contains($0.path) && $0.mode.isFile && isRelevant($0) }
        let open = added.filter { found[$0.path] == nil && $0.mode.isFile }
        guard left.count * open.count <= Self.maximumPairs else {
            return found.values.sorted { $0.new.path < $1.new.path }
        }
        var candidates: [(old: Index.Entry, new: Index.Entry, score: Int, isSameName: Bool)] = []
        for new in open {
            var best: [(old: Index.Entry, new: Index.Entry, score: Int, isSameName: Bool)] = []
            for old in left {
                let score = try score(of: old, as: new, threshold: SimilarityEstimate.threshold)
                guard score >= SimilarityEstimate.threshold else { continue }
                best.append((old, new, score, old.path.name == new.path.name))
            }
            best.sort { ($0.score, $0.isSameName ? 1 : 0) > ($1.score, $1.isSameName ? 1 : 0) }
            candidates += best.prefix(4)
        }
        candidates.sort { ($0.score, $0.isSameName ? 1 : 0) > ($1.score, $1.isSameName ? 1 : 0) }
        for candidate in candidates where !used.contains(candidate.old.path) && found[candidate.new.path] == nil {
            take(candidate.old, as: candidate.new, score: candidate.score)
        }
        return found.values.sorted { $0.new.path < $1.new.path }
    }

    struct ContentKey: Hashable {
        let kind: ObjectKind
        let id: ObjectID

        init(_ entry: Index.Entry) {
            kind = entry.kind
            id = entry.id
        }
    }

    private func isEmpty(_ entry: Index.Entry) throws -> Bool {
        try entry.kind == .blob && repository.objects.find(entry.id)?.length == 0
    }

    mutating func score(of old: Index.Entry, as new: Index.Entry, threshold: Int) throws -> Int {
        guard old.mode.isFile, new.mode.isFile, let a = try estimate(old), let b = try estimate(new) else { return 0 }
        return a.score(to: b, threshold: threshold)
    }

    /// Nil if it is absent or too long.
    private mutating func estimate(_ entry: Index.Entry) throws -> SimilarityEstimate? {
        if let known = estimates[entry.id] { return known }
        let bytes: [UInt8]? =
            if entry.kind == .recipe {
                try repository.objects.recipe(entry.id).bytes
            } else if try repository.unreachableContent(of: [(entry.kind, entry.id)]) != nil {
                nil
            } else {
                try repository.smallContent(entry, limit: Self.maximumLength)
            }
        let estimate = bytes.map { SimilarityEstimate($0) }
        estimates[entry.id] = .some(estimate)
        return estimate
    }
}

extension FileMode {
    /// Whether it is a regular file, executable or not.
    var isFile: Bool { self == .regular || self == .executable }
}
