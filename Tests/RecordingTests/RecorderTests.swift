import FoundationEssentials
import Objects
import TestSupport
import Testing

@testable import Recording

@Suite struct RecorderTests {
    static let run = ReplayRun(sessionID: "s", agentName: "planner", skillName: "collect")

    /// A path for a journal in a folder of its own, which is gone afterwards.
    private func withJournal(_ body: (String) throws -> Void) throws {
        let scratch = try Scratch()
        try withExtendedLifetime(scratch) { try body(scratch["run.journal"]) }
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

    @Test func theRunStartsWhenItsFirstEventSays() throws {
        try withJournal { path in
            var recorder = Recorder(
                into: try JournalFile.create(Self.run, at: path, waiting: true), now: { 90_000 })
            _ = try recorder.record(lines("nothing"))
            #expect(try SessionJournal(parsing: contents(path)) == nil)
            _ = try recorder.record(
                lines(#"{"kind":"skill_start","ts_ms":7900}"#, #"{"kind":"skill_end","ts_ms":8100}"#))
            let hasStatedTimes = recorder.hasStatedTimes
            #expect(hasStatedTimes)
            try recorder.end()
            let session = try #require(try SessionJournal(parsing: contents(path))?.session)
            #expect(session.run.startedAt == 7 && session.run.endedAt == 8)
            #expect(session.run.hasStatedTimes && session.run.nonce == "ts_ms:")
        }
        // Times of the clock, if the first event states none.
        try withJournal { path in
            var run = Self.run
            run.startedAt = 89
            var recorder = Recorder(into: try JournalFile.create(run, at: path, waiting: true), now: { 90_000 })
            _ = try recorder.record(lines(#"{"kind":"skill_start"}"#, #"{"kind":"skill_end","ts_ms":8100}"#))
            try recorder.end()
            let session = try #require(try SessionJournal(parsing: contents(path))?.session)
            #expect(session.run.startedAt == 89 && session.run.endedAt == 90 && !session.run.hasStatedTimes)
        }
    }

    @Test func aJournalWithoutAnEventIsContinued() throws {
        try withJournal { path in
            do { _ = try JournalFile.create(Self.run, at: path, waiting: true) }
            var recorder = Recorder(into: try JournalFile.resume(Self.run, at: path), now: { 5000 })
            _ = try recorder.record(lines(#"{"kind":"skill_start"}"#))
            try recorder.end()
            #expect(try SessionJournal(parsing: contents(path))?.session.events.count == 1)
        }
    }

    @Test func aLongLineIsRefusedByItsLimitAndTheNextOneCounts() throws {
        try withJournal { path in
            var recorder = Recorder(into: try JournalFile.create(Self.run, at: path), now: { 1 })
            var buffer = LineBuffer()
            var answers: [String] = []
            let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
            for _ in 0..<20 { answers += try recorder.record(buffer.lines(piece)) }
            answers += try recorder.record(buffer.lines(Array("\n{\"kind\":\"eval\"}\n".utf8)))
            #expect(answers.count == 2)
            #expect(recorder.refusedCount == 1)
            #expect(answers.first?.contains("more than 16777216 bytes, which is the limit") == true, "\(answers)")
            #expect(answers.last == #"{"idx":0,"ts_ms":1}"#)
        }
    }

    @Test func aFullJournalTakesItsEndAndNothingElse() throws {
        try withJournal { path in
            var recorder = Recorder(
                into: try JournalFile.create(Self.run, at: path, limit: 8192), now: { 1 })
            let event = #"{"kind":"eval","payload":{"text":"\#(String(repeating: "x", count: 3000))"}}"#
            _ = try recorder.record(lines(event))
            #expect(throws: RecordingError.journalFull(path: path)) { try recorder.record(lines(event)) }
            try recorder.end()
            let journal = try #require(try SessionJournal(parsing: contents(path)))
            #expect(journal.session.events.count == 1)
            #expect(journal.endedAt != nil)
        }
    }

    /// A journal of four batches, and its length after its run and after each of them.
    private func journal(at path: String) throws -> (bytes: [UInt8], ends: [Int]) {
        var recorder = Recorder(into: try JournalFile.create(Self.run, at: path), now: { 1 })
        var ends = [try contents(path).count]
        for index in 0..<4 {
            _ = try recorder.record(lines(#"{"kind":"eval","payload":{"n":\#(index)}}"#, #"{"kind":"eval"}"#))
            ends.append(try contents(path).count)
        }
        return (try contents(path), ends)
    }

    @Test func aJournalThatLostItsEndIsRefused() throws {
        try withJournal { path in
            let (whole, ends) = try journal(at: path)
            for length in 0..<whole.count {
                let bytes = Array(whole[..<length])
                guard length >= 56 else {
                    // Nothing of the acknowledgement is left, and no event.
                    #expect(try SessionJournal(parsing: bytes) == nil)
                    continue
                }
                let error = #expect(throws: DecodeError.self) { try SessionJournal(parsing: bytes) }
                #expect(error?.detail.hasPrefix("the journal has lost its end: ") == true, "\(length)")
            }
            #expect(try SessionJournal(parsing: whole)?.session.events.count == 8)
            #expect(ends.last == whole.count)
        }
    }

    @Test func aFlippedByteOfWhatWasAcknowledgedIsDamage() throws {
        try withJournal { path in
            let (whole, _) = try journal(at: path)
            let header = JournalAcknowledgement.headerLength
            for at in header..<whole.count {
                var bytes = whole
                bytes[at] ^= 0x10
                let error = #expect(throws: DecodeError.self) { try SessionJournal(parsing: bytes) }
                #expect(error?.reason == .syntax, "\(at): \(error?.description ?? "")")
            }
            // One of the two acknowledgements is enough; a journal without its mark is none.
            for at in 4..<header {
                var bytes = whole
                bytes[at] ^= 0x10
                #expect(try SessionJournal(parsing: bytes)?.session.events.count == 8, "\(at)")
            }
        }
    }

    @Test func whatFollowsTheAcknowledgedMayBeCutShort() throws {
        try withJournal { path in
            let (whole, _) = try journal(at: path)
            let frame = JournalFrame.events([ReplayEvent(index: 8, kind: .skillEnd, timestamp: 2)]).encoded(number: 5)
            for length in 0...frame.count {
                let journal = try #require(try SessionJournal(parsing: whole + frame[..<length]))
                #expect(journal.session.events.count == (length == frame.count ? 9 : 8))
                #expect(journal.tornLength == (length == frame.count ? 0 : length))
            }
        }
    }

    /// Journals of an earlier version, which have frames only.
    @Test func readsJournalsWithoutAcknowledgements() throws {
        let frames = [JournalFrame.run(Self.run), .events([ReplayEvent(index: 0, kind: .eval, timestamp: 1)])]
        let bytes = frames.enumerated().flatMap { $1.encoded(number: UInt32($0)) }
        let journal = try #require(try SessionJournal(parsing: bytes))
        #expect(journal.session.events.count == 1 && !journal.isAcknowledged)
        #expect(try SessionJournal(parsing: bytes.dropLast())?.session.events.isEmpty == true)
        try withJournal { path in
            try Data(bytes).write(to: URL(filePath: path))
            var recorder = Recorder(into: try JournalFile.resume(Self.run, at: path), now: { 3 })
            _ = try recorder.record(lines(#"{"kind":"skill_end"}"#))
            try recorder.end()
            #expect(try SessionJournal(parsing: contents(path))?.session.events.map(\.kind) == [.eval, .skillEnd])
        }
    }

    @Test func aJournalIsNotReadWhileItIsRecorded() throws {
        try withJournal { path in
            let recording = try JournalFile.create(Self.run, at: path)
            #expect(throws: RecordingError.journalInUse(path: path)) { try JournalFile.read(at: path) }
            _ = consume recording
            #expect(try JournalFile.read(at: path) == contents(path))
        }
    }

    @Test func goesOnAfterATornTail() throws {
        try withJournal { path in
            do {
                var recorder = Recorder(into: try JournalFile.create(Self.run, at: path), now: { 9000 })
                _ = try recorder.record(lines(#"{"kind":"skill_start"}"#))
            }
            try Data(try contents(path) + Array("A1JE torn".utf8)).write(to: URL(filePath: path))
            #expect(throws: RecordingError.journalExists(path: path)) { _ = try JournalFile.create(Self.run, at: path) }
            var recorder = Recorder(into: try JournalFile.resume(Self.run, at: path), now: { 11000 })
            #expect(try recorder.record(lines(#"{"kind":"skill_end"}"#)) == [#"{"idx":1,"ts_ms":11000}"#])
            let journal = try #require(try SessionJournal(parsing: contents(path)))
            #expect(journal.session.events.map(\.kind) == [.skillStart, .skillEnd])
            #expect(journal.session.run.endedAt == 11)
            try recorder.end()
            #expect(throws: RecordingError.runEnded(path: path)) { _ = try JournalFile.resume(Self.run, at: path) }
        }
    }

    @Test func leavesOtherFilesAlone() throws {
        try withJournal { path in
            try Data("data".utf8).write(to: URL(filePath: path))
            #expect(throws: RecordingError.journalExists(path: path)) { _ = try JournalFile.create(Self.run, at: path) }
            #expect(try contents(path) == Array("data".utf8))
            // A first frame that never became whole holds nothing that anyone was told of.
            let blank = JournalAcknowledgement.header
            for start in [
                Array("A1JR\0\0".utf8), Array("A1".utf8), Array(blank[..<70]), blank, blank + Array("A1JR".utf8),
            ] {
                try Data(start).write(to: URL(filePath: path))
                _ = try JournalFile.create(Self.run, at: path)
                #expect(try SessionJournal(parsing: contents(path))?.session.events.isEmpty == true)
            }
        }
    }

    @Test func oneRecorderAtATime() throws {
        try withJournal { path in
            let journal = try JournalFile.create(Self.run, at: path)
            #expect(throws: RecordingError.journalInUse(path: path)) { _ = try JournalFile.resume(Self.run, at: path) }
            _ = consume journal
            _ = try JournalFile.resume(Self.run, at: path)
        }
    }
}
