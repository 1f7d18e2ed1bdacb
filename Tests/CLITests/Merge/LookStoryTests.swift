import Objects
import TestSupport
import Testing

/// Looking at histories and differences. scripts/peer-merge compares the same with git's.
@Suite struct LookStoryTests {
    let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["t.csv": Array("day,value\n1,10\n2,20\n3,30\n".utf8)])
    }

    private func commit(_ message: String, _ files: [String: [UInt8]]) throws {
        for (name, bytes) in files { try box.files.write(name, bytes) }
        try box.ok("add", ".")
        try box.ok("commit", "-m", message)
    }

    /// A float64 array as numpy.save writes it, format 1.0.
    private func npy(_ values: [Double], shape: String) -> [UInt8] {
        var header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
        header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
        let data = values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
        return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + data
    }

    @Test func arraysDifferInTheirOwnTerms() throws {
        try commit("array", ["x.npy": npy([1, 2, 3, 4, 5, 6], shape: "(2, 3)")])
        try commit("changed", ["x.npy": npy([1, 2, 3, 4, 5.5, 6], shape: "(2, 3)")])
        #expect(
            try box.ok("diff", "--data", "HEAD~1", "HEAD") == """
                M\tx.npy
                    elements changed: 1 of 6
                    largest difference: 0.5 absolute, 0.1 relative
                    first at [1, 1]: 5.0 -> 5.5

                """)
        #expect(try box.ok("diff", "HEAD~1", "HEAD").contains("elements changed: 1 of 6"))
        try commit("shape", ["x.npy": npy([1, 2, 3, 4], shape: "(4,)")])
        #expect(try box.ok("diff", "--data", "HEAD~1", "HEAD") == "M\tx.npy\n    shape: (2, 3) -> (4,)\n")
        // What only looks like an array is compared as bytes.
        try commit("torn", ["x.npy": Array(npy([1, 2, 3, 4], shape: "(4,)").dropLast())])
        #expect(try box.ok("diff", "--data", "HEAD~1", "HEAD") == "M\tx.npy\n")
        #expect(try box.ok("diff", "HEAD~1", "HEAD").contains("Binary files a/x.npy and b/x.npy differ"))
    }

    @Test func tablesDifferInColumnsAndRows() throws {
        try commit("column", ["t.csv": Array("day,value,unit\n1,10,m\n2,20,m\n3,30,m\n4,40,m\n".utf8)])
        let lines = try box.ok("diff", "--data", "HEAD~1", "HEAD")
        #expect(lines.contains("columns added: unit") && lines.contains("rows: 3 -> 4"))
        #expect(
            try box.ok("diff", "--stat", "HEAD~1", "HEAD")
                == " t.csv | 9 +++++----\n 1 file changed, 5 insertions(+), 4 deletions(-)\n")
        #expect(try box.ok("diff", "--numstat", "HEAD~1", "HEAD") == "5\t4\tt.csv\n")
    }

    /// The letters are git's: of the files that come from one that is gone, the last is it under another name.
    @Test func copiesAreFound() throws {
        let table = try box.files.read("t.csv")
        try commit("copied", ["t.csv": table + Array("5,5,m\n".utf8), "copy": table, "u": Array("u\nu\nu\n".utf8)])
        #expect(
            try box.ok("diff", "--find-copies", "--name-status", "HEAD~1", "HEAD")
                == "C100\tt.csv\tcopy\nM\tt.csv\nA\tu\n")
        #expect(try box.ok("diff", "-M", "--name-status", "HEAD~1", "HEAD") == "A\tcopy\nM\tt.csv\nA\tu\n")
        #expect(
            try box.ok("diff", "--find-copies", "HEAD~1", "HEAD").hasPrefix(
                "diff --at1 a/t.csv b/copy\nsimilarity index 100%\ncopy from t.csv\ncopy to copy\n"))
        #expect(
            try box.ok("diff", "--json", "--find-copies", "HEAD~1", "HEAD").contains(
                #""old_path":"t.csv","path":"copy","similarity":100,"status":"C""#))
        #expect(try box.ok("log", "-n", "1", "--stat", "--find-copies").contains(" t.csv => copy | 0\n"))
        #expect(try box.ok("show", "--stat", "--find-copies").contains(" t.csv => copy | 0\n"))
        try box.files.remove("copy")
        try commit("two of one", ["v": table, "w": table, "x": Array("u\nu\nu\n".utf8)])
        #expect(
            try box.ok("diff", "--find-copies", "--name-status", "HEAD~1", "HEAD")
                == "C100\tcopy\tv\nR100\tcopy\tw\nA\tx\n")
        #expect(
            try box.ok("diff", "--find-copies-harder", "--name-status", "HEAD~1", "HEAD")
                == "C100\tcopy\tv\nR100\tcopy\tw\nC100\tu\tx\n")
        #expect(
            try box.ok("log", "-n", "1", "--name-status", "--find-copies-harder", "--oneline").hasSuffix("C100\tu\tx\n")
        )
    }

    @Test func historiesAreFilteredAndFollowed() throws {
        try box.ok("mv", "t.csv", "moved.csv")
        try box.ok("commit", "-m", "renamed")
        try commit("unrelated", ["other": Array("o\n".utf8)])
        #expect(try box.ok("log", "--format", "%s", "--", "moved.csv") == "renamed\n")
        #expect(try box.ok("log", "--format", "%s", "--follow", "--", "moved.csv") == "renamed\nfirst\n")
        #expect(try box.ok("diff", "-M", "--name-status", "HEAD~2", "HEAD") == "R100\tt.csv\tmoved.csv\nA\tother\n")
        #expect(try box.ok("log", "--format", "%s", "--grep", "name") == "renamed\n")
        #expect(try box.ok("log", "--oneline", "-n1") == box.ok("log", "--oneline", "-1"))
        #expect(try box.ok("log", "--format", "%s", "--author", "Nobody") == "")
        #expect(try box.ok("log", "--format", "%s", "--until", "2000-01-01") == "")
        #expect(try box.ok("log", "--format", "%s", "--since", "2000-01-01", "-n", "1") == "unrelated\n")
        #expect(try box.at1("log", "--since", "some day").status == 2)
        #expect(try box.ok("log", "-n", "1", "--stat").contains(" other | 1 +\n 1 file changed, 1 insertion(+)\n"))
        #expect(try box.ok("log", "-n", "1", "-p").contains("+o\n"))
    }

    @Test func linesAreBlamedOnTheirCommits() throws {
        try commit("second", ["t.csv": Array("day,value\n1,11\n2,20\n3,30\n4,40\n".utf8)])
        try box.ok("mv", "t.csv", "moved.csv")
        try box.ok("commit", "-m", "renamed")
        let (first, second) = (try box.ok("rev-parse", "HEAD~2"), try box.ok("rev-parse", "HEAD~1"))
        let lines = try box.ok("blame", "moved.csv").split(separator: "\n").map { $0.prefix(10) }
        let (a, b) = (first.prefix(10), second.prefix(10))
        #expect(lines == [a, b, a, a, b])
        #expect(try box.at1("blame", "nothing").status == 2)
    }

    @Test func commitsAreDescribedByTags() throws {
        #expect(try box.at1("describe").status == 1)
        try box.ok("tag", "-a", "-m", "t", "v1")
        #expect(try box.ok("describe") == "v1\n")
        try commit("more", ["other": Array("o\n".utf8)])
        let id = try box.ok("rev-parse", "HEAD").prefix(10)
        #expect(try box.ok("describe") == "v1-1-g\(id)\n")
        #expect(try box.ok("shortlog", "-s") == "     2\tAda Lovelace\n")
    }

    @Test func handsOfADay() throws {
        try box.ok("switch", "-c", "side")
        try box.ok("switch", "-")
        #expect(try box.ok("branch", "--show-current") == "main\n")
        try box.ok("switch", "-")
        #expect(try box.ok("branch", "--show-current") == "side\n")
        try box.files.write("t.csv", "changed\n")
        try box.files.write("new/file", "n\n")
        try box.files.write("loose", "l\n")
        #expect(try box.ok("add", "-n", ".") == "add loose\nadd new/\nadd t.csv\n")
        try box.ok("add", "-u")
        #expect(try box.ok("status", "-s") == "M  t.csv\n?? loose\n?? new/\n")
        #expect(try box.at1("clean").status == 2)
        #expect(try box.ok("clean", "-n") == "Would remove loose\n")
        #expect(try box.ok("clean", "-f", "-d") == "Removing loose\nRemoving new/\n")
        #expect(!box.files.exists("new"))
        #expect(try box.ok("status", "-s") == "M  t.csv\n")
    }

    @Test func theGraphShowsMerges() throws {
        try box.ok("switch", "-c", "side")
        try commit("theirs", ["s": Array("s\n".utf8)])
        try box.ok("switch", "main")
        try commit("ours", ["o": Array("o\n".utf8)])
        try box.ok("merge", "side", "-m", "joined")
        let lines = try box.ok("log", "--graph", "--format", "%s").split(separator: "\n")
        #expect(lines.prefix(2) == ["* joined", "|\\"])
        #expect(lines.last == "* first")
        #expect(
            Set(lines.dropFirst(2).dropLast().map { $0.filter { !"*|/\\ ".contains($0) } }) == ["ours", "theirs", ""])
    }
}
