import Files
import Foundation
import Objects
import TestSupport

@testable import Remotes
@testable import Store

extension FuzzTarget {
    /// The answering side of the protocol as a whole. Whatever is said to it: it ends by itself, refs move only where a whole
    /// and right push moves them, all of its refs or none, the repository stays sound, and nothing stays in tmp/.
    static let server = FuzzTarget(
        name: "serve",
        words: [
            "\u{10}\0\0\0\0", "\u{11}\0\0\0\0", "\u{12}\0\0\0\u{5}\0\0\0\0\0", "\u{15}\0\0\0\0", "\0\0\0\0\0",
            "refs/heads/main", "refs/heads/..", "refs/remotes/far/x", "refs/tags/v1/x", "refs/heads/side.lock", "HEAD",
        ],
        fix: { ClientWords($0).repaired },
        seeds: { try ServedRepository.shared.get().conversations }
    ) { input in
        let scratch = try ServedRepository.shared.get().copy()
        let words = ClientWords(input)
        var refusal: (any Error)?
        // Served to be read; then to be written; then again, upon what the second left.
        for round in 0..<3 {
            let before = try ServedState(scratch)
            do { try talk(input, in: scratch, isReadOnly: round == 0) } catch let error as Violation {
                throw error
            } catch {
                if round == 1 { refusal = error }
            }
            let after = try ServedState(scratch)
            try require(after.temporary == [], "left in tmp/: \(after.temporary)")
            try require(after.strangers == [], "left in the store: \(after.strangers)")
            guard after != before else { continue }
            try require(round > 0, "a change of what may only be read")
            try require(after.head == before.head, "another HEAD")
            try words.require(after.refs, from: before.refs)
            var options = Fsck.Options()
            options.executesRecipes = false
            let report = try Fsck(ServedRepository.open(scratch), options).run()
            try require(report.isClean, "damage: \(report.findings.map(\.what))")
        }
        if let refusal { throw refusal }
    }

    /// Says `input` to a server, and looks at the form of what it answers.
    private static func talk(_ input: [UInt8], in scratch: Scratch, isReadOnly: Bool) throws {
        try scratch.write("asked", input)
        let asked = open(scratch["asked"], O_RDONLY)
        let answered = open(scratch["answered"], O_RDWR | O_CREAT | O_TRUNC, 0o600)
        defer {
            close(asked)
            close(answered)
        }
        let server = try WireServer(
            ServedRepository.open(scratch), isReadOnly: isReadOnly, input: asked, output: answered)
        let outcome = Result { try server.run() }
        let answer = ServerWords(try scratch.read("answered"))
        try require(answer.isWhole, "an answer that is no protocol")
        switch outcome {
        case .success: try require(!answer.kinds.contains(.failure), "a failure that none was")
        case .failure:
            // Who sends no greeting speaks something else, and is told nothing.
            try require(answer.kinds.last == .failure || answer.kinds.isEmpty, "no failure for \(outcome)")
        }
        try outcome.get()
    }
}

/// All that may change in a repository that is served.
private struct ServedState: Equatable {
    var head: Head
    var refs: [RefName: ObjectID]
    var packs: [String]
    var temporary: [String]
    /// What belongs in no store.
    var strangers: [String]

    init(_ scratch: Scratch) throws {
        let repository = try ServedRepository.open(scratch)
        head = try repository.refs.head()
        refs = Dictionary(uniqueKeysWithValues: try repository.refs.list().map { ($0.name, $0.id) })
        packs = try scratch.names(".at1store/packs")
        temporary = try scratch.names(".at1store/tmp")
        let known: Set = [
            "HEAD", "config", "index", "lock", "logs", "moved", "operations", "packs", "refs", "tmp", "incoming",
        ]
        strangers = try scratch.names(".at1store").filter { !known.contains($0) }
        if scratch.exists(".at1store/incoming") {
            strangers += try scratch.names(".at1store/incoming").filter { !["frames", "table", "lock"].contains($0) }
        }
    }
}
