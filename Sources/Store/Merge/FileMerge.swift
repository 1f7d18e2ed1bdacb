internal import Git2
internal import Objects
internal import Packs

/// Merges the content of files that both sides have changed.
final class FileMerge {
    private let repository: Repository
    private let options: MergeOptions
    private let transaction: Transaction
    /// Merged texts: no pack contains them yet, and one that collides with another file is merged again.
    private var made: [ObjectID: [UInt8]] = [:]

    /// Longer files are not merged as texts.
    private static let maximumLength = 8 << 20

    struct Outcome {
        var mode: FileMode
        var kind: ObjectKind
        var id: ObjectID
        var isClean: Bool

        init(_ entry: Index.Entry, isClean: Bool) {
            mode = entry.mode
            kind = entry.kind
            id = entry.id
            self.isClean = isClean
        }
    }

    init(_ repository: Repository, _ options: MergeOptions, _ transaction: Transaction) {
        self.repository = repository
        self.options = options
        self.transaction = transaction
    }

    /// - Parameters:
    ///   - base: nil if the two have no common base.
    ///   - depth: the depth of recursive merges of bases.
    ///   - isRenamed: whether the result collides with another file, so that its markers must differ from that one's.
    func merge(
        base: Index.Entry?, ours: Index.Entry, theirs: Index.Entry, labels: TextMerge.Labels, depth: Int,
        isRenamed: Bool = false
    ) throws -> Outcome {
        var outcome = Outcome(ours, isClean: true)
        if ours.mode == theirs.mode || ours.mode == base?.mode {
            outcome.mode = theirs.mode
        } else {
            outcome.isClean = theirs.mode == base?.mode
        }
        func isSame(_ a: Index.Entry?, _ b: Index.Entry) -> Bool { a?.kind == b.kind && a?.id == b.id }
        if isSame(ours, theirs) || isSame(base, ours) {
            (outcome.kind, outcome.id) = (theirs.kind, theirs.id)
        } else if !isSame(base, theirs) {
            // A text is never merged with a link.
            let base = base.flatMap { $0.mode.isFile == ours.mode.isFile ? $0 : nil }
            guard
                let merged = try content(
                    base: base, ours: ours, theirs: theirs, labels: labels,
                    markerLength: 7 + 2 * depth + (isRenamed ? 1 : 0))
            else {
                outcome.isClean = false
                if depth > 0, let base { (outcome.kind, outcome.id) = (base.kind, base.id) }
                return outcome
            }
            (outcome.kind, outcome.id) = (merged.kind, merged.id)
            if !merged.isClean { outcome.isClean = false }
        }
        return outcome
    }

    /// Nil if the content cannot be merged.
    private func content(
        base: Index.Entry?, ours: Index.Entry, theirs: Index.Entry, labels: TextMerge.Labels, markerLength: Int
    ) throws -> (kind: ObjectKind, id: ObjectID, isClean: Bool)? {
        guard ours.mode.isFile, theirs.mode.isFile else { return nil }
        if ours.kind == .recipe || theirs.kind == .recipe {
            return try recipe(base: base, ours: ours, theirs: theirs).map { (.recipe, $0, true) }
        }
        if ours.kind == .output || theirs.kind == .output {
            return try computed(base: base, ours: ours, theirs: theirs).map { (.output, $0.id, true) }
        }
        guard let mine = try text(ours), let yours = try text(theirs), let start = try base.map(text) ?? [] else {
            return nil
        }
        let (text, isClean) = try merging { () throws(GitError) in
            try TextMerge.merge(
                base: start, ours: mine, theirs: yours, labels: labels, style: options.style.ofText,
                markerLength: markerLength)
        }
        let (kind, id) = try repository.keep(file: text, transaction)
        made[id] = text
        return (kind, id, isClean)
    }

    private func merging<Result>(_ body: () throws(GitError) -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw LibraryUnavailable("texts cannot be merged", error)
        }
    }

    /// Nil for anything that is not text, or too long.
    private func text(_ entry: Index.Entry) throws -> [UInt8]? {
        if let text = made[entry.id] { return text }
        guard let bytes = try repository.mergeContent(entry, limit: Self.maximumLength), !bytes.prefix(8000).contains(0)
        else {
            return nil
        }
        return bytes
    }

    /// The recipe with the parameters of both sides, executed; nil if both changed the same.
    private func recipe(base: Index.Entry?, ours: Index.Entry, theirs: Index.Entry) throws -> ObjectID? {
        guard let record = options.record, let base, base.kind == .recipe, ours.kind == .recipe, theirs.kind == .recipe
        else { return nil }
        let merge = try RecipeMerge(
            base: repository.objects.recipe(base.id), ours: repository.objects.recipe(ours.id),
            theirs: repository.objects.recipe(theirs.id))
        guard let call = merge.merged else { return nil }
        return try transaction.put(.recipe, record(call).bytes)
    }

    /// The computed file of the side that has changed how the program is called; nil if both have.
    private func computed(base: Index.Entry?, ours: Index.Entry, theirs: Index.Entry) throws -> Index.Entry? {
        guard let merge = try repository.computationMerge(base: base, ours: ours, theirs: theirs) else { return nil }
        return merge.side.map { $0 == .ours ? ours : theirs }
    }
}

extension Repository {
    /// The merge of the programs that make a file; nil if not all sides are computed files.
    public func computationMerge(
        base: Index.Entry?, ours: Index.Entry?, theirs: Index.Entry?
    ) throws -> ComputationMerge? {
        func computation(_ entry: Index.Entry?) throws -> Computation? {
            guard let entry, entry.kind == .output else { return nil }
            return try objects.computation(objects.computedFile(entry.id).computation)
        }
        guard let base = try computation(base), let ours = try computation(ours), let theirs = try computation(theirs)
        else { return nil }
        return ComputationMerge(base: base, ours: ours, theirs: theirs)
    }
}
