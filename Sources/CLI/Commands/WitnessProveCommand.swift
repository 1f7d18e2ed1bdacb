import ArgumentParser
import Engine
import Objects
import Store

/// `at1 witness prove`: a proof that needs neither the repository nor a network.
struct WitnessProveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Prove that the last move of a branch or tag is in a checkpoint.",
        discussion: """
            The proof contains the checkpoint: a new one, signed with --key, or the one that --in names. With --since it \
            also proves that nothing before an older checkpoint was changed.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var choice: SigningKeyChoice
    @Argument(help: "The branch or tag.") var ref: String
    @Option(
        name: .customLong("in"), help: ArgumentHelp("The checkpoint to prove it in.", valueName: "checkpoint"),
        transform: Word.path)
    var published: String?
    @Option(
        help: ArgumentHelp("An older checkpoint, or a proof with one.", valueName: "checkpoint"), transform: Word.path)
    var since: String?
    @Option(help: ArgumentHelp("The name of the log, for a new checkpoint.", valueName: "name")) var origin: String?
    @Option(name: .shortAndLong, help: "The proof to write; - for standard output.", transform: Word.path)
    var output: String
    @OptionGroup var writing: OutputOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        let file = try writing.open(output, console, besides: choice.key, published, since)
        let given = try published.map { try WitnessFile($0) }
        let tree = try PublishedTree(access, origin: origin, completing: given == nil)
        let checkpoint = try given?.checkpoint ?? tree.checkpoint(by: choice.get(access.repository, console))
        let head = checkpoint.checkpoint.head
        if let given { try check(given, in: tree) }
        let size = Int(head.size)
        guard let (index, move) = tree.lastMove(of: ref, in: size) else {
            throw CommandError(.usage, "no branch and no tag '\(ref)' was published", code: "no-such-ref")
        }
        let consistency = try since.map { path in
            let old = try WitnessFile(path)
            try check(old, in: tree)
            guard old.head.size <= head.size else {
                throw CommandError(
                    .usage, "\(path) is not older: it has \(old.head.moves), and the checkpoint \(head.moves)")
            }
            return WitnessProof.Consistency(
                old: old.head, path: tree.tree.consistencyProof(from: Int(old.head.size), to: size))
        }
        let proof = WitnessProof(
            leaf: tree.leaves[index], index: UInt64(index), path: tree.tree.inclusionProof(of: index, in: size),
            consistency: consistency, checkpoint: checkpoint)
        try file.write(proof.bytes.span.bytes)
        try file.commit()
        if report.json {
            console.print([
                "proof": .string(output), "origin": .string(checkpoint.checkpoint.origin),
                "size": .integer(head.size), "root": .string(head.root.hex), "move": move.json(index: UInt64(index)),
                "since": consistency.map { .integer($0.old.size) } ?? .null,
            ])
        } else {
            console.report("\(output): \(move.text) is move \(index + 1) of \(head.size)")
        }
        return .done
    }

    private func check(_ file: WitnessFile, in tree: PublishedTree) throws {
        guard file.head.size > 0, tree.begins(with: file.head) else {
            throw CommandError(.no, "the moves here do not begin with those of \(file.path)")
        }
    }
}

extension PublishedMove {
    var text: String { "\(name) at \(entry.new?.short ?? "nothing")" }

    func json(index: UInt64) -> JSONValue {
        [
            "ref": .string(name.text), "index": .integer(index), "old": entry.old.map { .string($0.hex) } ?? .null,
            "new": entry.new.map { .string($0.hex) } ?? .null, "who": entry.who.json,
            "message": .string(entry.message),
        ]
    }
}
