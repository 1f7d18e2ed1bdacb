/// What is needed of a tree to count its paths, without the names themselves.
public final class TreeShape: Sendable {
    /// The number of files, including links, and the total length of their names.
    public let files: UInt64
    public let fileBytes: UInt64
    /// The length of the longest file name.
    public let longestFile: Int
    /// The folders, in order: the index among all entries, and the length of the name.
    public let folders: [Folder]

    /// A folder among the entries.
    public struct Folder: Sendable {
        public let entry: UInt32
        public let length: UInt8
    }

    public init(_ tree: Tree) {
        let files = tree.entries.lazy.filter { $0.mode != .folder }.map { $0.name.bytes.count }
        self.files = UInt64(files.count)
        fileBytes = files.reduce(0) { $0 + UInt64($1) }
        longestFile = files.max() ?? 0
        folders = tree.entries.enumerated().filter { $1.mode == .folder }.map { index, entry in
            Folder(entry: UInt32(index), length: UInt8(entry.name.bytes.count))
        }
    }

    /// - Parameter places: the offset of each entry's identity in the payload, after the NUL that ends its name.
    init(payload: [UInt8], places: [Int], kinds: [ObjectKind]) {
        var (files, fileBytes, longest) = (UInt64(0), UInt64(0), 0)
        var folders: [Folder] = []
        var start = 0
        for (index, place) in places.enumerated() {
            // Mode and kind have no space in them.
            var (name, spaces) = (start, 0)
            while spaces < 2 {
                if payload[name] == UInt8(ascii: " ") { spaces += 1 }
                name += 1
            }
            let length = place - 1 - name
            if kinds[index] == .tree {
                folders.append(Folder(entry: UInt32(index), length: UInt8(length)))
            } else {
                files += 1
                fileBytes += UInt64(length)
                longest = max(longest, length)
            }
            start = place + Digest.byteCount
        }
        self.files = files
        self.fileBytes = fileBytes
        longestFile = longest
        self.folders = folders
    }
}
