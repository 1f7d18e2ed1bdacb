/// The content of a journal: a run and the events that became durable.
public struct SessionJournal: Sendable {
    /// The most bytes of a journal: as many as of plain evidence, so that what is sealed from it can be archived.
    public static let maximumLength = 256 << 20

    public let run: ReplayRun
    /// When the run ended, in seconds since 1970; nil if the journal was interrupted.
    public let endedAt: UInt64?
    /// The number of complete frames, and their length in bytes. What follows is a frame that was being written.
    public let frameCount: Int
    public let soundLength: Int
    /// The number of bytes after the last complete frame.
    public let tornLength: Int
    public let session: ReplaySession

    /// Whether it records how much was acknowledged. Journals of earlier versions do not: a lost end of theirs is not
    /// detected.
    public let isAcknowledged: Bool

    /// Reads a journal; nil if not even its first frame is complete, so that nothing was ever recorded.
    ///
    /// - Throws: ``DecodeError`` if a frame that was once durable is damaged or gone.
    public init?(parsing bytes: [UInt8]) throws(DecodeError) {
        isAcknowledged = JournalAcknowledgement.isPresent(in: bytes)
        var frames: [JournalFrame] = []
        var at = isAcknowledged ? min(JournalAcknowledgement.headerLength, bytes.count) : 0
        while let next = JournalFrame.find(in: bytes, at: at), next.number == UInt32(clamping: frames.count) {
            frames.append(next.frame)
            at = next.end
        }
        if let later = Self.frameAfterDamage(in: bytes, from: at) {
            throw DecodeError(
                .syntax, "frame \(frames.count) of the journal is damaged: frame \(later) follows it", at: at)
        }
        if isAcknowledged { try Self.check(bytes, has: frames.count, until: at) }
        guard let first = frames.first else { return nil }
        guard first.content == .run else { throw DecodeError(.order, "the journal does not begin with its run", at: 0) }
        var run = try ReplaySession(parsing: first.body).run
        var events: [[UInt8]] = []
        var endedAt: UInt64?
        for (number, frame) in frames.enumerated().dropFirst() {
            guard endedAt == nil else { throw DecodeError(.order, "frame \(number) follows after the journal's end") }
            switch frame.content {
            case .run: throw DecodeError(.order, "frame \(number) begins a second run")
            case .events: events.append(frame.body)
            case .end:
                var scanner = JSONScanner(frame.body)
                endedAt = try scanner.unsignedInteger("the journal's end")
                try scanner.end()
            }
        }
        if let endedAt { run.endedAt = endedAt }
        var session = try Self.session(run, events)
        if endedAt == nil, let last = session.events.last {
            // An interrupted run ended with its last event.
            run.endedAt = max(run.startedAt, last.timestamp / 1000)
            session = try Self.session(run, events)
        }
        self.run = run
        self.endedAt = endedAt
        self.session = session
        frameCount = frames.count
        soundLength = at
        tornLength = bytes.count - at
    }

    /// Checks that everything acknowledged is present, given that `count` frames up to `end` are intact.
    private static func check(_ bytes: [UInt8], has count: Int, until end: Int) throws(DecodeError) {
        guard let last = JournalAcknowledgement.find(in: bytes) else {
            guard count == 0 else { throw DecodeError(.syntax, "what the journal acknowledged cannot be read", at: 0) }
            return
        }
        // What was never acknowledged cannot be lost.
        guard last.frameCount > 0 else { return }
        guard UInt64(bytes.count) >= last.length else {
            throw DecodeError(
                .truncated,
                "the journal has lost its end: \(last.length) bytes were acknowledged and \(bytes.count) are there",
                at: bytes.count)
        }
        guard UInt64(end) >= last.length else {
            throw DecodeError(
                .syntax, "frame \(count) of the journal is damaged: \(last.frameCount) were acknowledged", at: end)
        }
        var hasher = ContentHasher()
        if last.length >= UInt64(JournalAcknowledgement.headerLength) {
            hasher.update(bytes[JournalAcknowledgement.headerLength..<Int(last.length)])
        }
        guard hasher.finish() == last.digest, count >= last.frameCount else {
            throw DecodeError(.syntax, "the frames of the journal are not those that were acknowledged", at: 0)
        }
    }

    /// Whether a file contains the beginning of a journal in which nothing ever became durable.
    public static func isBlank(_ bytes: [UInt8]) -> Bool {
        let marks = [JournalAcknowledgement.mark, JournalFrame.mark + [JournalFrame.Content.run.rawValue]]
        guard marks.contains(where: { zip(bytes, $0).allSatisfy { $0 == $1 } }) else { return false }
        if let last = JournalAcknowledgement.find(in: bytes), last.frameCount > 0 { return false }
        do throws(DecodeError) { return try SessionJournal(parsing: bytes) == nil } catch { return false }
    }

    private static func session(_ run: ReplayRun, _ events: [[UInt8]]) throws(DecodeError) -> ReplaySession {
        try ReplaySession(parsing: run.text { $0.append(contentsOf: events.joined(separator: [UInt8(ascii: ",")])) })
    }

    /// The number of an intact frame somewhere after `offset`, where no intact frame starts.
    ///
    /// Events are text, in which the mark never occurs next to the zero bytes of a number: few places need to be
    /// examined, and a journal made to have many is not read to its end.
    private static func frameAfterDamage(in bytes: [UInt8], from offset: Int) -> UInt32? {
        var looks = 0
        var at = offset + 1
        while at + JournalFrame.headerLength <= bytes.count, looks < 1000 {
            if bytes[at...].starts(with: JournalFrame.mark) {
                looks += 1
                if let found = JournalFrame.find(in: bytes, at: at) { return found.number }
            }
            at += 1
        }
        return nil
    }
}

extension JournalFrame {
    /// The first frame of a run's journal.
    public static func run(_ run: ReplayRun) -> JournalFrame {
        JournalFrame(.run, run.text { _ in })
    }

    /// The frame of at least one event.
    public static func events(_ events: some Collection<ReplayEvent>) -> JournalFrame {
        var body: [UInt8] = []
        for event in events {
            if !body.isEmpty { body.append(UInt8(ascii: ",")) }
            event.append(to: &body)
        }
        return JournalFrame(.events, body)
    }

    /// The last frame; `time` in seconds since 1970.
    public static func end(at time: UInt64) -> JournalFrame {
        JournalFrame(.end, Array("\(time)".utf8))
    }
}
