import Files
import Foundation
import Objects
import TestSupport
import Testing

@testable import Store

@Suite struct IgnorePatternTests {
    /// gitignore's meaning, as git itself has it: every pattern against every path.
    /// Stars that might each take anything are no more work than their number says.
    @Test func noPatternTakesForEver() throws {
        let start = ContinuousClock.now
        for part in ["**/*a*/", "*a", "**/a/", "**/*?/", "*[a-z]*/"] {
            let pattern = try #require(IgnorePattern(line: (String(repeating: part, count: 40) + "b").utf8))
            let path = Array((String(repeating: "aa/", count: 60) + "c").utf8)
            #expect(!pattern.matches(path[...], isFolder: false))
        }
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func sameAsGit() throws {
        let patterns = [
            "*.o", "/build", "build/", "a/b", "a/*/c", "**/deep", "a/**", "a/**/z", "!keep.o", "foo?", "[a-c]x",
            "[!a-c]y",
            "\\#hash", "\\!bang", "trail  ", "sp\\ ", "*", "d*/e", "**", "x/**/", "*.[oa]", "/*.txt", "[]-]k", "a\\*b",
            "# comment", "",
        ]
        let paths = [
            "x.o", "keep.o", "build/f", "src/build/f", "a/b", "a/x/c", "a/x/y/c", "q/deep", "deep", "a/z", "a/m/n/z",
            "fooz",
            "foo", "ax", "dx", "ay", "dy", "#hash", "!bang", "trail", "sp ", "dir/e", "d/e", "x/y/z", "lib.a", "n.txt",
            "s/n.txt", "]k", "-k",
            "a*b", "aab",
        ]
        let scratch = try Scratch()
        _ = try run("/usr/bin/env", ["git", "init", "-q"], in: scratch.path)
        for path in paths where !paths.contains(where: { $0.hasPrefix(path + "/") }) { try scratch.write(path, "") }
        for pattern in patterns {
            try scratch.write(".gitignore", pattern + "\n")
            try scratch.write(".at1ignore", pattern + "\n")
            let workTree = WorkTree(try Folder(at: scratch.path), store: try Folder(at: scratch.path + "/.git"))
            for path in paths where scratch.exists(path) {
                let git =
                    try run("/usr/bin/env", ["git", "check-ignore", "-q", "--no-index", "--", path], in: scratch.path)
                    .status
                    == 0
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: scratch[path], isDirectory: &isFolder)
                let ours = try workTree.ignores(TreePath(path), isFolder: isFolder.boolValue)
                #expect(ours == git, Comment(rawValue: "'\(pattern)' on '\(path)'"))
            }
        }
    }
}
