import Files
import Objects
import Store

/// Makes files with the same bytes share their blocks.
struct WorkTreeSharing {
    /// The number of files that share the blocks of another one.
    private(set) var files = 0
    /// The number of bytes in them.
    private(set) var bytes: UInt64 = 0

    private struct Key: Hashable {
        let device: UInt64
        let size: UInt64
    }

    /// Smaller files occupy no block of their own on some file systems, and hardly any space.
    private static let shortest: UInt64 = 4096

    /// - Parameters:
    ///   - paths: of the files to compare. What is not a file, or cannot be read, is left out.
    ///   - progress: called with the number of files that are done, and of all.
    init(_ paths: [String], _ progress: (Int, Int) -> Void) throws {
        var groups: [Key: [String]] = [:]
        var seen: Set<[UInt64]> = []
        for path in paths {
            guard let status = FileStatus.find(path), status.kind == .regular, status.size >= Self.shortest,
                seen.insert([status.device, status.inode]).inserted
            else { continue }
            groups[Key(device: status.device, size: status.size), default: []].append(path)
        }
        let candidates = groups.values.filter { $0.count > 1 }
        let count = candidates.reduce(0) { $0 + $1.count }
        var done = 0
        for group in candidates {
            var first: [Digest: String] = [:]
            for path in group.sorted() {
                progress(done, count)
                done += 1
                guard let digest = try? Repository.sha256(of: File(at: path, followingLinks: false)) else { continue }
                guard let source = first[digest] else {
                    first[digest] = path
                    continue
                }
                let file = try File(at: source, followingLinks: false)
                let size = try file.status().size
                guard try file.shareBlocks(with: File(at: path, followingLinks: false), length: size) == .shared else {
                    continue
                }
                files += 1
                bytes.add(saturating: size)
            }
        }
    }
}
