import Foundation
import Testing

/// Every reader of bytes from elsewhere, fed for a short time: none crashes, hangs, or takes what it would not write.
@Suite(.serialized) struct FuzzTests {
    /// All of them, or the one that AT1_FUZZ_READER names.
    static var targets: [FuzzTarget] {
        let readers: [FuzzTarget] = FuzzTarget.objects + FuzzTarget.texts + FuzzTarget.computations
        let files: [FuzzTarget] = FuzzTarget.files + FuzzTarget.store + [FuzzTarget.packIndex]
        let all: [FuzzTarget] = readers + files + FuzzTarget.git + [.server, .commands]
        guard let name = ProcessInfo.processInfo.environment["AT1_FUZZ_READER"] else { return all }
        return all.filter { $0.name == name }
    }

    @Test(arguments: targets)
    func readerHolds(target: FuzzTarget) throws {
        let fuzzer = try Fuzzer(target)
        let read = try fuzzer.replay()
        #expect(read > 0, "no input of the corpus of \(target.name) is read: \(fuzzer.answers)")
        try fuzzer.run()
        #expect(fuzzer.executions > 20)
        print("\(target.name): \(fuzzer.executions) inputs, \(fuzzer.accepted) read, \(fuzzer.slowest) s at most")
    }
}
