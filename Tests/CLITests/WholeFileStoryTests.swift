import Objects
import TestSupport
import Testing

/// A list of chunks whose file is not the one that it states: no command gives a byte of it, none lets it in or out.
@Suite struct WholeFileStoryTests {
    private func sandbox() throws -> (Sandbox, list: SecondWriter.Object) {
        let chunks = [SecondWriter.Object(.blob, noise(70_000)), .init(.blob, noise(60_000, seed: 2))]
        let list = SecondWriter.list(chunks, sha256: Digest(of: noise(130_000, seed: 3)))
        let tree = SecondWriter.tree([("100644", "chunks", "big", list.id)])
        let commit = SecondWriter.commit(tree: tree.id)
        let box = try Sandbox(committed: ["f": Array("words\n".utf8)])
        try SecondWriter.put(chunks + [list, tree, commit], in: box.files)
        try box.files.write(".at1store/refs/heads/bad", "\(commit.id.hex)\n")
        return (box, list)
    }

    private func expect(_ box: Sandbox, _ call: [String], _ status: Int32, _ what: String) throws {
        let outcome = try run(at1, call, in: box.files.path, environment: box.environment)
        #expect(outcome.status == status, "\(call): \(outcome.errors)")
        #expect(outcome.output.isEmpty, "\(call)")
        #expect(outcome.errors.contains(what), "\(call): \(outcome.errors)")
    }

    @Test func nothingIsDelivered() throws {
        let (box, list) = try sandbox()
        let what = "at1: error: chunk list \(list.id) is damaged: its file has the SHA-256 "
        for call in [
            ["cat", "bad:big"], ["cat", list.id.hex], ["show", "bad:big"], ["checkout", "bad", "--", "."],
            ["restore", "--source", "bad", "big"], ["mirror", "push", "mirror.git", "bad"],
        ] {
            try expect(box, call, 1, what)
            let names = try box.files.names().filter { $0 != "mirror.git" }.sorted()
            #expect(names == [".at1store", "f"], "\(call): \(names)")
        }
        try expect(box, ["reset", "--hard", "bad"], 1, what)
        #expect(!box.files.exists("big"))
    }

    @Test func nothingIsLetIn() throws {
        let (box, list) = try sandbox()
        let what = "sent invalid data: chunk list \(list.id): its file has the SHA-256 "
        try expect(box, ["clone", "-b", "bad", ".", "copy"], 3, what)
        #expect(!box.files.exists("copy/big"))
        try box.ok("init", "--bare", "bare")
        try expect(box, ["push", "./bare", "bad"], 3, what)
        #expect(try box.files.names("bare/packs").filter { $0.hasSuffix(".pack") }.isEmpty)
        try box.ok("init", "other")
        for command in ["fetch", "pull"] {
            try expect(box, ["-C", "other", command, box.files.path, "bad"], 3, what)
            #expect(try box.files.names("other").filter { $0 != ".at1store" }.isEmpty)
        }
    }
}
