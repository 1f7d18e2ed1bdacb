import Objects
import Testing

@Suite struct Base64Tests {
    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ])
    func vectors(_ plain: String, _ text: String) {
        #expect(Base64.encode(plain.utf8) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
        let bare = String(text.prefix { $0 != "=" })
        #expect(Base64.encode(plain.utf8, .url) == bare)
        #expect(Base64.decode(bare, .url) == Array(plain.utf8))
    }

    @Test func everyByteBothWays() {
        let bytes = (0..<1024).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 256) }
        for length in 0..<bytes.count {
            let slice = Array(bytes[..<length])
            #expect(Base64.decode(Base64.encode(slice), .standard) == slice)
            #expect(Base64.decode(Base64.encode(slice, .url), .url) == slice)
        }
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zm9", "Zm8=\n", " Zg==", "Z===", "====", "Zm-v", "Zm9vé"])
    func refusesStandard(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["Z", "Zh", "Zm9=", "Zm+v", "Zm/v", "Zm 9", "Zm9vZ"])
    func refusesURL(_ text: String) {
        #expect(Base64.decode(text, .url) == nil)
    }
}
