import Files
import Foundation
import Objects
import TestSupport
import Testing

@testable import Store

/// Ignore files have gitignore's meaning, so git is asked: random files of patterns, on a tree of all sorts of names.
@Suite struct GitIgnoreTests {
    private static let names = ["a", "b", "ab", "a.b", "b c", "*", "[a]", "a-b", "B"]
    private static let pieces = [
        "a", "b", "ab", "*", "*", "**", "?", "/", "/", "[ab]", "[!a]", "[^b]", "[a-c]", "[]a]", "[", "]", "\\*", "\\a",
        "\\", "!",
        ".", " ", "\\ ", "#", "-", "**/", "/**", "[[:alpha:]]", "[[:upper:]b]", "[\\]a]",
    ]

    @Test func sameAsGit() throws {
        let scratch = try Scratch()
        try #require(try run("/usr/bin/env", ["git", "init", "-q"], in: scratch.path).status == 0)
        var paths: [String] = []
        for top in Self.names {
            for middle in Self.names.prefix(5) {
                for leaf in Self.names.prefix(4) { paths.append("\(top)/\(middle)/\(leaf)") }
            }
        }
        for path in paths { try scratch.write(path, "") }
        let folders = Set(
            paths.flatMap { path in
                let names = path.split(separator: "/")
                return [String(names[0]), "\(names[0])/\(names[1])"]
            })
        let all = (paths + folders).sorted()
        let input = all.map { $0 + "\0" }.joined()

        var random = noise(200_000, seed: 77).makeIterator()
        func pick(_ count: Int) -> Int { Int(random.next()!) % count }
        var wrong = 0
        for _ in 0..<400 {
            let patterns = (0...pick(4)).map { _ in
                (0...pick(5)).map { _ in Self.pieces[pick(Self.pieces.count)] }.joined()
            }
            let text = patterns.joined(separator: "\n") + "\n"
            try scratch.write(".gitignore", text)
            try scratch.write(".at1ignore", text)
            let git = try run(
                "/usr/bin/env", ["git", "check-ignore", "--no-index", "--stdin", "-z"], in: scratch.path, input: input)
            try #require(git.status <= 1, "\(git.errors)")
            let theirs = Set(git.output.split(separator: "\0").map(String.init))
            let workTree = WorkTree(try Folder(at: scratch.path), store: try Folder(at: scratch.path + "/.git"))
            let ours = Set(try all.filter { try workTree.ignores(TreePath($0), isFolder: folders.contains($0)) })
            if ours != theirs {
                wrong += 1
                let example = ours.symmetricDifference(theirs).sorted().first ?? ""
                if wrong < 10 { Issue.record("\(patterns) on '\(example)': git says \(theirs.contains(example))") }
            }
        }
        #expect(wrong == 0)
    }
}
