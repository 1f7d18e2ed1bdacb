import Files
import Glibc
import TestSupport
import Testing

/// What each step of a durable replacement says when the system refuses it, and what is there afterwards.
@Suite struct InjectedFaultTests {
    private let scratch: Scratch
    private let folder: Folder

    init() throws {
        scratch = try Scratch()
        try scratch.write("kept", "before")
        folder = try Folder(at: scratch.path)
    }

    private func replace() throws { try folder.replace("kept", with: Array("after".utf8), durable: true) }

    @Test(arguments: [
        (FileError.Operation.create, "cannot create '"), (.write, "cannot write to '"), (.sync, "cannot sync '"),
        (.replace, "cannot replace '"),
    ])
    func aRefusedStepLeavesWhatWasThere(_ operation: FileError.Operation, _ message: String) throws {
        InjectedFault(operation, scratch.path, code: EIO).during {
            let error = #expect(throws: FileError.self) { try replace() }
            #expect(error?.operation == operation && error?.code == EIO)
            #expect(error?.description.hasPrefix(message + scratch.path) == true, "\(error as Any)")
            #expect(error?.description.hasSuffix("': Input/output error") == true, "\(error as Any)")
        }
        #expect(try scratch.read("kept") == Array("before".utf8))
        #expect(try scratch.names() == ["kept"])
    }

    @Test func aFolderThatCannotBeSyncedIsReported() throws {
        // The first sync is that of the file.
        InjectedFault(.sync, scratch.path, code: EIO, after: 1).during {
            #expect(throws: FileError(.sync, scratch.path, code: EIO)) { try replace() }
        }
        #expect(try scratch.read("kept") == Array("after".utf8))
        #expect(try scratch.names() == ["kept"])
    }

    @Test(arguments: [FileError.Operation.create, .write, .sync, .replace])
    func anInterruptedCallIsMadeAgain(_ operation: FileError.Operation) throws {
        let failed = try InjectedFault(operation, scratch.path, code: EINTR, times: 3).during { try replace() }
        #expect(failed == 3)
        #expect(try scratch.read("kept") == Array("after".utf8))
    }

    @Test func aFaultConcernsOneOperationBelowOneFolder() throws {
        let failed = try InjectedFault(.write, scratch.path + "/elsewhere", code: EIO).during { try replace() }
        #expect(failed == 0)
        #expect(try scratch.read("kept") == Array("after".utf8))
    }
}
