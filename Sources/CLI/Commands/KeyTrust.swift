import ArgumentParser
import Glibc
import Keys
import Objects

/// `at1 key trust`: whose signatures count from now on.
struct KeyTrust: Command {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Trust somebody's signatures: their public key, and who they are.",
        discussion: """
            The signers file is in the format of ssh-keygen's allowed_signers. Without --repository or --file it is \
            your own, for all repositories.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var signersFile: SignersFileOptions
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "What the key may sign: commit, tag, bundle, attestation; everything by default. More than one may be given.",
            valueName: "what"))
    var namespaces: [SignatureNamespace] = []
    @Argument(help: "A public key in any format, a file with one, or the name of a key of yours.") var key: String
    @Argument(
        help: "Who holds it: a mail address, or another name; more than one may be given. The key's comment by default."
    )
    var principals: [String] = []

    func execute(_ console: Console) throws -> ExitStatus {
        let (publicKey, comment) = try KeyAccess(nil, console).publicKey(key)
        let names = principals.isEmpty ? [comment].filter { !$0.isEmpty && !$0.contains(" ") } : principals
        guard !names.isEmpty else {
            throw CommandError(.usage, "say who holds the key", mend: "at1 key trust KEY ana@example.org")
        }
        let signer: TrustedSigner
        do {
            signer = try TrustedSigner(
                principals: names, key: publicKey,
                namespaces: namespaces.isEmpty ? nil : Set(namespaces.map(\.rawValue)))
        } catch {
            throw CommandError(.usage, error.detail)
        }
        try signersFile.signersFile(options).change { $0.trust(signer) }
        console.print(signer.text)
        return .done
    }
}

/// `at1 key untrust`: whose signatures do not count any more.
struct KeyUntrust: Command {
    static let configuration = CommandConfiguration(
        commandName: "untrust", abstract: "Revoke a key: its signatures do not count from now on, or from a date on.",
        discussion: """
            What says that it was signed before that date still counts, and whoever holds the key can say so: when a key \
            was stolen, revoke it from its first day. --forget takes its lines away, as if it had never been trusted.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var signersFile: SignersFileOptions
    @Option(
        help: ArgumentHelp(
            "The first moment without trust: 2026-11-21, or 2026-11-21T09:00:00Z. Now by default.", valueName: "date"))
    var from: String?
    @Flag(help: "Take the key out of the file.") var forget = false
    @Argument(help: "The public key, a file with it, the name of a key of yours, or a principal.") var key: String

    func execute(_ console: Console) throws -> ExitStatus {
        guard !forget || from == nil else { throw CommandError(.usage, "--forget and --from exclude each other") }
        let seconds = try from.map(Self.date) ?? Int64(time(nil))
        let file = try signersFile.signersFile(options)
        let keys = try keys(try file.read(), console)
        let revocation = forget ? nil : seconds
        let found = try file.change { signers in
            var found: [TrustedSigner] = []
            for key in keys {
                found += revocation.map { signers.revoke(key, from: $0) } ?? signers.forget(key)
            }
            return found
        }
        guard !found.isEmpty else {
            throw CommandError(.no, "'\(key)' is not in the signers file", mend: "'at1 key signers' shows who is")
        }
        for signer in found {
            let what = forget ? "forgotten" : "revoked from \(UTCDate(seconds: seconds).text) on"
            console.print("\(signer.principals.joined(separator: ",")) \(signer.key.fingerprint) \(what)")
        }
        return .done
    }

    /// The keys of a principal, or the one that the word is.
    private func keys(_ signers: TrustedSigners, _ console: Console) throws -> [PublicKey] {
        let named = signers.signers.filter { $0.principals.contains(key) }.map(\.key)
        if !named.isEmpty { return Array(Set(named)) }
        return [try KeyAccess(nil, console).publicKey(key).key]
    }

    private static func date(_ text: String) throws -> Int64 {
        guard let date = UTCDate(parsing: text) else {
            throw CommandError(.usage, "'\(text)' is not a date like 2026-11-21 or 2026-11-21T09:00:00Z")
        }
        return date.seconds
    }
}

/// `at1 key signers`: who is trusted here.
struct KeySigners: Command {
    static let configuration = CommandConfiguration(
        commandName: "signers", abstract: "List whose signatures count here.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let signers = try TrustAccess.signers(RepositoryAccess.find(options)?.repository).signers
        guard report.json else {
            for signer in signers { console.print(signer.text) }
            return .done
        }
        console.print(
            .array(
                signers.map { signer in
                    let namespaces: JSONValue =
                        signer.namespaces.map { .array($0.sorted().map { .string($0) }) } ?? .null
                    return [
                        "principals": .array(signer.principals.map { .string($0) }),
                        "public_key": .string("\(signer.key)"), "fingerprint": .string(signer.key.fingerprint),
                        "for": namespaces,
                        "revoked_from": signer.revokedFrom.map { .string(UTCDate(seconds: $0).text) } ?? .null,
                    ]
                }))
        return .done
    }
}
