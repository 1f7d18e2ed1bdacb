import GitFilter
import Objects
import Testing

/// Lines of `.gitattributes` and `.gitignore`, changed without touching the others.
@Suite struct GitAttributesTextTests {
    private func replaced(_ text: String) -> String {
        var attributes = GitAttributesText(Array(text.utf8))
        attributes.replaceLargeFileFilter()
        return String(decoding: attributes.bytes, as: UTF8.self)
    }

    @Test func largeFileFilters() {
        #expect(
            replaced("# filter=lfs\n*.bin filter=lfs diff=lfs merge=lfs -text\n\n*.txt text\n")
                == "# filter=lfs\n*.bin filter=at1 diff=at1 merge=at1 -text\n\n*.txt text\n")
        #expect(replaced("*.a\tfilter=lfs  lockable\r\n*.b -filter") == "*.a\tfilter=at1  lockable\r\n*.b -filter")
        #expect(
            replaced("[attr]big filter=lfs\nfilter=lfsx merge=lfs2") == "[attr]big filter=at1\nfilter=lfsx merge=lfs2")
        #expect(replaced("") == "")
    }

    @Test func patterns() {
        func pattern(_ name: String, _ isFolder: Bool = false) -> String {
            String(decoding: GitAttributesText.pattern(Array(name.utf8), isFolder: isFolder), as: UTF8.self)
        }
        #expect(pattern("x.csv") == "/x.csv")
        #expect(pattern("a b", true) == "/a[[:space:]]b/**")
        #expect(pattern(#"[x]*?\"#) == #"/\[x\]\*\?\\"#)
        var text = GitAttributesText(Array("*.x text".utf8))
        text.add(Array("/y".utf8))
        text.add(Array("/y".utf8))
        #expect(String(decoding: text.bytes, as: UTF8.self) == "*.x text\n/y filter=at1 diff=at1 merge=at1 -text\n")
    }

    @Test func ignoredFiles() {
        let names = ["a b", "[z]*!.txt"].map { Array($0.utf8) }
        let text = GitIgnoreText.removing(names, from: Array("/a b\n*.tmp\n/\\[z\\]\\*\\!.txt\n/a bc\n".utf8))
        #expect(String(decoding: text, as: UTF8.self) == "*.tmp\n/a bc\n")
    }

    @Test func pointersOfGitLFS() throws {
        let digest = String(repeating: "ab", count: 32)
        let text = "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize 12345\n"
        let pointer = try #require(LargeFilePointer(Array(text.utf8)))
        #expect(pointer.length == 12345 && pointer.sha256.hex == digest && !pointer.hasExtensions)
        #expect(pointer.place == "objects/ab/ab/\(digest)")
        let extended = text.replacing("oid", with: "ext-0-case sha256:\(digest)\noid")
        #expect(LargeFilePointer(Array(extended.utf8))?.hasExtensions == true)
        for cut in [30, 50, 80, text.utf8.count - 1] {
            #expect(LargeFilePointer(Array(text.utf8.prefix(cut))) == nil, "\(cut)")
        }
        #expect(LargeFilePointer.isLikely(text.utf8.prefix(50)) && !LargeFilePointer.isLikely("version 2".utf8))
    }
}
