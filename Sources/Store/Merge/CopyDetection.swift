internal import Objects

/// Where a new file comes from.
public struct Origin: Hashable, Sendable {
    public let old: Index.Entry
    /// In percent.
    public let similarity: Int
    /// Whether the old file is still there, or is also the origin of a later one.
    public let isCopy: Bool
}

extension RenameDetection {
    /// A file of the old side, and how many files of the new side come from it, itself included.
    private struct Source {
        let entry: Index.Entry
        let isUnchanged: Bool
        var uses: Int
    }

    /// Finds which files were renamed and which were copied, as `git diff --find-copies` does (diffcore-rename.c): first
    /// identical ones, then the most similar; a file that is gone is preferred to one that stays.
    ///
    /// - Parameters:
    ///   - changes: in order of paths. The old side of each is a possible source.
    ///   - unchanged: further possible sources, in order of paths.
    /// - Returns: the origins of new files, by their paths.
    mutating func origins(of changes: [Change], unchanged: [Index.Entry] = []) throws -> [TreePath: Origin] {
        let added = changes.compactMap { $0.old == nil ? $0.new : nil }
        var sources = changes.compactMap { change in
            change.old.map { Source(entry: $0, isUnchanged: false, uses: change.new == nil ? 0 : 1) }
        }
        if !unchanged.isEmpty {
            sources += unchanged.map { Source(entry: $0, isUnchanged: true, uses: 1) }
            sources.sort { $0.entry.path < $1.entry.path }
        }
        guard !added.isEmpty, !sources.isEmpty else { return [:] }
        var found: [TreePath: (source: Int, score: Int)] = [:]

        let identical = Dictionary(grouping: sources.indices) { ContentKey(sources[$0].entry) }
        for new in added {
            var best: (source: Int, score: Int)?
            for source in identical[ContentKey(new)] ?? [] {
                let old = sources[source].entry
                guard old.mode == new.mode || (old.mode.isFile && new.mode.isFile) else { continue }
                let score = (sources[source].uses == 0 ? 1 : 0) + (old.path.name == new.path.name ? 1 : 0)
                if score > best?.score ?? -1 { best = (source, score) }
                if score == 2 { break }
            }
            guard let best else { continue }
            sources[best.source].uses += 1
            found[new.path] = (best.source, SimilarityEstimate.maximum)
        }

        let open = added.filter { found[$0.path] == nil && $0.mode.isFile }
        var candidates = sources.indices.filter { sources[$0].entry.mode.isFile }
        if candidates.count * open.count > Self.maximumPairs { candidates.removeAll { sources[$0].isUnchanged } }
        if candidates.count * open.count <= Self.maximumPairs {
            var pairs: [(new: TreePath, source: Int, score: Int, isSameName: Bool)] = []
            for new in open {
                var best: [(new: TreePath, source: Int, score: Int, isSameName: Bool)] = []
                for source in candidates {
                    let old = sources[source].entry
                    let score = try score(of: old, as: new, threshold: SimilarityEstimate.threshold)
                    guard score >= SimilarityEstimate.threshold else { continue }
                    best.append((new.path, source, score, old.path.name == new.path.name))
                }
                best.sort { ($0.score, $0.isSameName ? 1 : 0) > ($1.score, $1.isSameName ? 1 : 0) }
                pairs += best.prefix(4)
            }
            pairs.sort { ($0.score, $0.isSameName ? 1 : 0) > ($1.score, $1.isSameName ? 1 : 0) }
            for areCopies in [false, true] {
                for pair in pairs where found[pair.new] == nil && (areCopies || sources[pair.source].uses == 0) {
                    sources[pair.source].uses += 1
                    found[pair.new] = (pair.source, pair.score)
                }
            }
        }

        // Of the files that come from one that is gone, the last one is it under another name.
        var origins: [TreePath: Origin] = [:]
        for new in added {
            guard let (source, score) = found[new.path] else { continue }
            sources[source].uses -= 1
            origins[new.path] = Origin(
                old: sources[source].entry, similarity: score * 100 / SimilarityEstimate.maximum,
                isCopy: sources[source].uses > 0)
        }
        return origins
    }
}
