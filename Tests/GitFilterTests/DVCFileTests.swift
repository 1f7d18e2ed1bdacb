import GitFilter
import Objects
import Testing

/// `.dvc` files as `dvc add` writes them, and what at1 refuses to read.
@Suite struct DVCFileTests {
    private static let md5: String = "0123456789abcdef0123456789abcdef"

    private func read(_ text: String) throws(DecodeError) -> DVCFile { try DVCFile(Array(text.utf8)) }

    @Test func whatDVCWrites() throws {
        let file = try read(
            """
            outs:
            - md5: \(Self.md5)
              size: 12
              hash: md5
              path: '[it''s] x.csv'
            - md5: \(Self.md5).dir
              size: 4
              nfiles: 2
              path: "d\\u00fc"
              isexec: true
            """)
        try #require(file.outputs.count == 2)
        #expect(file.outputs[0].path.description == "[it's] x.csv" && file.outputs[0].length == 12)
        #expect(!file.outputs[0].isFolder && !file.outputs[0].id.isLegacy && !file.outputs[0].isExecutable)
        #expect(file.outputs[0].id.places(isFolder: false).first == "files/md5/01/23456789abcdef0123456789abcdef")
        #expect(file.outputs[1].path.description == "dü" && file.outputs[1].isFolder && file.outputs[1].isExecutable)
        #expect(file.outputs[1].id.isLegacy)
        #expect(file.outputs[1].id.places(isFolder: true).first == "01/23456789abcdef0123456789abcdef.dir")
        let old = try read(
            "# a comment\nmd5: \(Self.md5)\nwdir: .\nouts:\n  - path: -a\n    md5: \(Self.md5)\n    cache: true\n")
        #expect(old.outputs.map(\.path.description) == ["-a"])
    }

    @Test(arguments: [
        ("outs:\n- md5: \(md5)\n  path: ../x\n", "'../x' is not a path below it"),
        ("outs:\n- md5: \(md5)\n  path: /x\n", "'/x' is not a path below it"),
        ("outs:\n- md5: \(md5)\n  path: a/.git/config\n", "'a/.git/config' is not a path below it"),
        ("outs:\n- md5: \(md5)\n  path: 'a''\n", "line 3 is more YAML"),
        ("outs:\n- md5: \(md5)\n  path: 'a' b'\n", "line 3 is more YAML"),
        ("outs:\n- md5: \(md5)\n  path: |\n    x\n", "line 3 is more YAML"),
        ("outs:\n- md5: \(md5)\n  path: *x\n", "line 3 is more YAML"),
        ("outs:\n- md5: \(md5)\n  path: \"\\x41\"\n", "line 3 is more YAML"),
        ("outs:\n- md5: \(md5)\n  path: a: b\n", "line 3 is more YAML"),
        ("outs:\n- md5: \(md5)\n  path: x\n  path: y\n", "line 4 is more YAML"),
        ("outs:\n- md5: \(md5)\n  path: x\n    more: y\n", "line 4 is more YAML"),
        ("outs:\n-\n", "line 2 is more YAML"),
        ("outs: {a: b}\n", "line 1 is more YAML"),
        ("outs:\r\n- md5: \(md5)\r\n  path: x\r\n", "line 1 is more YAML"),
        ("--- \nouts:\n", "line 1 is more YAML"),
        ("outs:\n- md5: \(md5)\n  path: x\nouts:\n- md5: \(md5)\n  path: y\n", "line 4 has 'outs' a second time"),
        ("outs:\n- path: x\n", "'x' has no MD5 of 32 hexadecimal digits"),
        ("outs:\n- md5: ABCDEF89abcdef0123456789abcdef01\n  path: x\n", "'x' has no MD5"),
        ("outs:\n- md5: \(md5)\n", "an output lacks its 'path'"),
        ("outs:\n- md5: \(md5)\n  path: x\n  cache: false\n", "its 'cache' is not true"),
        ("outs:\n- md5: \(md5)\n  path: x\n  hash: sha256\n", "the hash of 'x' is not MD5"),
        ("outs:\n- md5: \(md5)\n  path: x\n  size: many\n", "the size of 'x' is no number"),
        ("outs:\n- md5: \(md5)\n  path: x\n  etag: y\n", "'outs.etag' is not among what 'dvc add' writes"),
        ("outs:\n- md5: \(md5)\n  path: x\nwdir: ..\n", "its 'wdir' is not '.'"),
        ("deps:\n- path: y\n", "'deps' is not among what 'dvc add' writes"),
        ("", "it has no 'outs'"), ("outs:\n", "it has no 'outs'"), ("outs: x\n", "its 'outs' is not a list"),
    ])
    func whatIsRefused(_ text: String, _ what: String) {
        let error = #expect(throws: DecodeError.self, "\(text)") { try read(text) }
        #expect(error?.detail.contains(what) == true, "\(text): \(error?.detail ?? "")")
    }

    @Test func lists() throws {
        let good = try DVCFolderList(Array(#"[{"md5": "\#(Self.md5)", "relpath": "a/b c"}]"#.utf8), isLegacy: false)
        #expect(good.files.map(\.path.description) == ["a/b c"] && good.files.first?.id.md5 == Self.md5)
        for (text, what) in [
            (#"[{"md5":"\#(Self.md5)","relpath":"../x"}]"#, "'../x' is not a path below it"),
            (#"[{"md5":"\#(Self.md5)","relpath":"x"},{"md5":"\#(Self.md5)","relpath":"x"}]"#, "it lists 'x' twice"),
            (#"[{"md5":"..","relpath":"x"}]"#, "'x' has no MD5"), ("{}", "is not a JSON array"),
            (#"[{"md5":"\#(Self.md5)","relpath":"x","more":1}]"#, "file.more is not known"),
        ] {
            let error = #expect(throws: DecodeError.self, "\(text)") {
                try DVCFolderList(Array(text.utf8), isLegacy: false)
            }
            #expect(error?.detail.contains(what) == true, "\(text): \(error?.detail ?? "")")
        }
    }

    /// RFC 1321, A.5; and the MD5 of text with LF, in portions of 1 MiB.
    @Test func digestsOfText() {
        func digests(_ pieces: [[UInt8]], _ converts: Bool) -> [String] {
            var hasher = MD5Hasher(convertsLines: converts)
            for piece in pieces { hasher.update(piece) }
            return hasher.finish()
        }
        #expect(digests([Array("ab".utf8), Array("c".utf8)], false) == ["900150983cd24fb0d6963f7d28e17f72"])
        #expect(
            digests([Array("a\r".utf8), Array("\nb\r".utf8)], true)[1] == digests([Array("a\nb\r".utf8)], false)[0])
        let text = [UInt8](repeating: 0x61, count: (1 << 20) - 1) + Array("\r\nb".utf8)
        #expect(digests([text], true)[1] == digests([text], false)[0], "the pair is at the end of a portion")
    }
}
