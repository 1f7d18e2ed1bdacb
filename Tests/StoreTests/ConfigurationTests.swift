import Testing

@testable import Store

@Suite struct ConfigurationTests {
    private func parse(_ text: String) throws -> Configuration { try Configuration(parsing: text, path: "config") }

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
            settings.text
                == "# mine\n[core]\n    format = 1\n    fsync = false\n[user]\n[remote \"origin\"]\n    url = \" #odd\\n\"\n"
        )
        #expect(try parse(settings.text)["remote.origin.url"] == " #odd\n")
    }

    @Test(arguments: ["[user", "name = x", "[a]\n1 2 = 3", "[a]\nb = \"c", "[a b]"])
    func malformed(text: String) throws {
        #expect(throws: RepositoryError.self) { try parse(text) }
    }

    @Test func bytes() throws {
        var settings = Configuration()
        for (text, value) in [("10", 10), ("2k", 2048), ("3G", 3 << 30)] as [(String, UInt64)] {
            settings["a.b"] = text
            #expect(try settings.bytes("a.b") == value)
        }
        settings["a.b"] = "99999999t"
        #expect(throws: RepositoryError.self) { try settings.bytes("a.b") }
    }
}
