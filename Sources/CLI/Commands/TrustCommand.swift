import ArgumentParser
import Computations
import Objects
import Store

/// `at1 trust`: permits a repository's programs to be executed on this machine.
struct TrustCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Allow programs from a repository to be executed on this machine.",
        discussion: """
            A computation is trusted by its identity, which covers the command, the inputs and the environment: if one \
            of them changes, the user must trust it again. --signed-by trusts everything that a signer has signed or \
            will sign. Trust is stored in your settings and never travels with a repository. Trusted programs still \
            run in a sandbox.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(
        name: .customLong("signed-by"), parsing: .singleValue,
        help: ArgumentHelp("A trusted signer ('at1 key trust'): a name, or a key's fingerprint.", valueName: "signer"))
    var signers: [String] = []
    @Flag(help: "List what is trusted.") var list = false
    @Flag(help: "Revoke the trust.") var remove = false
    @Argument(help: "Files, revisions, or computations by their identity.", transform: Word.path) var words: [String] =
        []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let trust = ComputationAccess.trust()
        if list {
            guard words.isEmpty, signers.isEmpty, !remove else {
                throw CommandError(.usage, "--list takes no other arguments")
            }
            let rules = try trust.list()
            if report.json {
                console.print(.array(rules.map(\.json)))
            } else {
                for rule in rules { console.print(rule.text) }
            }
            return .done
        }
        guard !words.isEmpty || !signers.isEmpty else {
            throw CommandError(.usage, "name what to trust", hint: "a file, a revision, an identity, or --signed-by")
        }
        var rules: [TrustedComputations.Rule] = []
        var computations: [Computation] = []
        if !words.isEmpty {
            // Trust in a computation can be withdrawn even if no repository here contains it.
            let ids = remove ? words.compactMap { ObjectID(hex: $0) } : []
            rules += ids.map { .computation($0) }
            if ids.count < words.count {
                let access = try RepositoryAccess(options)
                let found = try ComputationSelection(access).computations(words.filter { !ids.map(\.hex).contains($0) })
                computations = try found.map { try access.repository.objects.computation($0) }
                rules += found.map { .computation($0) }
            }
        }
        if !signers.isEmpty { rules += try keys() }
        try remove ? trust.change(removing: rules) : trust.change(adding: rules)
        if report.json { console.print(.array(rules.map(\.json))) }
        for computation in computations.prefix(20) {
            console.message(
                "\(remove ? "no longer trusted" : "trusted"): \(computation.id.short) \(ComputationText.command(computation))"
            )
        }
        if computations.count > 20 { console.message("and \(computations.count - 20) more") }
        if !remove, !computations.isEmpty { console.message("'at1 materialize PATH' makes their files") }
        return .done
    }

    /// The keys of signers that the user knows.
    private func keys() throws -> [TrustedComputations.Rule] {
        let known = try TrustAccess.signers(RepositoryAccess.find(options)?.repository).signers
        return try signers.flatMap { word -> [TrustedComputations.Rule] in
            let found = known.filter {
                $0.principals.contains(word) || $0.key.fingerprint == word || $0.key.description == word
            }
            guard !found.isEmpty else {
                throw CommandError(
                    .usage, "no signer is called '\(word)'",
                    hint: "'at1 key trust' makes a signer known by a public key")
            }
            return Set(found.map(\.key)).map { .signer($0) }
        }
    }
}

extension TrustedComputations.Rule {
    fileprivate var text: String {
        switch self {
        case .computation(let id): "computation \(id)"
        case .signer(let key): "signer \(key.fingerprint)"
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .computation(let id): ["kind": "computation", "id": .string(id.hex)]
        case .signer(let key):
            ["kind": "signer", "fingerprint": .string(key.fingerprint), "key": .string(key.description)]
        }
    }
}
