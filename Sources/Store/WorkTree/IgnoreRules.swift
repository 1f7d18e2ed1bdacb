internal import Files
public import Objects
internal import Packs

/// The ignore files that apply to a folder: the store's own `info/exclude`, then those of all folders above it, nearest
/// last.
struct IgnoreRules: Sendable {
    /// The ignore file of a folder is the first of these that exists.
    static let fileNames: [Name] = [".at1ignore", ".gitignore"]

    /// The maximum length of an ignore file; each line is tried on each path.
    static let maximumLength = 1 << 20

    private struct IgnoreFile: Sendable {
        /// The prefix of the paths that the file applies to.
        let base: [UInt8]
        /// The path of the file in the working tree.
        let place: [UInt8]
        let rules: [(line: Int, pattern: IgnorePattern)]
    }

    private var files: [IgnoreFile] = []

    /// The rules that apply at the top of a working tree.
    init(of workTree: WorkTree) throws {
        if let info = try workTree.store.findFolder("info") {
            try read("exclude", in: info, at: "\(Repository.folderName)/info", base: [])
        }
        self = try entering(workTree.root, at: nil)
    }

    /// The rules with those of `folder` added, if it has an ignore file.
    func entering(_ folder: Folder, at path: TreePath?) throws -> IgnoreRules {
        var rules = self
        for name in Self.fileNames {
            let base = path.map { $0.bytes + [UInt8(ascii: "/")] } ?? []
            if try rules.read(name, in: folder, at: path?.description, base: base) { break }
        }
        return rules
    }

    /// Adds the rules of an ignore file.
    ///
    /// - Returns: false if there is no such file.
    @discardableResult
    private mutating func read(_ name: Name, in folder: Folder, at place: String?, base: [UInt8]) throws -> Bool {
        guard let status = try folder.find(name), status.kind == .regular else { return false }
        guard status.size <= Self.maximumLength else {
            throw LimitExceeded(
                "'\(folder.path(of: name))'", "has \(status.size) bytes; at most \(Self.maximumLength) are read")
        }
        guard let bytes = try folder.contents(of: name, limit: Self.maximumLength) else { return false }
        let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
        let text = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(byteOrderMark.count) : bytes[...]
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let rules = lines.enumerated().compactMap { index, line in
            IgnorePattern(line: line).map { (line: index + 1, pattern: $0) }
        }
        if !rules.isEmpty {
            let prefix = place.map { Array("\($0)/".utf8) } ?? []
            files.append(IgnoreFile(base: base, place: prefix + name.bytes, rules: rules))
        }
        return true
    }

    /// The pattern that decides about a path: the last matching one, in the nearest file that has one. Nil if there is
    /// none.
    func decision(of path: TreePath, isFolder: Bool) -> IgnoreDecision? {
        deciding(path, isFolder: isFolder).map { file, rule in
            IgnoreDecision(
                file: String(decoding: file.place, as: UTF8.self), line: rule.line, pattern: rule.pattern.text,
                isIgnored: !rule.pattern.isNegative)
        }
    }

    func ignores(_ path: TreePath, isFolder: Bool) -> Bool {
        deciding(path, isFolder: isFolder).map { !$0.rule.pattern.isNegative } ?? false
    }

    private func deciding(
        _ path: TreePath, isFolder: Bool
    ) -> (file: IgnoreFile, rule: (line: Int, pattern: IgnorePattern))? {
        for file in files.reversed() where path.bytes.starts(with: file.base) {
            let rest = path.bytes[file.base.count...]
            if let rule = file.rules.last(where: { $0.pattern.matches(rest, isFolder: isFolder) }) {
                return (file, rule)
            }
        }
        return nil
    }
}

/// The decision of an ignore file about a path.
public struct IgnoreDecision: Hashable, Sendable {
    /// The path of the ignore file in the working tree.
    public let file: String
    /// Its line, from 1.
    public let line: Int
    /// The text of the line without trailing spaces.
    public let pattern: String
    /// False for a pattern that starts with `!`.
    public let isIgnored: Bool
}

extension WorkTree {
    /// Whether `path`, or a folder that contains it, is ignored.
    public func ignores(_ path: TreePath, isFolder: Bool) throws -> Bool {
        try ignoreDecision(of: path, isFolder: isFolder)?.isIgnored ?? false
    }

    /// What decides whether `path` is ignored: a pattern that ignores a folder that contains it, or the one that
    /// matches it. Nil if no pattern does.
    public func ignoreDecision(of path: TreePath, isFolder: Bool) throws -> IgnoreDecision? {
        var rules = try IgnoreRules(of: self)
        var folder: TreePath?
        var decision: IgnoreDecision?
        for (index, name) in path.names.enumerated() {
            let here = TreePath.path(of: name, in: folder)
            let isLast = index == path.names.count - 1
            decision = rules.decision(of: here, isFolder: isLast ? isFolder : true)
            if decision?.isIgnored == true { return decision }
            if !isLast, let open = try openFolder(here) { rules = try rules.entering(open, at: here) }
            folder = here
        }
        return decision
    }
}
