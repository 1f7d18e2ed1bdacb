public import Objects
internal import Packs

/// The sizes of files, in the store and in the working tree.
public struct DiskUsage: Sendable {
    /// A file, its length, and its size in the store.
    public struct Row: Sendable {
        public let path: TreePath
        public let kind: ObjectKind
        /// The file's length.
        public let length: UInt64
        /// The object's share of its frames and of the tables of packs; 0 if it is absent.
        public var stored: UInt64 = 0
        /// Whether the working tree has the file.
        public let isPresent: Bool
        /// Whether bytes of it are missing from the store.
        public var isAway = false
    }

    public private(set) var rows: [Row] = []
    /// The size of all packs, whatever they contain.
    public let packs: UInt64

    /// The size of one object's entry in the table of a pack, in bytes.
    private static let tableShare: UInt64 = 45

    /// Examines the files of `tree`, or of the index for nil, at `paths` and below. Objects that several files share
    /// are counted with the first.
    public init(_ repository: Repository, tree: ObjectID?, within paths: [TreePath?]) throws {
        let entries = try tree.map { try repository.files(of: $0) } ?? repository.index().entries
        packs = try repository.objects.openPacks().total(\.fileLength)
        let workTree = repository.isBare ? nil : try repository.workTree()
        var seen: Set<ObjectID> = []
        for entry in entries
        where paths.isEmpty || paths.contains(where: { $0.map { entry.path.isWithin($0) } ?? true }) {
            var ids = [entry.id]
            var length: UInt64 = 0
            switch entry.kind {
            case .chunks:
                // The length is unknown without the list.
                guard try repository.objects.find(entry.id) != nil else { break }
                let list = try repository.objects.chunkList(entry.id)
                ids += list.chunks.map(\.id)
                length = list.length
            case .recipe: length = try repository.objects.recipe(entry.id).output.length
            case .blob, .bundle, .session:
                guard try repository.objects.find(entry.id) != nil else { break }
                length = try repository.contentLength(entry.kind, entry.id)
            case .output:
                let file = try repository.objects.computedFile(entry.id)
                length = file.length
                ids += try repository.objects.chain(of: file)
            case .tree, .commit, .tag, .computation, .environment: continue
            }
            var row = Row(
                path: entry.path, kind: entry.kind, length: length,
                isPresent: try workTree?.findSafely(entry.path) != nil)
            for id in ids {
                guard let (pack, place) = try repository.objects.locate(id) else {
                    row.isAway = true
                    continue
                }
                guard seen.insert(id).inserted else { continue }
                let frame = pack.footer.frames[Int(place.frame)]
                row.stored += Self.tableShare
                if frame.length > 0 {
                    row.stored += UInt64(Double(frame.storedLength) * Double(place.length) / Double(frame.length))
                }
            }
            rows.append(row)
        }
    }
}
