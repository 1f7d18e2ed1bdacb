import ArgumentParser
import Objects
import Store

/// `at1 witness verify`: whether a checkpoint or a proof holds.
struct WitnessVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a checkpoint or a proof, without the repository.",
        discussion: """
            Checks the signatures of the log and of witnesses by the keys that --key names, or those of the trusted \
            signers for attestations; signatures of others do not count. With --old, also checks that nothing before the \
            older checkpoint was changed or taken away: by the proof, or by the log of the repository that it is called \
            in. Exits with 0 if all holds, 1 if not, 3 if nobody who is trusted has signed.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The checkpoint, or the proof; - for standard input.", transform: Word.path) var file: String
    @Option(
        help: ArgumentHelp("An older checkpoint, or a proof with one.", valueName: "checkpoint"), transform: Word.path)
    var old: String?
    @Option(
        help: ArgumentHelp(
            "A key of the log or of a witness: NAME+ID+KEY, the name of one of your keys, a file, or the key itself.",
            valueName: "key"))
    var key: [String] = []
    @Option(help: ArgumentHelp("How many known witnesses must have cosigned.", valueName: "count")) var witnesses = 0
    @Option(help: ArgumentHelp("The branch or tag that the proof must be about.", valueName: "ref")) var ref: String?

    func validate() throws {
        guard witnesses >= 0 else { throw ValidationError("--witnesses takes a number from 0 on") }
    }

    func execute(_ console: Console) throws -> ExitStatus {
        let check = try CheckpointCheck(key, options, console)
        let file = try WitnessFile(file)
        var status = ExitStatus.done
        var errors: [String] = []
        func fail(_ what: String, _ exit: ExitStatus = .no) {
            errors.append(what)
            if status != .no { status = exit }
        }
        if let (what, exit) = check.objection(to: file.checkpoint, witnesses: witnesses) { fail(what, exit) }
        let move = file.proof.flatMap { PublishedMove(leaf: $0.leaf) }
        if let proof = file.proof {
            if !proof.isIncluded { fail("the log of the checkpoint does not have the move of the proof") }
            if proof.isConsistent == false { fail("the log does not begin with the one that the proof names") }
            if move == nil { fail("the leaf of the proof is not a move of a ref") }
        }
        if let ref, ![ref, RefName.branches + ref, RefName.tags + ref].contains(move?.name.text) {
            fail("it does not prove anything about '\(ref)'")
        }
        if let old {
            let older = try WitnessFile(old)
            if let (what, exit) = check.objection(to: older.checkpoint) { fail("\(old): \(what)", exit) }
            if let what = try Growth(file, older, options).objection { fail(what) }
        }
        let signatures = check.signatures(on: file.checkpoint)
        let (origin, head) = (file.checkpoint.checkpoint.origin, file.head)
        if report.json {
            console.print([
                "verified": .bool(status == .done), "errors": .array(errors.map { .string($0) }),
                "origin": .string(origin), "size": .integer(head.size), "root": .string(head.root.hex),
                "signatures": .array(signatures.map(\.json)),
                "move": move.flatMap { move in file.proof.map { move.json(index: $0.index) } } ?? .null,
                "since": file.proof?.consistency.map { .integer($0.old.size) } ?? .null,
            ])
            return status
        }
        console.print("\(self.file): \(status == .done ? "verified" : "NOT VERIFIED"), \(head.moves) of \(origin)")
        for error in errors { console.print("  \(TerminalText.safe(error))") }
        for signature in signatures { console.print("  \(TerminalText.safe(signature.text))") }
        if let move, status == .done { console.print("  \(TerminalText.safe(move.text)), by \(move.entry.who.name)") }
        return status
    }
}

/// Whether a log has only grown since an older checkpoint.
struct Growth {
    /// Why not; nil if it has.
    let objection: String?

    /// - Throws: an error if there is nothing to tell it by.
    init(_ file: WitnessFile, _ older: WitnessFile, _ options: GlobalOptions) throws {
        let (old, new) = (older.head, file.head)
        let (oldOrigin, origin) = (older.checkpoint.checkpoint.origin, file.checkpoint.checkpoint.origin)
        if oldOrigin != origin {
            objection = "\(older.path) is of another log, \(oldOrigin)"
        } else if old.size > new.size {
            objection = "moves were taken away: \(older.path) has \(old.moves), and \(file.path) only \(new.moves)"
        } else if old.size == new.size {
            objection = old == new ? nil : "moves were rewritten: \(older.path) has as many, and other ones"
        } else {
            let rewritten = "moves were rewritten: the log does not begin with the one of \(older.path)"
            if let proof = file.proof, proof.consistency?.old == old {
                objection = proof.isConsistent == true ? nil : rewritten
            } else {
                guard let access = try RepositoryAccess.find(options), try access.repository.publishedLeaves() != nil,
                    case let tree = try PublishedTree(access, completing: false), tree.begins(with: new)
                else {
                    throw CommandError(
                        .usage, "nothing here shows how the log has grown since \(older.path)",
                        hint: "ask for a proof: 'at1 witness prove REF --since \(older.path)'")
                }
                objection = tree.begins(with: old) ? nil : rewritten
            }
        }
    }
}
