import FoundationEssentials
import Objects
import Recording
import Testing

@Suite struct RecorderTests {
    static let run = ReplayRun(sessionID: "s", agentName: "planner", skillName: "collect")

    /// A path for a journal in a folder of its own, which is gone afterwards.
    private func withJournal(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "at1-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: "run.journal").path)
    }

    private func contents(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    private func lines(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    @Test func recordsAndEnds() throws {
        try withJournal { path in
            var recorder = Recorder(into: try JournalFile.create(Self.run, at: path), now: { 5000 })
            let answers = try recorder.record(
                lines(#"{"kind":"skill_start"}"#, "", #"{"kind":"nope"}"#, #"{"kind":"eval","payload":{"b":1, "a":2}}"#)
            )
            #expect(answers[0] == #"{"idx":0,"ts_ms":5000}"#)
            #expect(answers[1].hasPrefix(#"{"error":"#))
            #expect(answers[2] == #"{"idx":1,"ts_ms":5000}"#)
            #expect(recorder.refusedCount == 1)
            _ = try recorder.record(lines(#"{"kind":"skill_end","idx":2,"ts_ms":7}"#))
            try recorder.end()

            let journal = try #require(try SessionJournal(parsing: contents(path)))
            #expect(journal.endedAt == 5)
            #expect(journal.tornLength == 0)
            #expect(journal.session.events.map(\.timestamp) == [5000, 5000, 7])
            #expect(journal.session.events[1].payload.description == #"{"b":1,"a":2}"#)
            #expect(journal.session == ReplaySession(journal.session.run, events: journal.session.events))
        }
    }

    @Test func cutAtAnyByteItKeepsEveryWholeFrame() throws {
        try withJournal { path in
            var recorder = Recorder(into: try JournalFile.create(Self.run, at: path), now: { 1 })
            var ends = [try contents(path).count]
            for index in 0..<4 {
                _ = try recorder.record(lines(#"{"kind":"eval","payload":{"n":\#(index)}}"#, #"{"kind":"eval"}"#))
                ends.append(try contents(path).count)
            }
            let whole = try contents(path)
            for length in 0...whole.count {
                let journal = try SessionJournal(parsing: Array(whole[..<length]))
                let frames = ends.count { $0 <= length }
                #expect(journal?.frameCount ?? 0 == frames)
                #expect(journal?.session.events.count ?? 0 == max(0, frames - 1) * 2)
                #expect(journal.map { $0.soundLength + $0.tornLength } ?? length == length)
            }
        }
    }

    @Test func damageBeforeAFrameIsNoTornTail() throws {
        try withJournal { path in
            var recorder = Recorder(into: try JournalFile.create(Self.run, at: path), now: { 1 })
            var ends = [try contents(path).count]
            for _ in 0..<3 {
                _ = try recorder.record(lines(#"{"kind":"eval"}"#))
                ends.append(try contents(path).count)
            }
            let whole = try contents(path)
            for at in 0..<ends[2] {
                var bytes = whole
                bytes[at] ^= 0x10
                #expect(throws: DecodeError.self) { try SessionJournal(parsing: bytes) }
            }
            var torn = whole
            torn[ends[3] - 1] ^= 1
            #expect(try SessionJournal(parsing: torn)?.session.events.count == 2)
        }
    }

    @Test func goesOnAfterATornTail() throws {
        try withJournal { path in
            do {
                var recorder = Recorder(into: try JournalFile.create(Self.run, at: path), now: { 9000 })
                _ = try recorder.record(lines(#"{"kind":"skill_start"}"#))
            }
            try Data(try contents(path) + Array("A1JE torn".utf8)).write(to: URL(filePath: path))
            #expect(throws: RecordingError.self) { _ = try JournalFile.create(Self.run, at: path) }
            var recorder = Recorder(into: try JournalFile.resume(Self.run, at: path), now: { 11000 })
            #expect(try recorder.record(lines(#"{"kind":"skill_end"}"#)) == [#"{"idx":1,"ts_ms":11000}"#])
            let journal = try #require(try SessionJournal(parsing: contents(path)))
            #expect(journal.session.events.map(\.kind) == [.skillStart, .skillEnd])
            #expect(journal.session.run.endedAt == 11)
            try recorder.end()
            #expect(throws: RecordingError.self) { _ = try JournalFile.resume(Self.run, at: path) }
        }
    }

    @Test func leavesOtherFilesAlone() throws {
        try withJournal { path in
            try Data("data".utf8).write(to: URL(filePath: path))
            #expect(throws: RecordingError.self) { _ = try JournalFile.create(Self.run, at: path) }
            #expect(try contents(path) == Array("data".utf8))
            // A first frame that never became whole holds nothing that anyone was told of.
            try Data("A1JR\0\0".utf8).write(to: URL(filePath: path))
            _ = try JournalFile.create(Self.run, at: path)
            #expect(try SessionJournal(parsing: contents(path))?.session.events.isEmpty == true)
        }
    }

    @Test func oneRecorderAtATime() throws {
        try withJournal { path in
            let journal = try JournalFile.create(Self.run, at: path)
            #expect(throws: RecordingError.self) { _ = try JournalFile.resume(Self.run, at: path) }
            _ = consume journal
            _ = try JournalFile.resume(Self.run, at: path)
        }
    }
}
