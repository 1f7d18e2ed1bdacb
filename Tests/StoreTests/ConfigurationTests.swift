import Testing

@testable import Store

@Suite struct ConfigurationTests {
    private func parse(_ text: String) throws -> Configuration {
        try Configuration(parsing: Array(text.utf8), path: "config")
    }

    private func text(_ settings: Configuration) throws -> String {
        try #require(String(validating: settings.bytes, as: UTF8.self))
    }

    /// A line in another encoding says nothing, and is written back as it is.
    @Test func aLineThatIsNotTextStays() throws {
        let bytes = Array("[user]\n    name = Zo".utf8) + [0xeb] + "\n    email = z@b\n".utf8
        var settings = Configuration(tolerating: bytes, path: "config")
        #expect(settings.problems.map(\.what) == ["it is not UTF-8 text"])
        #expect(settings.problems.map(\.place.line) == [2])
        #expect(settings["user.name"] == nil && settings["user.email"] == "z@b")
        #expect(settings.bytes == bytes)
        settings["user.email"] = nil
        #expect(settings.bytes == bytes.dropLast("    email = z@b\n".utf8.count))
        let place = try #require(settings.problems.first?.place)
        #expect(throws: ConfigurationError.line(place, what: "it is not UTF-8 text")) {
            try Configuration(parsing: bytes, path: "config")
        }
    }

    @Test func valuesInAllForms() throws {
        let settings = try parse(
            """
            # comment
            [user]
                name = Ada Lovelace ; comment
                Email = "a;b"
            [remote "O.r"]
                url = x\\ty
                flag
            [User]
                name = "later \\"one\\""
            """)
        #expect(settings["user.name"] == "later \"one\"")
        #expect(settings["USER.EMAIL"] == "a;b")
        #expect(settings["remote.O.r.url"] == "x\ty")
        #expect(settings["remote.o.r.url"] == nil)
        #expect(try settings.flag("remote.O.r.flag") == true)
    }

    @Test func changesKeepTheRest() throws {
        var settings = try parse("# mine\n[core]\n    format = 1\n[user]\n    name = x\n")
        settings["core.fsync"] = "false"
        settings["user.name"] = nil
        settings["remote.origin.url"] = " #odd\n"
        #expect(
            try text(settings)
                == "# mine\n[core]\n    format = 1\n    fsync = false\n[user]\n[remote \"origin\"]\n    url = \" #odd\\n\"\n"
        )
        #expect(try Configuration(parsing: settings.bytes, path: "config")["remote.origin.url"] == " #odd\n")
    }

    /// CR LF is one Character, and so are a quote and a combining character after it: neither leaves its value.
    @Test(arguments: [
        "u\r\n[core]\r\nsshcommand = x", "a\"\u{301}#b", "\\\u{301}", "\n\u{301}[core]\nsshcommand = x", ";\u{301}",
    ])
    func noValueBecomesASetting(_ value: String) throws {
        var settings = Configuration()
        settings["a.b"] = value
        settings["branch.x\"\u{301}]y.remote"] = value
        let read = try Configuration(parsing: settings.bytes, path: "config")
        #expect(read["a.b"].map { Array($0.utf8) } == Array(value.utf8))
        #expect(read["branch.x\"\u{301}]y.remote"].map { Array($0.utf8) } == Array(value.utf8))
        #expect(read.all.count == 2)
    }

    @Test func aSettingMayHaveSeveralValues() throws {
        var settings = try parse("[safe]\ndirectory = /a\n[user]\nname = x\n")
        settings.add("/b", to: "safe.directory")
        settings.add("y", to: "new.key")
        #expect(
            try text(settings) == "[safe]\ndirectory = /a\n    directory = /b\n[user]\nname = x\n[new]\n    key = y\n")
        #expect(settings.all.filter { $0.key == "safe.directory" }.map(\.value) == ["/a", "/b"])
    }

    @Test(arguments: ["[user", "name = x", "[a]\n1 2 = 3", "[a]\nb = \"c", "[a b]"])
    func malformed(text: String) throws {
        #expect {
            try parse(text)
        } throws: {
            guard case .line? = $0 as? ConfigurationError else { return false }
            return true
        }
    }

    @Test func bytes() throws {
        var settings = Configuration()
        for (text, value) in [("10", 10), ("2k", 2048), ("3G", 3 << 30)] as [(String, UInt64)] {
            settings["a.b"] = text
            #expect(try settings.bytes("a.b") == value)
        }
        settings["a.b"] = "99999999t"
        #expect(
            throws: ConfigurationError.setting(
                BadSetting(key: "a.b", value: "99999999t", what: "is too large", place: nil))
        ) { try settings.bytes("a.b") }
    }
}
