package import Files
internal import Objects

/// Where a working tree keeps what is its own: HEAD and its log, the index, the record of operations (docs/format.md
/// §11.10). For the first one that is the store; for a further one a folder in it.
package struct WorktreePlace: Sendable {
    static let folderName: Name = "worktrees"
    /// The file with the path of a further working tree.
    static let pathName: Name = "place"

    /// Nil for the first.
    package let name: String?
    package let folder: Folder

    /// Whether a further working tree may have the name.
    static func isName(_ name: String) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || "-_.".utf8.contains(byte)
        }
        return (1...64).contains(name.utf8.count) && name.utf8.allSatisfy(isPlain)
            && name.utf8.first != UInt8(ascii: ".") && name.utf8.first != UInt8(ascii: "-")
    }

    /// All of a store, the first one first. What has no HEAD was begun, or is about to go, and is none.
    static func all(in store: Folder) throws -> [WorktreePlace] {
        let first = WorktreePlace(name: nil, folder: store)
        guard let folder = try store.findFolder(folderName) else { return [first] }
        var places: [WorktreePlace] = []
        for file in try folder.names() where isName(file.description) {
            guard try folder.find(file)?.kind == .folder, let own = try folder.findFolder(file),
                try own.find("HEAD")?.kind == .regular
            else { continue }
            places.append(WorktreePlace(name: file.description, folder: own))
        }
        return [first] + places.sorted { $0.name ?? "" < $1.name ?? "" }
    }

    /// The path of the working tree as it was noted; nil for the first, and where it cannot be read.
    func path() throws -> String? {
        guard name != nil, let bytes = try folder.contents(of: Self.pathName, limit: 8192), bytes.last == 10,
            let path = String(validating: bytes.dropLast(), as: UTF8.self), path.hasPrefix("/")
        else { return nil }
        return path
    }
}
