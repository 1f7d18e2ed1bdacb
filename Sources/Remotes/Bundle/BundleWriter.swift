internal import Files
public import Objects
internal import Packs
public import Store

/// Makes a bundle of refs and the objects that they need.
public struct BundleWriter {
    /// Which refs go into it, and what the receiver has.
    public struct Contents: Sendable {
        /// Branches and tags by name; `A..B` for B without what A leads to, and `^A` for leaving that out.
        public var words: [String] = []
        public var allBranches = false
        public var allTags = false
        /// Called with the bytes that are packed so far.
        public var progress: @Sendable (UInt64) -> Void = { _ in }

        public init() {}
    }

    private let repository: Repository
    private let contents: Contents

    public init(_ repository: Repository, _ contents: Contents) {
        self.repository = repository
        self.contents = contents
    }

    /// Passes the bytes of the bundle to `write`.
    ///
    /// - Returns: what is in it, and the refs that were left out because the receiver has their commits.
    /// - Throws: ``BundleError``.
    public func run(_ write: (RawSpan) throws -> Void) throws -> (report: BundleReport, leftOut: [RefName]) {
        let (wanted, hidden) = try refs()
        // No gc may take a pack away under the walk.
        let lock = try FileLock("lock", in: repository.packs, .shared, wait: repository.options.lockWait)
        defer { _ = lock }
        let objects = repository.objects
        try objects.refresh()
        let chains = try wanted.map { ref in
            guard let chain = try objects.tagChain(from: ref.id) else { throw ObjectError.missing(ref.id) }
            return (name: ref.name, id: ref.id, chain: chain)
        }
        let difference = try HistoryDifference(
            objects, wanted: chains.filter { $0.chain.kind == .commit }.map(\.chain.end), hidden: hidden)
        let commits = Set(difference.commits.map(\.id))
        let included = chains.filter { $0.chain.kind != .commit || commits.contains($0.chain.end) }
        guard !included.isEmpty else { throw BundleError.empty }
        let requires = difference.boundary.sorted()

        var request = ObjectRequest(wants: included.map(\.id))
        request.haves = requires
        let ids = try Selection(objects, request).ids
        // A lazy copy gets what is away before it passes anything on.
        try repository.getContent(of: ids.filter { try objects.find($0) == nil }.map { (.blob, $0) })
        let scratch = try ScratchFile(for: repository)
        var hasher = ContentHasher()
        var frames: [PackFooter.Frame] = []
        var entries: [PackFooter.Entry] = []
        func append(_ bytes: [UInt8]) throws {
            hasher.update(bytes)
            try scratch.file.write(bytes)
        }
        try append(PackFooter.magic)
        try OutgoingFrames.send(ids, of: objects) { frame in
            var at: UInt32 = 0
            for entry in frame.entries {
                entries.append(
                    PackFooter.Entry(
                        id: entry.id, kind: entry.kind, frame: UInt32(frames.count), offset: at, length: entry.length))
                at.add(saturating: entry.length)
            }
            frames.append(
                PackFooter.Frame(
                    codec: frame.codec, offset: hasher.count, storedLength: UInt32(frame.stored.count),
                    length: frame.length))
            try append(frame.stored)
            contents.progress(hasher.count)
        }
        let footer = PackFooter.encode(frames: frames, entries: entries)
        var trailer: [UInt8] = []
        trailer.append(integer: UInt64(footer.count))
        trailer.append(Digest(of: footer))
        try append(footer)
        try append(trailer)
        let length = hasher.count + UInt64(Digest.byteCount)
        let name = hasher.finish()
        try scratch.file.write(name.bytes)

        var listing = RefListing()
        listing.refs = included.map {
            RefListing.Ref(name: $0.name, id: $0.id, peeled: $0.chain.tags.isEmpty ? nil : $0.chain.end)
        }
        listing.refs.sort { $0.name < $1.name }
        listing.head = try head(among: listing.refs.map(\.name))
        let header = BundleHeader(requires: requires, listing, pack: (name, length))
        try write(header.bytes.span.bytes)
        var offset: UInt64 = 0
        while offset < length {
            let piece = try scratch.file.read(1 << 20, at: offset)
            guard !piece.isEmpty else { throw BundleError.empty }
            try write(piece.span.bytes)
            offset += UInt64(piece.count)
        }
        var report = BundleReport(header)
        report.objects = entries.count
        return (report, chains.map(\.name).filter { name in !included.contains { $0.name == name } })
    }

    /// The branch that a clone is to be on: the one that HEAD is on here, or main, or the first.
    private func head(among names: [RefName]) throws -> RefName? {
        let branches = names.filter(\.isBranch)
        if case .branch(let name) = try repository.refs.head(), branches.contains(name) { return name }
        return branches.first { $0.text == RefName.branches + "main" } ?? branches.first
    }

    /// The refs that are asked for, each once, and the commits that the receiver has.
    private func refs() throws -> (wanted: [(name: RefName, id: ObjectID)], hidden: [ObjectID]) {
        var wanted: [(name: RefName, id: ObjectID)] = []
        var hidden: [ObjectID] = []
        func want(_ word: String) throws {
            var name = try Revision.name(word, in: repository)
            if word == "HEAD", case .branch(let branch) = try repository.refs.head() { name = branch }
            guard let name, !name.isRemote, let id = try repository.refs.find(name) else {
                // What names nothing at all is said to do so.
                _ = try repository.resolve(word)
                throw BundleError.noRef(word)
            }
            if !wanted.contains(where: { $0.name == name }) { wanted.append((name, id)) }
        }
        for word in contents.words {
            if word.hasPrefix("^") {
                hidden.append(try repository.resolveCommit(String(word.dropFirst())).id)
            } else if let dots = word.firstRange(of: "..") {
                hidden.append(try repository.resolveCommit(String(word[..<dots.lowerBound])).id)
                let end = String(word[dots.upperBound...])
                try want(end.isEmpty ? "HEAD" : end)
            } else {
                try want(word)
            }
        }
        for (name, id) in try repository.refs.list()
        where name.isBranch && contents.allBranches || name.isTag && contents.allTags {
            if !wanted.contains(where: { $0.name == name }) { wanted.append((name, id)) }
        }
        guard !wanted.isEmpty else { throw BundleError.empty }
        return (wanted, hidden)
    }
}
