public import Objects

/// The ignore files that hold for a folder: those of all folders above it, nearest last.
struct IgnoreRules: Sendable {
    static let fileName: Name = ".at1ignore"

    private var files: [(base: [UInt8], patterns: [IgnorePattern])] = []

    init() {}

    /// The rules with those of `folder` added, where it has an ignore file.
    func entering(_ folder: Folder, at path: TreePath?) throws -> IgnoreRules {
        guard let status = try folder.find(Self.fileName), status.kind == .regular,
            let bytes = try folder.contents(of: Self.fileName, limit: 16 << 20)
        else { return self }
        let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
        let text = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(byteOrderMark.count) : bytes[...]
        let patterns = text.split(separator: UInt8(ascii: "\n")).compactMap(IgnorePattern.init(line:))
        guard !patterns.isEmpty else { return self }
        var rules = self
        rules.files.append((path.map { $0.bytes + [UInt8(ascii: "/")] } ?? [], patterns))
        return rules
    }

    /// The last pattern that matches decides, the nearest file first.
    func ignores(_ path: TreePath, isFolder: Bool) -> Bool {
        for file in files.reversed() where path.bytes.starts(with: file.base) {
            let rest = path.bytes[file.base.count...]
            if let pattern = file.patterns.last(where: { $0.matches(rest, isFolder: isFolder) }) {
                return !pattern.isNegative
            }
        }
        return false
    }
}

extension WorkTree {
    /// Whether the ignore files leave out `path`, or a folder that it is in.
    public func ignores(_ path: TreePath, isFolder: Bool) throws -> Bool {
        var rules = try IgnoreRules().entering(root, at: nil)
        var folder: TreePath?
        for (index, name) in path.names.enumerated() {
            let here = TreePath.path(of: name, in: folder)
            let isLast = index == path.names.count - 1
            if rules.ignores(here, isFolder: isLast ? isFolder : true) { return true }
            if !isLast, let open = try openFolder(here) { rules = try rules.entering(open, at: here) }
            folder = here
        }
        return false
    }
}
