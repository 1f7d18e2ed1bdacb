import Objects
import Testing

@Suite struct AnnotatedTagTests {
    private static let object: String = "object 83067612df0c6c7375f87d65a87664cf85de774e6ef760f8755ffa26c3a1f6f4\n"
    private static let kind: String = "kind commit\n"
    private static let name: String = "tag v1.0/rc\n"
    private static let tagger: String = "tagger \(Samples.adaText)\n"
    private static let text: String = object + kind + name + tagger + "\nmessage\n"

    @Test func vector() throws {
        let tag = try AnnotatedTag(payload: Array(Self.text.utf8))
        #expect(tag.object.hex == "83067612df0c6c7375f87d65a87664cf85de774e6ef760f8755ffa26c3a1f6f4")
        #expect(tag.objectKind == .commit)
        #expect(tag.name == "v1.0/rc")
        #expect(try tag.tagger == Samples.ada())
        #expect(tag.message == "message\n")
        #expect(tag.payload == Array(Self.text.utf8))
        #expect(tag.id.hex == "c29eac40c4cf9fad1c4a83cc45c0859b639247a8485aee9cb059e5075b3cbbb2")
        #expect(tag.signedBytes == Array("tag \(Self.text.utf8.count)\0\(Self.text)".utf8))
    }

    @Test func anyKindOfObjectMayHaveATag() throws {
        for kind in ObjectKind.allCases {
            let text = Self.object + "kind \(kind.rawValue)\n" + Self.name + Self.tagger + "\n"
            #expect(try AnnotatedTag(payload: Array(text.utf8)).objectKind == kind)
        }
    }

    @Test(arguments: [
        BadVector("nothing", "", .truncated, at: 0),
        BadVector("no empty line", object + kind + name + tagger, .truncated),
        BadVector("a line without a value", object + "kind\n\n", .syntax, at: object.utf8.count),
        BadVector("not UTF-8", Array(text.utf8) + [0xff], .badText),
        BadVector("no object", kind + name + tagger + "\n", .missing, at: 0),
        BadVector("no kind", object + name + tagger + "\n", .missing, at: object.utf8.count),
        BadVector("no name", object + kind + tagger + "\n", .missing),
        BadVector("no tagger", object + kind + name + "\n", .missing),
        BadVector("an unknown kind", object + "kind file\n" + name + tagger + "\n", .outOfRange, at: object.utf8.count),
        BadVector(
            "a name with two dots", object + kind + "tag a..b\n" + tagger + "\n", .badName,
            at: (object + kind).utf8.count),
        BadVector("an empty name", object + kind + "tag \n" + tagger + "\n", .badName),
        BadVector("a short object", "object 8306\n" + kind + name + tagger + "\n", .syntax, at: 0),
        BadVector("another line", object + kind + name + tagger + "note x\n\n", .unknownField),
        BadVector("a line twice", object + kind + name + tagger + tagger + "\n", .unknownField),
    ])
    func refuses(_ vector: BadVector) {
        vector.expect(AnnotatedTag.init(payload:))
    }
}
