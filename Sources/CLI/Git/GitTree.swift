import Files
import Glibc
import Objects

/// A working tree of git, and its index.
struct GitTree {
    /// The top of the working tree.
    let top: String
    /// git's folder of this working tree.
    let folder: String
    /// The path of the index.
    let index: String

    /// An entry of the index.
    struct Entry {
        let path: [UInt8]
        let mode: String
        let blob: String
        /// Whether a sparse checkout leaves the file out.
        let isSkipped: Bool

        var isFile: Bool { mode.hasPrefix("100") }
    }

    init() throws {
        let (status, bytes) = try GitProgram.run(["rev-parse", "--show-toplevel"])
        guard status == 0, let top = String(validating: bytes.dropLast(), as: UTF8.self), !top.isEmpty else {
            throw CommandError(.usage, "this git repository has no working tree", hint: "work in a clone that has one")
        }
        self.top = top
        folder = try GitProgram.text(["rev-parse", "--absolute-git-dir"])
        index = try GitProgram.text(["rev-parse", "--path-format=absolute", "--git-path", "index"])
    }

    /// The path of a file in the file system.
    func place(_ path: [UInt8]) -> String { "\(top)/\(String(decoding: path, as: UTF8.self))" }

    /// The output of git at the top of the working tree.
    ///
    /// - Parameter index: another index than the working tree's.
    func git(_ words: [String], input: [UInt8] = [], index: String? = nil) throws -> [UInt8] {
        try GitProgram.output(
            ["-C", top] + words, input: input, variables: index.map { ["GIT_INDEX_FILE": $0] } ?? [:])
    }

    /// The entries of an index that match a pathspec, or all.
    func entries(_ pathspec: String = ":(top)", index: String) throws -> [Entry] {
        let listed = try git(["ls-files", "-s", "-t", "-z", "--full-name", "--", pathspec], index: index)
        return GitProgram.fields(listed).compactMap { field in
            // TAG MODE ID STAGE TAB PATH
            guard let tab = field.firstIndex(of: 9) else { return nil }
            let words = String(decoding: field[..<tab], as: UTF8.self).split(separator: " ").map(String.init)
            guard words.count == 4 else { return nil }
            return Entry(
                path: Array(field[(tab + 1)...]), mode: words[1], blob: words[2],
                isSkipped: words[0].lowercased() == "s")
        }
    }

    /// The filter that the attributes of an index, or of the working tree, assign to each path; the paths in order.
    func filters(of paths: [[UInt8]], index: String? = nil) throws -> [String] {
        guard !paths.isEmpty else { return [] }
        let answer = GitProgram.fields(
            try git(
                ["check-attr"] + (index == nil ? [] : ["--cached"]) + ["-z", "--stdin", "filter"],
                input: Self.joined(paths), index: index))
        guard answer.count == 3 * paths.count else {
            throw CommandError(.environment, "git does not give the attributes of all files")
        }
        return stride(from: 2, to: answer.count, by: 3).map { String(decoding: answer[$0], as: UTF8.self) }
    }

    /// Each followed by a NUL, as git reads them with `-z`.
    static func joined(_ paths: [[UInt8]]) -> [UInt8] { paths.flatMap { $0 + [0] } }

    /// Whether tracked files differ from the last commit.
    ///
    /// A file whose bytes are those that git stores has no changes, even if the present filter would store others.
    func hasChanges() throws -> Bool {
        let listed = GitProgram.fields(
            try git(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", "--ignore-submodules=all"]))
        if listed.isEmpty { return false }
        // XY SPACE PATH
        let paths = listed.map { Array($0.dropFirst(3)) }
        guard listed.allSatisfy({ $0.starts(with: " M ".utf8) }), !paths.contains(where: { $0.contains(0x0a) }) else {
            return true
        }
        let staged = Dictionary(
            try entries(index: index).map { ($0.path, $0.blob) }, uniquingKeysWith: { first, _ in first })
        let input = Array(paths.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
        let (status, bytes) = try GitProgram.run(
            ["-C", top, "hash-object", "--no-filters", "--stdin-paths"], input: input)
        let present = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard status == 0, present.count == paths.count else { return true }
        return zip(paths, present).contains { staged[$0] != $1 }
    }
}
