import Objects
import Pages
import Testing

@Suite struct SessionPageTests {
    private func page(_ name: String, _ seal: SealVerdict?, by key: SigningKey = .generate()) throws -> (
        SessionPage, String
    ) {
        var run = ReplayRun(sessionID: name, agentName: "a", skillName: "k")
        run.caller = name
        let payload = ReplayPayload(["text": .string(name)])
        let session = ReplaySession(run, events: [ReplayEvent(index: 0, kind: .eval, timestamp: 0, payload: payload)])
        let page = try SessionPage(session.sealed(by: key), seal: seal)
        return (page, String(decoding: page.html, as: UTF8.self))
    }

    @Test func verdicts() throws {
        let key = SigningKey.generate().publicKey
        #expect(try page("s", .good(key, principal: "ada")).0.verdict == .verified)
        #expect(try page("s", .bad).0.verdict == .notVerified)
        #expect(try page("s", .unknown(nil)).0.verdict == .notVerified)
        #expect(try page("s", .revoked(key, principal: "ada", from: 1)).0.verdict == .notVerified)
        #expect(try page("s", nil).0.verdict == .unchecked)
    }

    @Test func saysWhoseClaimTheSignerIs() throws {
        let key = SigningKey.generate().publicKey
        let html = try page("s", .good(key, principal: "ada@example.org")).1
        #expect(html.contains(#""fingerprint":"\#(key.fingerprint)""#) && html.contains(#""seal":"good""#))
        #expect(html.contains("is the word of this page's maker"))
        #expect(html.contains(#"<input type="file" id="signers">"#))
        #expect(try page("s", .revoked(key, principal: "ada", from: 1)).1.contains(#""seal":"revoked""#))
    }

    @Test(arguments: ["<script>alert(1)</script>", "</script><!--", "\u{2028}&'\"", "</title>"])
    func nothingOfTheSessionIsMarkup(_ hostile: String) throws {
        let plain = try page("s", .good(SigningKey.generate().publicKey, principal: "s")).1
        let html = try page(hostile, .good(SigningKey.generate().publicKey, principal: hostile)).1
        func count(_ text: String, of part: String) -> Int {
            text.split(separator: part, omittingEmptySubsequences: false).count
        }
        for part in ["<script", "</script", "<!--", "</title", "<"] {
            #expect(count(html, of: part) == count(plain, of: part))
        }
    }

    @Test func loadsNothing() throws {
        let html = try page("s", .good(SigningKey.generate().publicKey, principal: "s")).1
        #expect(html.contains("default-src 'none'"))
        for part in ["src=", "<link", "@import", "url(http", "fetch(", "XMLHttpRequest", "innerHTML", "eval("] {
            #expect(!html.contains(part))
        }
    }
}
