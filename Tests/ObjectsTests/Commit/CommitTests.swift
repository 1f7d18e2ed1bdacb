import Objects
import Testing

@Suite struct CommitTests {
    private static let tree: String = "90aeff82a3ea51ea48c3e602c50ee4ca9863dedeb2933dcb4da8bd2420690206"
    private static let first: String = "83067612df0c6c7375f87d65a87664cf85de774e6ef760f8755ffa26c3a1f6f4"
    private static let signature: String =
        "ed25519 ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs= "
        + "PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0ufSwDqVB64mXs9bU1aIWlM5OiAp0kE5SZcmWholrvxg=="

    @Test func vector() throws {
        let text = "tree \(Self.tree)\nauthor \(Samples.adaText)\ncommitter Grüße <> -1 -0930\n\nfirst\n"
        let commit = try Commit(payload: Array(text.utf8))
        #expect(commit.tree.hex == Self.tree)
        #expect(commit.parents.isEmpty)
        #expect(try commit.author == Samples.ada())
        #expect(commit.committer.name == "Grüße")
        #expect(commit.committer.email == "")
        #expect(commit.committer.date == Timestamp(seconds: -1, offset: -570))
        #expect(commit.signature == nil)
        #expect(commit.message == "first\n")
        #expect(commit.payload == Array(text.utf8))
        #expect(commit.id.hex == Self.first)
    }

    @Test func vectorWithParentsAndASignature() throws {
        let text = """
            tree \(Self.tree)
            parent \(Self.first)
            parent \(Samples.a)
            author <a@b> 0 +0000
            committer B <b@c> 9 +2359
            signature \(Self.signature)

            subject

            body without an end
            """
        let commit = try Commit(payload: Array(text.utf8))
        #expect(commit.parents.map(\.hex) == [Self.first, Samples.a])
        #expect(commit.author.name == "")
        #expect(try commit.signature?.publicKey == Samples.bytes(Samples.a))
        #expect(try commit.signature?.signature == Samples.bytes(Samples.b + Samples.c))
        #expect(commit.subject == "subject")
        #expect(commit.message == "subject\n\nbody without an end")
        #expect(commit.payload == Array(text.utf8))
        #expect(commit.id.hex == "13aaf279efa8debd89e3d46b12bf33bfbe686a8b7f74b60a53b178a4d27a161c")
    }

    private static let a: String = "author \(Samples.adaText)\n"
    private static let c: String = "committer \(Samples.adaText)\n"
    private static let t: String = "tree \(tree)\n"

    private static func author(_ line: String) -> String { "\(t)author \(line)\n\(c)\n" }

    @Test(arguments: [
        BadVector("nothing", "", .truncated, at: 0),
        BadVector("no empty line", t + a + c, .truncated, at: (t + a + c).utf8.count),
        BadVector("a line that does not end", t + "author", .truncated, at: t.utf8.count),
        BadVector("a line without a value", t + "author\n" + c + "\n", .syntax, at: t.utf8.count),
        BadVector("not UTF-8", Array((t + a + c + "\n").utf8) + [0xc3], .badText),
        BadVector("a NUL", t + a + c + "\n\0", .badText),
        BadVector("no tree", a + c + "\n", .missing, at: 0),
        BadVector("no author", t + c + "\n", .missing, at: t.utf8.count),
        BadVector("no committer", t + a + "\n", .missing),
        BadVector("the tree in capitals", "tree \(tree.uppercased())\n" + a + c + "\n", .syntax, at: 0),
        BadVector("a short tree", "tree \(tree.dropLast())\n" + a + c + "\n", .syntax, at: 0),
        BadVector("a parent twice", t + "parent \(first)\nparent \(first)\n" + a + c + "\n", .order),
        BadVector(
            "a parent after the author", t + a + "parent \(first)\n" + c + "\n", .missing, at: (t + a).utf8.count),
        BadVector("a line of git's", t + a + c + "encoding latin1\n\n", .unknownField, at: (t + a + c).utf8.count),
        BadVector(
            "a second signature", t + a + c + "signature \(signature)\nsignature \(signature)\n\n", .unknownField),
        BadVector(
            "another scheme", t + a + c + "signature rsa \(signature.dropFirst(8))\n\n", .syntax,
            at: (t + a + c).utf8.count),
        BadVector("a short signature", t + a + c + "signature \(signature.dropLast(4))\n\n", .syntax),
        BadVector("no mail", author("Ada 0 +0000"), .syntax, at: t.utf8.count),
        BadVector("no date", author("Ada <a@b>"), .syntax, at: t.utf8.count),
        BadVector("a date with a plus", author("Ada <a@b> +1 +0000"), .syntax, at: t.utf8.count),
        BadVector("a date with a zero", author("Ada <a@b> 01 +0000"), .syntax, at: t.utf8.count),
        BadVector("a date beyond 64 bits", author("Ada <a@b> 9223372036854775808 +0000"), .syntax, at: t.utf8.count),
        BadVector("a day of an offset", author("Ada <a@b> 0 +2400"), .syntax, at: t.utf8.count),
        BadVector("60 minutes", author("Ada <a@b> 0 +0060"), .syntax, at: t.utf8.count),
        BadVector("zero east of zero", author("Ada <a@b> 0 -0000"), .syntax, at: t.utf8.count),
        BadVector("two spaces", author("Ada  <a@b> 0 +0000"), .badName, at: t.utf8.count),
        BadVector("a bracket in the name", author("A>da <a@b> 0 +0000"), .syntax, at: t.utf8.count),
        BadVector(
            "too many parents",
            t
                + (0...1024).map { n in
                    let hex = String(n, radix: 16)
                    return "parent \(String(repeating: "0", count: 64 - hex.utf8.count))\(hex)\n"
                }.joined() + a + c + "\n", .outOfRange),
    ])
    func refuses(_ vector: BadVector) {
        vector.expect(Commit.init(payload:))
    }

    @Test(arguments: ["A<", "A>", "A\nB", "A\r", "A\0", " A", "A "])
    func namesThatWouldBreakTheLine(_ name: String) throws {
        let date = try #require(Timestamp(seconds: 0, offset: 0))
        for (wrong, other) in [(name, "a@b"), ("A", name)] {
            let error = #expect(throws: DecodeError.self) { try Person(name: wrong, email: other, date: date) }
            #expect(error?.reason == .badName)
        }
    }

    /// What a signature is made over: the object as it would be without it.
    @Test func signedBytes() throws {
        let text = "\(Self.t)\(Self.a)\(Self.c)\nm"
        let bare = try Commit(payload: Array(text.utf8))
        let signed = try Commit(payload: Array("\(Self.t)\(Self.a)\(Self.c)signature \(Self.signature)\n\nm".utf8))
        #expect(bare.signedBytes == Array("commit \(text.utf8.count)\0\(text)".utf8))
        #expect(signed.signedBytes == bare.signedBytes)
        #expect(signed.signed(nil) == bare)
    }
}
