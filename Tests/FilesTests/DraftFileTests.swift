import Files
import Glibc
import TestSupport
import Testing

@Suite struct DraftFileTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func draft(_ name: String, _ text: String) throws -> DraftFile {
        let draft = try DraftFile(scratch[name])
        try draft.file.write(Array(text.utf8))
        return draft
    }

    @Test func aFileAppearsWholeOrNever() throws {
        do { _ = try draft("a", "dropped") }
        #expect(try scratch.names() == [])
        let first = try draft("a", "first")
        #expect(try scratch.names() == [])
        try first.put(replacing: false)
        #expect(try scratch.read("a") == Array("first".utf8))
        #expect(throws: FileError.existing(scratch["a"])) { try draft("a", "second").put(replacing: false) }
        #expect(try scratch.read("a") == Array("first".utf8))
        try draft("a", "second").put(replacing: true)
        #expect(try scratch.read("a") == Array("second".utf8))
        #expect(try scratch.names() == ["a"])
    }

    /// A file system without nameless files says so with one of several codes.
    @Test(arguments: [EOPNOTSUPP, EISDIR, EINVAL]) func withoutNamelessFilesItHasATemporaryName(_ code: Int32) throws {
        try scratch.write("b", "kept")
        // The first file that is created is the nameless one.
        let failed = try InjectedFault(.create, scratch.path, code: code, times: 1).during {
            do {
                let dropped = try draft("a", "dropped")
                #expect(try scratch.names().contains { $0.hasPrefix(".at1-") && $0.hasSuffix(".tmp") })
                _ = dropped
            }
            #expect(try scratch.names() == ["b"])
        }
        #expect(failed == 1)
        for isThere in [false, true] {
            let failed = try InjectedFault(.create, scratch.path, code: code, times: 1).during {
                try draft("a", "whole").put(replacing: isThere)
            }
            #expect(failed == 1)
            #expect(try scratch.read("a") == Array("whole".utf8))
        }
        InjectedFault(.create, scratch.path, code: code, times: 1).during {
            #expect(throws: FileError(.link, scratch["b"], code: EEXIST)) { try draft("b", "x").put(replacing: false) }
        }
        #expect(try scratch.read("b") == Array("kept".utf8))
        #expect(try scratch.names() == ["a", "b"])
    }

    @Test func aFolderThatCannotBeSyncedIsReported() throws {
        let draft = try draft("a", "whole")
        // The nameless file goes by the name of its folder; its own sync is the first.
        InjectedFault(.sync, scratch.path, code: EIO, after: 1).during {
            #expect(throws: FileError(.sync, scratch.path, code: EIO)) { try draft.put(replacing: false) }
        }
        #expect(try scratch.read("a") == Array("whole".utf8))
    }

    @Test func permissionsAreThoseThatAreAskedFor() throws {
        let draft = try DraftFile(scratch["secret"], permissions: 0o600)
        try draft.put(replacing: false)
        #expect(FileStatus.find(scratch["secret"])?.permissions == 0o600)
    }
}
