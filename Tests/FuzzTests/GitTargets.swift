import Foundation
import GitFilter
import Objects

@testable import Mirror
@testable import Store

extension FuzzTarget {
    private static let digest = String(repeating: "ab", count: 32)
    private static let person = "Ada Lovelace <ada@example.org> 1800000000 +0100"
    private static let lines =
        "at1 pointer 1\nTo get the file that this stands for: pip install at1; at1 git install; git checkout -- .\n"
    private static let object = #"{"id":"\#(digest)","kind":"chunks","length":70000,"sha256":"\#(digest)"}"#

    /// What programs in other languages and git send, and what git keeps.
    static let git: [FuzzTarget] = [
        FuzzTarget(
            name: "dvc-file", corpora: [],
            words: [
                "outs:\n", "- md5: ", "  path: ", "  hash: md5\n", "../", "'", "\"", "wdir: .\n", "cache: true\n",
                ".dir",
            ],
            seeds: { [Array("outs:\n- md5: \(digest.prefix(32))\n  size: 3\n  hash: md5\n  path: 'a b'\n".utf8)] }
        ) { input in
            for output in try DVCFile(input).outputs {
                try require(!output.path.bytes.starts(with: "../".utf8), "a path that leads out")
                try require(output.id.md5.utf8.count == 32, "an identity of another length")
            }
        },
        FuzzTarget(
            name: "dvc-folder", corpora: [], words: ["\"md5\":", "\"relpath\":", "../", "\\u0000", "},{"],
            seeds: { [Array(#"[{"md5": "\#(digest.prefix(32))", "relpath": "a/b"}]"#.utf8)] }
        ) { input in
            for file in try DVCFolderList(input, isLegacy: true).files {
                try require(file.path.bytes.first != UInt8(ascii: "/"), "an absolute path")
            }
        },
        FuzzTarget(
            name: "git-pointer", corpora: [], words: ["<<<<<<< ", "\"kind\":\"blob\"", "\"generator\":", "\n", object],
            seeds: { [Array((lines + object + "\n").utf8)] }
        ) { input in
            guard let pointer = try GitPointer(input) else { throw DecodeError(.syntax, "not a pointer") }
            try require(pointer.bytes == input, "another text")
        },
        FuzzTarget(
            name: "batch-request", corpora: [],
            words: ["contents ", "info ", "list ", "log ", "recipe ", "refs", "\"", "\\u0000", "\\"],
            seeds: { ["contents HEAD:a b", #"list "v1" "**""#, "log main 3", "refs"].map { Array($0.utf8) } }
        ) { input in
            if case .log(_, let limit) = try BatchRequest(parsing: input) {
                try require(limit >= 0, "the limit \(limit)")
            }
        },
        FuzzTarget(
            name: "git-commit", corpora: [],
            words: ["parent \(digest)\n", "encoding latin1\n", "gpgsig -----BEGIN\n ", "<", ">"],
            seeds: { [Array("tree \(digest)\nauthor \(person)\ncommitter \(person)\n\nsubject\n".utf8)] }
        ) { input in
            let text = try GitCommitText(input)
            let commit = Commit(
                tree: ObjectID(of: .tree, []), parents: [], author: text.author, committer: text.committer,
                message: text.message)
            try require(try Commit(payload: commit.payload).payload == commit.payload, "another commit")
        },
        FuzzTarget(
            name: "git-tree", corpora: [], words: ["40000 a\0", "100644 b\0", "160000 c\0", "\0", " "],
            seeds: { [Array("100644 a\0".utf8) + [UInt8](repeating: 7, count: 20)] }
        ) { input in
            let entries = try GitImport.entries(input, idLength: 20)
            let length = entries.reduce(0) { $0 + $1.mode.utf8.count + $1.name.count + 22 }
            try require(length >= input.count, "entries of \(length) bytes out of \(input.count)")
        },
    ]
}
