internal import Files
public import Objects
internal import Packs
public import Store

/// What a bundle holds, or what became of it.
public struct BundleReport: Sendable {
    public let refs: [(name: RefName, id: ObjectID)]
    /// The branch that a clone of it is on; nil for none.
    public let head: RefName?
    /// Commits that the receiver must have.
    public let requires: [ObjectID]
    /// Those of them that are not here.
    public internal(set) var missing: [ObjectID] = []
    public internal(set) var objects = 0
    /// Of the pack, in bytes.
    public let bytes: UInt64

    init(_ header: BundleHeader) {
        refs = header.manifest.listing.refs.map { ($0.name, $0.id) }
        head = header.manifest.listing.head
        requires = header.requires
        bytes = header.pack.length
    }

    /// What the bundle at `path` says of itself. Only its header is read.
    public init(readingHeaderAt path: String) throws {
        self.init(try Self.open(path).header)
    }

    /// - Throws: ``BundleError/notABundle(_:)``.
    fileprivate static func open(_ path: String) throws -> TransferBundle {
        if let bundle = try TransferBundle.find(at: path, label: path) { return bundle }
        _ = try File(at: path)
        throw BundleError.notABundle(path)
    }
}

/// Why there is no bundle.
public enum BundleError: Error, Hashable, Sendable, CustomStringConvertible {
    case notABundle(String)
    /// Nothing is left when what the receiver has is left out.
    case empty
    /// A word that names no branch and no tag.
    case noRef(String)

    public var description: String {
        switch self {
        case .notABundle(let path): "'\(path)' is no bundle"
        case .empty: "there is nothing to put into the bundle: what it would have is left out"
        case .noRef(let word): "'\(word)' is no branch and no tag, which a bundle must name"
        }
    }
}

extension Repository {
    /// Checks every byte of a bundle: each object is hashed and parsed, and all is there or here that its refs lead to.
    ///
    /// If commits are not here that it requires, the report names them, and nothing else is checked.
    ///
    /// - Throws: ``RemoteError/lied(_:what:)`` for the first thing that is not right.
    public func verifyBundle(at path: String) throws -> BundleReport {
        try withBundle(at: path) { _, _ in }
    }

    /// Takes the objects of a bundle, once all of it has been checked. No ref moves.
    public func unbundle(_ path: String) throws -> BundleReport {
        let report = try withBundle(at: path) { incoming, report in
            guard report.missing.isEmpty else { return }
            try self.withWriteLock { lock in
                _ = try self.raiseFormat(
                    for: incoming.entries.lazy.map(\.kind), columns: incoming.usesColumns, lock)
                try incoming.publish()
            }
        }
        guard report.missing.isEmpty else { throw RemoteError.lacksPrerequisites(path, report.missing) }
        return report
    }

    private func withBundle(
        at path: String, _ body: (IncomingPack, BundleReport) throws -> Void
    ) throws -> BundleReport {
        let bundle = try BundleReport.open(path)
        var report = BundleReport(bundle.header)
        report.missing = try report.requires.filter { try objects.find($0)?.kind != .commit }
        guard report.missing.isEmpty else { return report }
        try bundle.verifyChecksum()
        let incoming = try IncomingPack(self, from: path, resuming: false)
        try bundle.forEachFrame { try incoming.append($0) }
        report.objects = incoming.entries.count
        let facts = try incoming.check()
        var connectivity = try Connectivity(self, facts, source: path, absentContent())
        for (name, id) in report.refs {
            guard facts.facts[id] != nil else {
                throw RemoteError.lied(path, what: "\(name) is at \(id.short), which is not in the bundle")
            }
            try connectivity.check(from: id, name.isBranch ? .commit : nil, name: name.text)
        }
        try incoming.checkFiles(facts, completed: connectivity.completed)
        try body(incoming, report)
        return report
    }
}
