import ArgumentParser
import Engine
import Files
import Keys
import Objects
import Store

/// `at1 witness cosign`: says that a log has only grown.
struct WitnessCosignCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "cosign", abstract: "Add your cosignature to a checkpoint whose log has only grown.",
        discussion: """
            The first checkpoint of a log is cosigned as it is. at1 remembers the last one that each key cosigned, and \
            refuses one that is older, or has as many moves and other ones. For one with more moves, name a proof made \
            with 'witness prove --since' instead of the checkpoint, or work in the repository.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The checkpoint, or a proof with it.", transform: Word.path) var file: String
    @OptionGroup var choice: SigningKeyChoice
    @Option(
        help: ArgumentHelp(
            "The key of the log: NAME+ID+KEY, the name of one of your keys, a file, or the key itself; the trusted signers by default.",
            valueName: "key"))
    var log: [String] = []
    @Option(
        help: ArgumentHelp(
            "Your name as a witness, such as example.org/witness; the name of the key by default.", valueName: "name"))
    var name: String?
    @Option(name: .shortAndLong, help: "The checkpoint to write; - for standard output.", transform: Word.path)
    var output: String
    @OptionGroup var writing: OutputOptions

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let output = try writing.open(self.output, console, besides: file, choice.key)
        let file = try WitnessFile(file)
        if let (what, exit) = try CheckpointCheck(log, options, console).objection(to: file.checkpoint) {
            throw CommandError(exit, "\(file.path): \(what)")
        }
        if file.proof?.isConsistent == false {
            throw CommandError(.no, "\(file.path): the log does not begin with the one that the proof names")
        }
        let access = try KeyAccess(choice.passphrase, console)
        let settings = try RepositoryAccess.settings(options)
        let key = try choice.key.map { try access.signingKey($0) } ?? access.defaultSigningKey(settings)
        let name = name ?? choice.key.flatMap { KeyStore.isName($0) ? $0 : nil } ?? "witness"
        let time = UInt64(max(0, Timestamp.now.seconds))
        guard let cosigned = file.checkpoint.cosigned(by: key, named: name, at: time),
            let named = NoteKey(name: name, .cosignature, key.publicKey)
        else {
            throw CommandError(
                .usage, "'\(name)' cannot be the name of a witness", hint: "a name has neither spaces nor +")
        }
        try WitnessMemory(key.publicKey, origin: file.checkpoint.checkpoint.origin).remember(cosigned) { last in
            let older = WitnessFile(path: "the last checkpoint that you cosigned", last)
            if let what = try Growth(file, older, options).objection {
                throw CommandError(.no, "\(file.path): \(what)")
            }
        }
        try output.write(cosigned.note.bytes.span.bytes)
        try output.commit()
        if report.json {
            console.print([
                "checkpoint": .string(self.output), "origin": .string(cosigned.checkpoint.origin),
                "size": .integer(cosigned.checkpoint.head.size), "root": .string(cosigned.checkpoint.head.root.hex),
                "key": .string(named.text), "time": .string(UTCDate(seconds: Int64(clamping: time)).text),
            ])
        } else {
            console.report("\(self.output): \(cosigned.checkpoint.head.moves), cosigned by \(named.text)")
        }
        return .done
    }
}

/// The last checkpoint of a log that a key has cosigned, in the user's folder.
private struct WitnessMemory {
    private let folder: Folder
    private let name: Name

    init(_ key: PublicKey, origin: String) throws {
        let path = try UserConfiguration.getFolder() + "/witnessed"
        try SecretFile.createFolder(path)
        folder = try Folder(at: path)
        name = Name(Digest(of: key.bytes + Array(origin.utf8)).hex)
    }

    /// Replaces the last checkpoint, unless `check` throws an error for it.
    func remember(_ next: SignedCheckpoint, _ check: (SignedCheckpoint) throws -> Void) throws {
        let lock = try FileLock("lock", in: folder, .exclusive, wait: .seconds(10))
        defer { withExtendedLifetime(lock) {} }
        if let bytes = try folder.contents(of: name, limit: SignedNote.maximumLength) {
            try check(CommandError.naming(folder.path(of: name)) { try SignedCheckpoint(parsing: bytes) })
        }
        // Before anybody gets the cosignature: it must not be forgotten.
        try folder.replace(name, with: next.note.bytes, durable: true)
    }
}
