import Objects
import Pages
import Testing

@Suite struct SessionPageTests {
    private func page(_ name: String, signer: SigningKey?, by key: SigningKey = .generate()) throws -> (
        SessionPage, String
    ) {
        var run = ReplayRun(sessionID: name, agentName: "a", skillName: "k")
        run.caller = name
        let payload = ReplayPayload(["text": .string(name)])
        let session = ReplaySession(run, events: [ReplayEvent(index: 0, kind: .eval, timestamp: 0, payload: payload)])
        let page = try SessionPage(
            session.sealed(by: key), signer: signer.map { SessionPage.Signer(key: $0.publicKey, principal: name) })
        return (page, String(decoding: page.html, as: UTF8.self))
    }

    @Test func verdicts() throws {
        let key = SigningKey.generate()
        #expect(try page("s", signer: key, by: key).0.verdict == .verified)
        #expect(try page("s", signer: .generate(), by: key).0.verdict == .notVerified)
        #expect(try page("s", signer: nil, by: key).0.verdict == .unchecked)
    }

    @Test(arguments: ["<script>alert(1)</script>", "</script><!--", "\u{2028}&'\"", "</title>"])
    func nothingOfTheSessionIsMarkup(_ hostile: String) throws {
        let plain = try page("s", signer: .generate()).1
        let html = try page(hostile, signer: .generate()).1
        func count(_ text: String, of part: String) -> Int {
            text.split(separator: part, omittingEmptySubsequences: false).count
        }
        for part in ["<script", "</script", "<!--", "</title", "<"] {
            #expect(count(html, of: part) == count(plain, of: part))
        }
    }

    @Test func loadsNothing() throws {
        let html = try page("s", signer: .generate()).1
        #expect(html.contains("default-src 'none'"))
        for part in ["src=", "<link", "@import", "url(http", "fetch(", "XMLHttpRequest", "innerHTML", "eval("] {
            #expect(!html.contains(part))
        }
    }
}
