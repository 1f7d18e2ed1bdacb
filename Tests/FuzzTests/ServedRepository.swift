import Foundation
import Objects
import Packs
import TestSupport

@testable import Remotes
@testable import Store

/// A small repository that is served, the same in every run, and what true clients say to its server.
final class ServedRepository: Sendable {
    /// What it is before anybody speaks to it.
    let template: Scratch
    /// What clients have said, from greeting to goodbye.
    let conversations: [[UInt8]]

    static let shared = Result { try ServedRepository() }

    private init() throws {
        template = try Scratch()
        let who = try Self.who()
        let served = try Self.create(template)
        try template.write("a", String(repeating: "some words\n", count: 30))
        try template.write("sub/noise", noise(600))
        _ = try served.add([nil])
        let first = try served.commit(message: "first", author: who, committer: who).id
        for branch in ["side", "old"] {
            try served.makeBranch(RefName.branch(branch), at: first, force: false, who: who)
        }
        try served.makeTag(RefName.tag("v1"), at: first, nil, force: false, who: who)
        try template.write("a", "other words\n")
        _ = try served.add([nil])
        _ = try served.commit(message: "second", author: who, committer: who)
        conversations = try Self.listen(to: template, who)
    }

    private static func who() throws -> Person {
        try Person(parsing: "Ada Lovelace <ada@example.org> 1800000000 +0100")
    }

    private static func create(_ scratch: Scratch, on branch: String = "main") throws -> Repository {
        var settings = Configuration()
        settings["init.defaultbranch"] = branch
        _ = try Repository.create(at: scratch.path, bare: false, .init(isDurable: false, userConfiguration: settings))
        return try open(scratch)
    }

    static func open(_ scratch: Scratch) throws -> Repository {
        try Repository.open(at: scratch.path, .init(lockWait: .seconds(1), isDurable: false))
    }

    /// The same once more, for somebody to speak to.
    func copy() throws -> Scratch {
        let scratch = try Scratch()
        try FileManager.default.copyItem(atPath: template[".at1store"], toPath: scratch[".at1store"])
        return scratch
    }

    // MARK: Conversations

    /// Records what clones, fetches, repairs and pushes say.
    private static func listen(to template: Scratch, _ who: Person) throws -> [[UInt8]] {
        let remote = RemoteSettings(url: "host:served")
        func copy() throws -> Scratch {
            let scratch = try Scratch()
            try FileManager.default.copyItem(atPath: template[".at1store"], toPath: scratch[".at1store"])
            return scratch
        }
        func recorded(_ body: (WireEnd) throws -> Void) throws -> [UInt8] {
            let served = try copy()
            return try RecordedConversation(open(served)).run(body)
        }
        func fetch(into scratch: Scratch, _ specs: [String], limit: UInt32? = nil) throws -> [UInt8] {
            let here = try open(scratch)
            var options = Fetch.Options()
            options.blobLimit = limit
            options.isInitial = true
            return try recorded { end in
                _ = try Fetch(here, remote, who: who, options).run(from: end, specs.map { try RefSpec($0) })
            }
        }
        var said: [[UInt8]] = []
        let all = "+refs/heads/*:refs/remotes/far/*"
        for limit in [nil, UInt32(100)] {
            let scratch = try Scratch()
            _ = try create(scratch)
            said.append(try fetch(into: scratch, [all], limit: limit))
        }

        // Somebody who has the first commit, and one of its own.
        let scratch = try Scratch()
        let here = try create(scratch, on: "mine")
        said.append(try fetch(into: scratch, ["refs/heads/old:refs/heads/side", "refs/heads/old:refs/heads/mine"]))
        said.append(try fetch(into: scratch, [all]))
        try scratch.write("a", String(repeating: "some words\n", count: 30))
        try scratch.write("new", String(repeating: "yet more words\n", count: 20))
        try scratch.write("d/noise", noise(500, seed: 5))
        _ = try here.add([nil])
        let mine = try here.commit(message: "mine", author: who, committer: who).id
        let blob = ObjectID(of: .blob, noise(600))
        said.append(
            try recorded { end in
                _ = try end.known([blob, mine])
                try end.send(ObjectRequest(wants: [blob], isExact: true)) { _ in }
            })
        let pushes = [
            ["mine:refs/heads/side"], ["mine:refs/heads/new", ":refs/heads/old", "mine:refs/tags/v2"],
            ["+mine:refs/heads/main"], ["+mine:refs/tags/v1"],
        ]
        for specs in pushes {
            for isPlain in [false, true] {
                said.append(
                    try recorded { end in
                        let push = Push(here, remote, who: who)
                        let far: any RemoteEnd = isPlain ? PlainEnd(end) : end
                        do {
                            _ = try push.run(to: far, specs.flatMap { try push.wishes(of: RefSpec($0)) })
                        } catch RemoteError.checkedOut {}
                    })
            }
        }
        return said
    }
}

/// A server and a true client of it, and a record of what the client says.
private struct RecordedConversation {
    private let repository: Repository

    init(_ repository: Repository) {
        self.repository = repository
    }

    func run(_ client: (WireEnd) throws -> Void) throws -> [UInt8] {
        let asked = Pipe(), heard = Pipe(), answered = Pipe()
        let group = DispatchGroup()
        nonisolated(unsafe) var record: [UInt8] = []
        DispatchQueue.global().async(group: group) {
            while true {
                let bytes = asked.fileHandleForReading.availableData
                guard !bytes.isEmpty else { break }
                record += bytes
                try? heard.fileHandleForWriting.write(contentsOf: bytes)
            }
            try? heard.fileHandleForWriting.close()
        }
        let (input, output) = (heard.fileHandleForReading.fileDescriptor, answered.fileHandleForWriting.fileDescriptor)
        let repository = repository
        DispatchQueue.global().async(group: group) {
            try? WireServer(repository, isReadOnly: false, input: input, output: output).run()
            try? answered.fileHandleForWriting.close()
        }
        do {
            defer { try? asked.fileHandleForWriting.close() }
            let channel = WireChannel(
                input: answered.fileHandleForReading.fileDescriptor,
                output: asked.fileHandleForWriting.fileDescriptor, label: "served", timeout: .seconds(60))
            let end = try WireEnd(channel, nil)
            defer { end.close() }
            try client(end)
        }
        group.wait()
        return record
    }
}

/// An end to which frames go as they are before they are compressed: what is changed in them is read.
private final class PlainEnd: RemoteEnd {
    let checksWhatComes = true
    private let end: WireEnd

    init(_ end: WireEnd) {
        self.end = end
    }

    func listing() throws -> RefListing { try end.listing() }
    func known(_ ids: [ObjectID]) throws -> Set<ObjectID> { try end.known(ids) }
    func send(_ request: ObjectRequest, _ take: (TransferFrame) throws -> Void) throws { try end.send(request, take) }
    func close() { end.close() }

    func receive(
        _ updates: [RefUpdate], who: Person,
        _ give: (_ held: Set<ObjectID>, _ put: (TransferFrame) throws -> Void) throws -> Void
    ) throws {
        try end.receive(updates, who: who) { held, put in
            try withoutActuallyEscaping(put) { put in
                try give(held) { frame in
                    let bytes = try frame.codec.decode(frame.stored, length: Int(frame.length))
                    try put(TransferFrame(codec: .raw, length: frame.length, stored: bytes, entries: frame.entries))
                }
            }
        }
    }
}
