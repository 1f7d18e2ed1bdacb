import Files
import Glibc
import TestSupport
import Testing

@Suite struct FolderTests {
    private let scratch: Scratch
    private let folder: Folder

    init() throws {
        scratch = try Scratch()
        folder = try Folder(at: scratch.path)
    }

    @Test func whatIsMissingIsNilOrNamed() throws {
        #expect(try folder.find("none") == nil)
        #expect(try folder.findFolder("none") == nil)
        #expect(try folder.contents(of: "none") == nil)
        let missing = FileError(.open, scratch["none"], code: ENOENT)
        #expect(throws: missing) { try folder.openFolder("none") }
        #expect(throws: missing) { _ = try folder.openFile("none") }
        #expect(missing.isMissing)
        #expect(missing.description == "cannot open '\(scratch["none"])': No such file or directory")
    }

    @Test func noLinkIsFollowed() throws {
        try scratch.write("elsewhere/file", "secret")
        try folder.createLink("folder", to: Array("elsewhere".utf8))
        try folder.createLink("link", to: Array("elsewhere/file".utf8))
        #expect(throws: FileError(.open, scratch["folder"], code: ENOTDIR)) { try folder.openFolder("folder") }
        #expect(throws: FileError(.open, scratch["link"], code: ELOOP)) { _ = try folder.openFile("link") }
        #expect(throws: FileError(.create, scratch["link"], code: EEXIST)) { _ = try folder.createFile("link") }
        #expect(try folder.find("link")?.kind == .symbolicLink)
        #expect(try folder.target(ofLink: "link") == Array("elsewhere/file".utf8))
        // Nothing is written through a link either: it gives way to a file of its own.
        try folder.openOwn("link").write(Array("mine".utf8))
        #expect(try scratch.read("elsewhere/file") == Array("secret".utf8))
        #expect(try scratch.read("link") == Array("mine".utf8))
    }

    @Test func clearingRemovesLinksAndNotWhatTheyLeadTo() throws {
        let other = try Scratch()
        try other.write("kept", "kept")
        try scratch.write("a/b/c", "gone")
        try folder.createLink("link", to: Array(other.path.utf8))
        folder.clear()
        #expect(try folder.names().isEmpty)
        #expect(try other.read("kept") == Array("kept".utf8))
    }

    @Test func aTreeGoesWhateverItsPermissions() throws {
        let other = try Scratch()
        try other.write("kept", "kept")
        try scratch.write("tree/closed/inner/file", "gone")
        try Folder(at: scratch["tree"]).createLink("link", to: Array(other.path.utf8))
        chmod(scratch["tree/closed/inner"], 0o000)
        chmod(scratch["tree/closed"], 0o000)
        Folder.removeTree(scratch["tree"])
        #expect(try scratch.names() == [])
        #expect(try other.names() == ["kept"])
    }

    @Test func aWalkGoesThroughFoldersAndNotThroughLinks() throws {
        try scratch.write("b/inner/file", "1")
        try scratch.write("a", "2")
        try folder.createLink("c", to: Array("b".utf8))
        var found: [String] = []
        try folder.walk { path, status in found.append("\(path) \(status.kind)") }
        #expect(found == ["a regular", "b folder", "b/inner folder", "b/inner/file regular", "c symbolicLink"])
    }

    @Test func foldersAreMadeAllOrNone() throws {
        #expect(try Folder.make(scratch["a/b/"]) == [scratch["a"], scratch["a/b"]])
        #expect(try Folder.make(scratch["a/b"]) == [])
        // The sync of the inner one's parent fails, so the outer one goes as well.
        InjectedFault(.sync, scratch["x"], code: EIO).during {
            #expect(throws: FileError(.sync, scratch["x"], code: EIO)) { try Folder.make(scratch["x/y"]) }
        }
        #expect(!scratch.exists("x"))
    }

    @Test func aLimitIsKept() throws {
        try scratch.write("file", "12345")
        #expect(try folder.contents(of: "file", limit: 5) == Array("12345".utf8))
        #expect(throws: FileError(.read, scratch["file"], code: EFBIG)) { try folder.contents(of: "file", limit: 4) }
    }

    @Test func aLockKeepsOthersOut() throws {
        let lock = try FileLock("lock", in: folder, .exclusive, wait: .zero)
        #expect(throws: LockHeld(path: scratch["lock"], waited: .milliseconds(20))) {
            _ = try FileLock("lock", in: folder, .shared, wait: .milliseconds(20))
        }
        _ = consume lock
        let first = try FileLock("lock", in: folder, .shared, wait: .zero)
        let second = try FileLock("lock", in: folder, .shared, wait: .zero)
        _ = consume first
        _ = consume second
    }
}
