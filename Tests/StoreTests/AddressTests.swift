import Testing

@testable import HTTP
@testable import Remotes
@testable import Store

/// Which addresses may be used, and how they are shown.
@Suite struct AddressTests {
    @Test(arguments: [
        "http://localhost:x@host/", "http://localhost@evil/", "http://127.0.0.1.evil.org/", "http://127.0.0.1@evil/",
        "http://0x7f.1/", "http://2130706433/", "http://127.1/", "http://0177.0.0.1/", "http://127.0.0.256/",
        "http://127.0.0.01/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:1.2.3.4]/", "http://[::2]/",
        "http://0.0.0.0/",
        "http://localhost.evil.org/", "http://localhost./", "http://example.org/x", "HTTP://example.org",
    ])
    func plainHTTPIsForThisMachineOnly(_ text: String) {
        let error = #expect(throws: HTTPError.self) { try HTTPAddress(text) }
        #expect(error == HTTPError(.badAddress, "http:// is for this machine only; use https://"))
        #expect {
            try RemoteAddress(text)
        } throws: {
            guard case RemoteError.badAddress(text, _) = $0 else { return false }
            return true
        }
    }

    @Test(arguments: [
        "http://localhost", "http://LocalHost:8080/x", "http://127.0.0.1:1/", "http://127.255.3.4/",
        "http://[::1]:80/x",
        "http://u:p@localhost/x", "https://example.org/a/b", "https://u:p@example.org:443/", "HTTPS://h",
        "https://h/a b/é",
    ])
    func whatMayBeUsed(_ text: String) throws {
        _ = try HTTPAddress(text)
        #expect(try RemoteAddress(text) == .web(text))
    }

    @Test(arguments: [
        "http://localhost\\@evil/", "https://", "https:///x", "https://@h/", "https://h:0/", "https://h:99999/",
        "https://h:/",
        "https://h:1:2/", "https://-h/", "https://h%2eevil/", "https://a@b@c/", "https://a b@c/", "https://[::1/",
        "https://[]/",
        "https://h/a\u{7f}", "ftp://h/",
    ])
    func whatIsNotWellWritten(_ text: String) {
        let error = #expect(throws: HTTPError.self) { try HTTPAddress(text) }
        #expect(error?.reason == .badAddress)
        #expect {
            try RemoteAddress(text)
        } throws: {
            guard case RemoteError.badAddress(text, _) = $0 else { return false }
            return true
        }
    }

    @Test func partsAreTakenApart() throws {
        let address = try HTTPAddress("https://a%40b:p%2Fw@Example.ORG:8443/x%20y/é z?q=1#f")
        #expect(address.user == "a@b")
        #expect(address.password == "p/w")
        #expect(address.host == "example.org")
        #expect(address.text == "https://example.org:8443/x%20y/%C3%A9%20z?q=1")
    }

    @Test func aRedirectionGoesWhereItMay() throws {
        let plain = try HTTPAddress("http://localhost:8080/a")
        let secure = try HTTPAddress("https://example.org/a")
        let known = try HTTPAddress("https://u:p@example.org/a")
        #expect(try HTTPClient.redirection(to: "http://localhost:8081/b", from: plain).port == 8081)
        #expect(
            try HTTPClient.redirection(to: "https://cdn.example.net/b?token=1", from: secure).host == "cdn.example.net")
        #expect(try HTTPClient.redirection(to: "https://EXAMPLE.org:443/b", from: known).path == "/b")
        for (target, from, why) in [
            (
                "http://example.org/b", secure,
                "it redirects to an address that may not be used: http:// is for this machine only; use https://"
            ),
            ("http://localhost/b", secure, "it redirects from https to http"),
            ("https://example.net/b", known, "it redirects to another server, which must not get the password"),
            ("https://example.org:444/b", known, "it redirects to another server, which must not get the password"),
            (
                "ftp://example.org/b", secure,
                "it redirects to an address that may not be used: it starts neither with https:// nor with http://"
            ),
        ] {
            #expect(throws: HTTPError(.badAddress, why)) { try HTTPClient.redirection(to: target, from: from) }
        }
    }

    /// By bytes: a dash with a combining character after it is still a dash to ssh.
    @Test(arguments: [
        "h:-x", "h:--read-only", "h:-\u{301}x", "-\u{301}h:x", "-oProxyCommand=x:path", "ssh://-oX/path",
        "ssh://-u@h/p",
        "ssh://u@-h/p", "-u@h:x", "u@-h:x", "-\u{301}u@h:x", "ssh://[-x]/p", "ssh://u:secret@h/p",
        "u:p@h:x/-y".replacing("u:p", with: "-u:p"),
    ])
    func whatSshWouldTakeForAnOptionIsNoAddress(_ text: String) {
        #expect {
            try RemoteAddress(text)
        } throws: {
            guard case RemoteError.badAddress(text, _) = $0 else { return false }
            return true
        }
    }

    @Test func pathsAreOneWordToTheShellThere() {
        #expect(Transport.quoted("a b") == "'a b'")
        #expect(Transport.quoted("a'b") == "'a'\\''b'")
        // A quote and a combining character are one Character, and a quote to the shell.
        #expect(Array(Transport.quoted("a'\u{301};x").utf8) == Array("'a'\\''\u{301};x'".utf8))
        #expect(Transport.quoted("~/a'b") == "~/'a'\\''b'")
        #expect(Transport.quoted("~ada/x") == "~ada/'x'")
        #expect(Transport.quoted("~$(x)/y") == "'~$(x)/y'")
    }

    @Test(arguments: [
        ("https://u:secret@h/x", "https://***@h/x"), ("https://secret@h/x", "https://***@h/x"),
        ("http://u:sec/ret@h/x", "http://***@h/x"), ("https://u:sec@ret@h/x", "https://***@h/x"),
        ("ssh://ada@h/x", "ssh://ada@h/x"), ("ssh://ada:secret@h/x", "ssh://ada:***@h/x"),
        ("s3://KEY:secret@b/x", "s3://***@b/x"), ("https://h:8443/a@b", "https://h:8443/a@b"),
        ("https://h/a@b", "https://h/a@b"),
        ("host:a@b", "host:a@b"), ("/a/b@c", "/a/b@c"), ("", ""), ("ada@host:x", "ada@host:x"),
        ("u:secret@host:/x", "u:***@host:/x"), ("https:/u:secret@host/x", "https:***@host/x"),
        ("https//u:secret@host/x", "https//u:***@host/x"), ("git+ssh://u:secret@h/x", "git+ssh://***@h/x"),
    ])
    func noPasswordIsShown(_ text: String, _ shown: String) {
        #expect(RemoteAddress.shown(text) == shown)
        #expect(!RemoteError.badAddress(text, what: "").description.contains("secret"))
        #expect(!RemoteSettings(url: text).label.contains("secret"))
    }

    @Test func aMirrorIsKeptWithItsAccountAndWithoutItsPassword() {
        #expect(RemoteAddress.withoutPassword("https://ada:secret@h/x.git") == "https://ada@h/x.git")
        #expect(RemoteAddress.withoutPassword("https://ada@h/x.git") == "https://ada@h/x.git")
        #expect(RemoteAddress.withoutPassword("git@h:x.git") == "git@h:x.git")
    }
}
