import Objects
import Testing

@Suite struct RecipeTests {
    static let code: String = String(repeating: "ab", count: 32)
    /// Written by hand: RFC 8785, an integer beyond 2^53 as a string.
    static let text: String =
        #"{"array":"X","encoding":"npy","engine":{"arithmetic":"openblas-haswell","code":""# + code
        + #"","name":"at1"},"#
        + #""generator":"sk_blobs","output":{"length":8000128,"sha256":""# + Samples.c + #""},"#
        + #""params":{"centers":3,"cluster_std":0.5,"n_samples":100,"seed":"18446744073709551616"}}"#

    private func recipe(arithmetic: String?) throws -> Recipe {
        Recipe(
            generator: "sk_blobs",
            params: ["seed": "18446744073709551616", "n_samples": 100, "centers": 3, "cluster_std": 0.5],
            array: "X", encoding: "npy",
            engine: .init(name: "at1", code: try Samples.digest(Self.code), arithmetic: arithmetic),
            output: .init(length: 8_000_128, sha256: try Samples.digest(Samples.c)))
    }

    @Test func vector() throws {
        let recipe = try recipe(arithmetic: "openblas-haswell")
        #expect(String(decoding: recipe.bytes, as: UTF8.self) == Self.text)
        #expect(recipe.id.hex == "cd569370e24338aa15f103bd82ae437ee417fc80972ca1ad87c44ccc8a71eaf3")
        let again = try Recipe(payload: Array(Self.text.utf8))
        #expect(again == recipe)
        #expect(again.params["seed"] == "18446744073709551616")
        #expect(again.engine.arithmetic == "openblas-haswell")
        #expect(again.output.length == 8_000_128)
    }

    @Test func arithmeticThatDoesNotMatterIsNull() throws {
        let recipe = try recipe(arithmetic: nil)
        #expect(recipe.id.hex == "184bc05da7ea15c907cf3c791f781ee3e4177d8229234fe70a12cbb1953b63bc")
        #expect(try Recipe(payload: recipe.bytes).engine.arithmetic == nil)
    }

    /// The text with one part of it put in another's place.
    private static func with(_ part: String, _ other: String) -> String {
        precondition(text.contains(part), "the recipe has no \(part)")
        return text.replacing(part, with: other, maxReplacements: 1)
    }

    @Test(arguments: [
        BadVector("nothing", "", .truncated, at: 0),
        BadVector("an array", "[]", .wrongType),
        BadVector("cut short", String(text.dropLast()), .truncated, at: text.utf8.count - 1),
        BadVector("a line end after it", text + "\n", .notCanonical, at: text.utf8.count),
        BadVector("more after it", text + "{}", .trailingBytes, at: text.utf8.count),
        BadVector("a space", with(#":"X""#, #": "X""#), .notCanonical, at: 9),
        BadVector("a number in another form", with("0.5", "5e-1"), .notCanonical),
        BadVector(
            "members in another order", with(#""centers":3,"cluster_std":0.5"#, #""cluster_std":0.5,"centers":3"#),
            .notCanonical),
        BadVector("a key twice", with(#""centers":3,"#, #""centers":3,"centers":3,"#), .duplicateKey),
        BadVector("not UTF-8", Array(text.utf8).map { $0 == UInt8(ascii: "X") ? 0xff : $0 }, .badText),
        BadVector("no array", with(#""array":"X","#, ""), .missing),
        BadVector("no code", with(#","code":""# + code + #"""#, ""), .missing),
        BadVector("another member", with(#"{"array""#, #"{"a":0,"array""#), .unknownField),
        BadVector("another member of the engine", with(#""name":"at1""#, #""name":"at1","version":2"#), .unknownField),
        BadVector("another member of the output", with(#"{"length""#, #"{"kind":1,"length""#), .unknownField),
        BadVector("an array that is a number", with(#""array":"X""#, #""array":1"#), .wrongType),
        BadVector("arithmetic that is a number", with(#""openblas-haswell""#, "1"), .wrongType),
        BadVector(
            "parameters that are a list",
            with(#"{"centers":3,"cluster_std":0.5,"n_samples":100,"seed":"18446744073709551616"}"#, "[]"), .wrongType),
        BadVector("a negative length", with("8000128", "-1"), .wrongType),
        BadVector("half a byte", with("8000128", "0.5"), .wrongType),
        BadVector("a small length as text", with("8000128", #""8000128""#), .wrongType),
        BadVector("code in capitals", with(code, code.uppercased()), .wrongType),
        BadVector("a short SHA-256", with(Samples.c, String(Samples.c.dropLast())), .wrongType),
        BadVector("too long", "{\"array\":\"" + String(repeating: "X", count: 1 << 20) + "\"}", .outOfRange),
    ])
    func refuses(_ vector: BadVector) {
        vector.expect(Recipe.init(payload:))
    }

    @Test func lengthsBeyondTheDoublesAreText() throws {
        let text = Self.with("8000128", #""9007199254740993""#)
        #expect(try Recipe(payload: Array(text.utf8)).output.length == 9_007_199_254_740_993)
    }
}
