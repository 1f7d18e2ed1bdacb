import Foundation
import TestSupport
import Testing

/// A wrong setting is told with its place, and can always be put right.
@Suite struct ConfigurationStoryTests {
    private let box: Sandbox

    init() throws {
        box = try Sandbox(committed: ["f": Array("x".utf8)])
    }

    private func append(_ text: String) throws {
        try box.files.write(
            ".at1store/config", String(decoding: try box.files.read(".at1store/config"), as: UTF8.self) + text)
    }

    @Test(arguments: [
        ("core.fsync", "maybe", "which is neither true nor false"),
        ("core.lockwait", "soon", "which is not a number of seconds from 0 to 1000000"),
        ("core.format", "one", "which is not a number from 1 on"),
        ("engine.memory", "lots", "which is not a number of bytes like 500m or 2g"),
    ])
    func aWrongValueLocksNobodyOut(key: String, value: String, why: String) throws {
        let name = key.split(separator: ".")
        try append("[\(name[0])]\n    \(name[1]) = \(value)\n")
        let status = try box.at1("status")
        #expect(status.status == 2)
        #expect(status.errors.contains(".at1store/config', line "), "\(status.errors)")
        #expect(status.errors.contains("\(key) is '\(value)', \(why)"), "\(status.errors)")
        let hint =
            key == "core.format" ? "'at1 config core.format 3' corrects it" : "'at1 config \(key) VALUE' sets it"
        #expect(status.errors.contains(hint), "\(status.errors)")
        #expect(try box.ok("config", key) == "\(value)\n")
        #expect(try box.ok("config", "--list").contains("\(key)=\(value)\n"))
        if key == "core.format" {
            try box.ok("config", key, "1")
        } else {
            try box.ok("config", "--unset", key)
        }
        try box.ok("status")
    }

    @Test func theUsersOwnWrongValue() throws {
        try box.ok("config", "--user", "user.name", "Ada")
        let file = box.environment["XDG_CONFIG_HOME"]! + "/at1/config"
        try "[core]\n    fsync = maybe\n".write(toFile: file, atomically: true, encoding: .utf8)
        let status = try box.at1("status")
        #expect(status.status == 2)
        #expect(status.errors.contains("'at1 config --user --unset core.fsync' removes it"), "\(status.errors)")
        try box.ok("config", "--user", "--unset", "core.fsync")
        try box.ok("status")
    }

    @Test func linesThatAreNotWellFormed() throws {
        try append("[core\n    fsync = false\n[user]\n    name = \"Ada\n    email = a@b\n")
        let status = try box.at1("status")
        #expect(status.status == 2)
        #expect(status.errors.contains("config', line 3: a section is"), "\(status.errors)")
        let list = try box.at1("config", "--list")
        #expect(list.status == 0)
        #expect(list.output == "core.format=1\nuser.email=a@b\n")
        #expect(list.errors.contains("line 3: a section is"), "\(list.errors)")
        #expect(list.errors.contains("line 6: a quote does not end"), "\(list.errors)")
        try box.ok("config", "user.name", "Ada")
        #expect(try box.ok("config", "-q", "user.name") == "Ada\n")
        let text = String(decoding: try box.files.read(".at1store/config"), as: UTF8.self)
        #expect(text == "[core]\n    format = 1\n[core\n    fsync = false\n[user]\n    name = Ada\n    email = a@b\n")
    }

    @Test func unknownNamesAreTold() throws {
        try append("[core]\n    fsnyc = false\n[remote \"o\"]\n    ulr = x\n[tool]\n    mine = 1\n")
        let status = try box.at1("status")
        #expect(status.status == 0)
        let lines = status.errors.split(separator: "\n")
        #expect(lines.count == 2, "\(status.errors)")
        #expect(status.errors.contains("line 4: 'core.fsnyc' is not a setting of at1; did you mean 'core.fsync'?\n"))
        #expect(status.errors.contains("'remote.o.ulr' is not a setting of at1; did you mean 'remote.o.url'?\n"))
        #expect(try box.at1("status", "-q").errors == "")
        let set = try box.at1("config", "user.nmae", "Ada")
        #expect(set.status == 0)
        #expect(
            set.errors.contains(
                "warning: 'user.nmae' is not a setting of at1, and has no effect; did you mean 'user.name'?"))
        #expect(try box.at1("config", "tool.x", "1").errors == "")
    }

    @Test(arguments: [
        ("core.fsync", "maybe"), ("core.format", "x"), ("gc.parity", "lots"), ("gc.auto", "few"),
        ("fetch.verify", "all"),
        ("transfer.maxbytes", "+1"), ("receive.denycurrentbranch", "yes"), ("core.lockwait", "nan"),
    ])
    func aValueThatCannotBeIsRefused(key: String, value: String) throws {
        let before = try box.files.read(".at1store/config")
        let outcome = try box.at1("config", key, value)
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("at1: error: \(key) is '\(value)', which is "), "\(outcome.errors)")
        #expect(try box.files.read(".at1store/config") == before)
    }
}
