import Objects
import TestSupport
import Testing

/// Trees, commits, tags and branches that take an object for one of another kind. No command is used the wrong way: each
/// says that something is damaged, and exits with 1.
@Suite struct LyingKindTests {
    private let blob = SecondWriter.Object(.blob, Array("words\n".utf8))
    private let tree = SecondWriter.Object(.tree, [])

    /// A repository with the file `f`, more objects, and a ref that stands for the last of them.
    private func box(_ ref: String, _ objects: SecondWriter.Object...) throws -> Sandbox {
        let box = try Sandbox(committed: ["f": blob.payload])
        try SecondWriter.put(objects, in: box.files)
        try box.files.write(".at1store/\(ref)", "\(try #require(objects.last).id.hex)\n")
        return box
    }

    /// Each of `calls` exits with 1 and names the object; fsck finds the lie.
    private func expectDamage(_ box: Sandbox, _ id: ObjectID, _ calls: [[String]]) throws {
        for call in calls {
            let outcome = try run(at1, call, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 1, "\(call): \(outcome.errors)\(outcome.output)")
            #expect(
                outcome.errors.hasPrefix("at1: error: object \(id) is damaged: it is a "),
                "\(call): \(outcome.errors)")
        }
        let outcome = try box.at1("fsck", "--no-execute")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("refers to \(id) as a "), "\(outcome.output)")
    }

    @Test(arguments: [("100644", "blob"), ("100755", "chunks"), ("100644", "recipe"), ("120000", "blob")])
    func entriesOfTrees(_ mode: String, _ kind: String) throws {
        let top = SecondWriter.tree([(mode, kind, "entry", tree.id)])
        let box = try box("refs/heads/bad", tree, top, SecondWriter.commit(tree: top.id))
        try expectDamage(
            box, tree.id,
            [
                ["cat", "bad:entry"], ["show", "bad:entry"], ["switch", "bad"], ["checkout", "bad", "--", "entry"],
                ["gc"],
            ])
    }

    @Test func foldersThatAreFiles() throws {
        let top = SecondWriter.tree([("40000", "tree", "entry", blob.id)])
        let box = try box("refs/heads/bad", top, SecondWriter.commit(tree: top.id))
        try expectDamage(
            box, blob.id,
            [
                ["cat", "bad:entry/f"], ["ls-tree", "-r", "bad"], ["switch", "bad"], ["diff", "HEAD", "bad"],
                ["show", "bad"], ["gc"],
            ])
    }

    @Test func treesAndParentsOfCommits() throws {
        let treeless = try box("refs/heads/bad", SecondWriter.commit(tree: blob.id))
        try expectDamage(
            treeless, blob.id,
            [["ls-tree", "bad"], ["cat", "bad:f"], ["switch", "bad"], ["rev-parse", "bad^{tree}"], ["gc"]])
        let orphan = try box("refs/heads/bad", tree, SecondWriter.commit(tree: tree.id, parents: [tree.id]))
        try expectDamage(orphan, tree.id, [["log", "bad"], ["rev-parse", "bad~"], ["rev-parse", "bad^1"], ["gc"]])
    }

    @Test func branches() throws {
        let box = try box("refs/heads/bad", tree)
        try expectDamage(box, tree.id, [["log", "bad"], ["show", "bad"], ["switch", "bad"]])
    }

    @Test func tags() throws {
        let box = try box("refs/tags/t", SecondWriter.tag(of: blob.id, kind: "commit", name: "t"))
        try expectDamage(box, blob.id, [["show", "t"], ["log", "t"], ["rev-parse", "t^{commit}"]])
    }

    /// What the user named by its identity, and is of another kind than the command is for, stays wrong usage.
    @Test func whatTheUserNamesIsUsage() throws {
        let box = try Sandbox(committed: ["f": Array("words\n".utf8)])
        let blob = ObjectID(of: .blob, Array("words\n".utf8)).hex
        for call in [["log", blob], ["ls-tree", blob], ["cat", "HEAD"], ["switch", "--detach", blob]] {
            let outcome = try run(at1, call, in: box.files.path, environment: box.environment)
            #expect(outcome.status == 2, "\(call): \(outcome.errors)")
        }
    }
}
