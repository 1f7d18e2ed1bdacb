import Files
import Objects
import TestSupport
import Testing

@testable import Store

@Suite struct CreationTests {
    /// Whatever a killed `init` has left, the next one finishes it; other commands say so.
    @Test func whatWasBegunIsFinished() throws {
        for step in 0..<5 {
            let scratch = try Scratch()
            try scratch.makeFolder(".at1store")
            if step > 0 { try scratch.write(".at1store/lock", "") }
            if step > 1 {
                for name in ["refs/heads", "refs/tags", "packs", "tmp"] { try scratch.makeFolder(".at1store/\(name)") }
            }
            if step > 2 { try scratch.write(".at1store/tmp/tmp-left", "half") }
            if step > 3 { try scratch.write(".at1store/HEAD", "ref: refs/heads/main\n") }
            #expect("\(step)") {
                _ = try Repository.open(at: scratch.path)
            } throws: {
                $0 as? RepositoryError == .unfinished(scratch.path)
            }
            _ = try Repository.create(at: scratch.path)
            #expect(try Fsck(Repository.open(at: scratch.path)).run().isClean)
            #expect(try scratch.names(".at1store/tmp") == [])
            #expect(throws: RepositoryError.alreadyExists(scratch.path)) { try Repository.create(at: scratch.path) }
        }
    }

    /// Where the last step fails, nothing of the first is left; folders that were there stay.
    @Test(arguments: [false, true]) func whatCannotBeMadeIsNotBegun(bare: Bool) throws {
        var options = Repository.Options()
        options.userConfiguration["init.defaultbranch"] = "not..a branch"
        let scratch = try Scratch()
        try scratch.write("here/mine", "mine")
        for folder in ["deep/er/new", "here"] {
            #expect {
                try Repository.create(at: scratch[folder], bare: bare, options)
            } throws: {
                ($0 as? DecodeError)?.detail == "'refs/heads/not..a branch' is not the name of a ref"
            }
        }
        #expect(try scratch.names() == ["here"])
        #expect(try scratch.names("here") == ["mine"])
        // Another process makes one there: that is left to it.
        let box = try Scratch()
        try box.makeFolder(".at1store")
        options.lockWait = .zero
        let lock = try FileLock("lock", in: Folder(at: box[".at1store"]), .exclusive, wait: .zero)
        let held = LockHeld(path: box[".at1store/lock"], waited: .zero)
        #expect(throws: held) { try Repository.create(at: box.path, options) }
        #expect(try box.names(".at1store") == ["lock"])
        _ = lock
    }

    @Test func aRepositoryThatLostItsSettingsIsNotMadeAnew() throws {
        let scratch = try Scratch()
        let repository = try Repository.create(at: scratch.path)
        let transaction = try repository.transaction()
        try transaction.put(.blob, [1])
        try transaction.publish()
        try scratch.remove(".at1store/config")
        for attempt in [{ try Repository.create(at: scratch.path) }, { try Repository.open(at: scratch.path) }] {
            #expect {
                _ = try attempt()
            } throws: {
                guard case .formatMissing(let path)? = $0 as? RepositoryError else { return false }
                return path.hasSuffix("/.at1store/config")
            }
        }
    }

    @Test func settingsOfTheRepositorySayHowLongToWait() throws {
        let scratch = try Scratch()
        let repository = try Repository.create(at: scratch.path)
        #expect(repository.options.lockWait == .seconds(10))
        try repository.configure { $0["core.lockwait"] = "0.25" }
        #expect(try Repository.open(at: scratch.path).options.lockWait == .milliseconds(250))
        #expect(try Repository.open(at: scratch.path, .init(lockWait: .seconds(3))).options.lockWait == .seconds(3))
        try repository.configure { $0["core.lockwait"] = "soon" }
        let error = try #require(throws: ConfigurationError.self) { try Repository.open(at: scratch.path) }
        #expect("\(error)".contains("core.lockwait is 'soon', which is not a number of seconds"))
    }

    @Test func linesMayEndInCarriageReturns() throws {
        let text = "[core]\r\n    format = 1\r\n# a word\r\n[user]\r\n\tname = \"Ada\"\r\n"
        var settings = try Configuration(parsing: Array(text.utf8), path: "config")
        #expect(settings["core.format"] == "1" && settings["user.name"] == "Ada")
        #expect(settings.bytes == Array(text.utf8))
        settings["user.email"] = "a@b"
        #expect(try Configuration(parsing: settings.bytes, path: "config")["user.email"] == "a@b")
    }

    @Test func aSignedTagUnderAnotherNameIsFound() throws {
        let scratch = try Scratch()
        let repository = try Repository.create(at: scratch.path)
        let who = try Person(name: "A", email: "a@b", date: Timestamp(seconds: 5, offset: 0)!)
        let transaction = try repository.transaction()
        let blob = try transaction.put(.blob, [1])
        let plain = AnnotatedTag(object: blob, kind: .blob, name: "v1", tagger: who, message: "m")
        var seed: [UInt8] = Array(0..<32)
        let signed = plain.signed(with: try #require(SigningKey(wiping: &seed)))
        let ids = (plain: try transaction.put(plain), signed: try transaction.put(signed))
        try transaction.publish()
        func name(_ name: String, _ id: ObjectID) throws {
            let update = RefUpdate(try RefName.tag(name), expected: .anything, new: id, message: "t")
            try repository.withWriteLock { try repository.update([update], who: who, $0) }
        }
        try name("v1", ids.signed)
        try name("alias", ids.plain)
        #expect(try Fsck(repository).run().isClean)
        try name("v2", ids.signed)
        #expect(try Fsck(repository).run().findings.map(\.code) == [.tagRenamed])
    }
}
