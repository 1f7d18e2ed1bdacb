import ArgumentParser
import Engine
import Objects
import Store

/// The options of `at1 fsck` that concern others: writing a signed statement of the findings, and checking one.
struct AttestationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Sign an attestation of the findings with this key, and write it to -o.", valueName: "key"))
    var attest: String?
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The file for the attestation.", valueName: "file"), transform: Word.path)
    var output: String?
    @Option(
        name: .customLong("verify-attestation"),
        help: ArgumentHelp("Check an attestation instead of the repository.", valueName: "file"),
        transform: Word.path)
    var verify: String?
    @OptionGroup var writing: OutputOptions
    @OptionGroup var passphrase: PassphraseOptions

    func validate() throws {
        guard (attest == nil) == (output == nil) else { throw ValidationError("--attest and -o go together") }
        guard attest == nil || verify == nil else {
            throw ValidationError("--attest and --verify-attestation exclude each other")
        }
    }

    /// Starts the file of the statement, if one is requested.
    func open(_ console: Console) throws -> OutputFile? {
        try output.map { try writing.open($0, console, besides: attest) }
    }

    /// Writes the statement, if one is requested.
    func write(_ report: JSONObject, key: SigningKey?, to file: OutputFile?, _ repository: Repository) throws {
        try write(
            report, of: try repository.refs.list().map { Attestation.Subject(ref: $0, id: $1) }, key: key, to: file)
    }

    /// The same for refs that the report is about. They are read only for a statement: a check goes on where one of them
    /// cannot be read.
    func write(
        _ report: JSONObject, of subjects: @autoclosure () throws -> [Attestation.Subject], key: SigningKey?,
        to file: OutputFile?
    ) throws {
        guard let key, let file else { return }
        let attestation = Attestation(
            subjects: try subjects(), date: UTCDate(seconds: Timestamp.now.seconds), verifier: Version.text,
            report: report)
        try file.commit(attestation.signed(with: key).json)
    }

    /// The key to sign the statement with. It is opened before the check, so that nobody waits for the check in vain.
    func key(_ console: Console) throws -> SigningKey? {
        try attest.map { try KeyAccess(passphrase, console).signingKey($0) }
    }
}

/// A statement that somebody made of a repository, compared with the repository here.
struct AttestationCheck {
    private let attestation: Attestation
    private let verdict: SignatureVerdict
    /// On each signature of the envelope.
    private let verdicts: [SignatureVerdict]
    /// What differs from the statement here.
    private var differences: [String] = []
    /// Refs that exist here and that the statement does not mention.
    private var others: [String] = []

    init(_ path: String, _ repository: Repository?) throws {
        let bytes = try TextInput.read(path)
        let envelope = try CommandError.naming(path) { try Envelope(parsing: Array(bytes.utf8)) }
        attestation = try CommandError.naming(path) { try Attestation(envelope) }
        let signers = try TrustAccess.signers(repository)
        verdict = envelope.verdict(trusting: signers, at: attestation.date.seconds)
        verdicts = envelope.verdicts(trusting: signers, at: attestation.date.seconds)
        guard let repository else { return }
        var here = Dictionary(uniqueKeysWithValues: try repository.refs.list().map { ($0, $1) })
        for subject in attestation.subjects {
            switch here.removeValue(forKey: subject.ref) {
            case subject.id: break
            case let id?: differences.append("\(subject.ref) was at \(subject.id) and is at \(id)")
            case nil: differences.append("\(subject.ref) was at \(subject.id) and is not here")
            }
        }
        others = here.keys.sorted().map(\.text)
    }

    private var status: ExitStatus {
        guard verdict.isTrusted else { return verdict.status }
        return attestation.isClean && differences.isEmpty ? .done : .no
    }

    func print(_ report: ReportOptions, _ console: Console) -> ExitStatus {
        if report.json {
            console.print([
                "verified": .bool(status == .done), "signature": verdict.json,
                "signatures": .array(verdicts.map(\.json)),
                "finished_on": .string(attestation.date.text),
                "verifier": .string(attestation.verifier), "ok": .bool(attestation.isClean),
                "subjects": .array(
                    attestation.subjects.map { ["ref": .string($0.ref.text), "id": .string($0.id.hex)] }),
                "differences": .array(differences.map { .string($0) }),
                "not_attested": .array(others.map { .string($0) }),
            ])
            return status
        }
        for verdict in verdicts {
            console.print("\(verdict)")
            if let hint = verdict.hint { console.hint(hint) }
        }
        console.print(
            "says that on \(attestation.date.text) \(attestation.verifier) found \(attestation.isClean ? "everything right" : "PROBLEMS") in"
        )
        for subject in attestation.subjects { console.print("  \(subject.ref) at \(subject.id)") }
        for difference in differences { console.print("differs: \(difference)") }
        for other in others { console.print("says nothing of \(other)") }
        return status
    }
}
