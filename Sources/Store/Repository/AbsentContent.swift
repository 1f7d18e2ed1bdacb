internal import Files
package import Objects
internal import Packs

/// Which content is deliberately absent: what a lazy copy has left at its origin, and what was never here because the
/// mirror that this repository came from left its bytes out (docs/format.md §11.6).
///
/// Descriptions (commits, trees and recipes) are never deliberately absent.
package struct AbsentContent: Sendable {
    /// Whether any blob may be absent, to be fetched on request.
    package var isLazy = false
    /// Content of other kinds, and blobs that are unavailable. May name content that is present.
    package private(set) var listed: [ObjectID: ObjectKind] = [:]

    static let fileName: Name = "absent"
    private static let maximumLength = 1 << 28

    init(isLazy: Bool = false) {
        self.isLazy = isLazy
    }

    /// Whether an object, assumed to be of `kind`, may be absent.
    package func allows(_ id: ObjectID, _ kind: ObjectKind?) -> Bool {
        if isLazy, kind == .blob { return true }
        guard let listed = listed[id] else { return false }
        return kind == nil || kind == listed
    }

    // MARK: The file: lines `KIND SP IDENTITY LF`, in order of identities

    fileprivate mutating func read(_ bytes: [UInt8]) throws(DecodeError) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 2, let kind = ObjectKind(rawValue: words[0]), kind.isContent, kind != .recipe,
                kind != .output,
                let id = ObjectID(hex: words[1])
            else { throw DecodeError(.syntax, "a line that is not 'KIND IDENTITY'") }
            listed[id] = kind
        }
    }

    fileprivate var bytes: [UInt8] {
        listed.sorted { $0.key < $1.key }.flatMap { Array("\($0.value.rawValue) \($0.key)\n".utf8) }
    }

    fileprivate mutating func list(_ kind: ObjectKind, _ id: ObjectID) { listed[id] = kind }

    fileprivate mutating func keep(where isAway: (ObjectID) throws -> Bool) rethrows {
        listed = try listed.filter { try isAway($0.key) }
    }

    fileprivate static func contents(of folder: Folder) throws -> [UInt8] {
        try folder.contents(of: fileName, limit: maximumLength) ?? []
    }
}

extension Repository {
    /// What is deliberately absent here.
    package func absentContent() throws -> AbsentContent {
        var absent = AbsentContent(isLazy: isLazy)
        do {
            try absent.read(AbsentContent.contents(of: folder))
        } catch let error as DecodeError {
            throw Damage(.file("absent"), "\(error)")
        }
        return absent
    }

    /// Notes content that is deliberately absent; removes what has arrived since. Before the refs that lead to it.
    package func noteAbsent(_ content: [(kind: ObjectKind, id: ObjectID)], _ lock: borrowing WriteLock) throws {
        var absent = try absentContent()
        let before = absent.bytes
        for (kind, id) in content { absent.list(kind, id) }
        try absent.keep { try !objects.contains($0) }
        guard absent.bytes != before else { return }
        try folder.replace(
            AbsentContent.fileName, with: absent.bytes, durable: options.isDurable, through: temporary)
    }

    /// The content of some files that is absent and unavailable.
    func unreachableContent(
        of files: [(kind: ObjectKind, id: ObjectID)]
    ) throws -> (kind: ObjectKind, id: ObjectID)? {
        let absent = try absentContent()
        guard !absent.listed.isEmpty else { return nil }
        return try files.first { try absent.listed[$0.id] == $0.kind && objects.find($0.id) == nil }
    }
}
