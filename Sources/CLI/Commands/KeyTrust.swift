import ArgumentParser
import Glibc
import Keys
import Objects

/// `at1 key trust`: trusts a signer.
struct KeyTrust: Command {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Trust a signer: a public key, and the name of its owner.",
        discussion: """
            The signers file has the format of ssh-keygen's allowed_signers. Without --repository or --file it is your \
            own, for all repositories.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var signersFile: SignersFileOptions
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "What the key may sign: commit, tag, bundle, session, attestation; everything by default. May be repeated.",
            valueName: "what"))
    var namespaces: [SignatureNamespace] = []
    @Argument(help: "A public key in any format, a file with one, or the name of one of your keys.") var key: String
    @Argument(
        help: "The owner: a mail address, or another name; may be repeated. The key's comment by default."
    )
    var principals: [String] = []

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        let (publicKey, comment) = try KeyAccess(nil, console).publicKey(key)
        let names = principals.isEmpty ? [comment].filter { !$0.isEmpty && !$0.contains(" ") } : principals
        guard !names.isEmpty else {
            throw CommandError(.usage, "say who holds the key", hint: "at1 key trust KEY ana@example.org")
        }
        let signer: TrustedSigner
        do {
            signer = try TrustedSigner(
                principals: names, key: publicKey,
                namespaces: namespaces.isEmpty ? nil : Set(namespaces.map(\.rawValue)))
        } catch {
            throw CommandError(.usage, error.detail)
        }
        let file = try signersFile.signersFile(options)
        if let revocation = try revocation(of: publicKey, in: file) {
            throw CommandError(
                .refused,
                "the key \(publicKey.fingerprint) of \(revocation.principals.joined(separator: ",")) is revoked from \(UTCDate(seconds: revocation.revokedFrom ?? 0).text) on: another line would not restore it",
                hint: "'at1 key untrust --forget KEY' removes the revocation, with all lines of the key")
        }
        try file.change { $0.trust(signer) }
        if report.json { console.print(signer.json) } else { console.report(signer.text) }
        return .done
    }

    /// The earliest revocation of the key, in the file or in another signers file.
    private func revocation(of key: PublicKey, in file: SignersFile) throws -> TrustedSigner? {
        let all = try file.read().joined(with: TrustAccess.signers(RepositoryAccess.find(options)?.repository))
        return all.signers.filter { $0.key == key && $0.revokedFrom != nil }
            .min { ($0.revokedFrom ?? 0) < ($1.revokedFrom ?? 0) }
    }
}

/// `at1 key untrust`: revokes or removes a signer.
struct KeyUntrust: Command {
    static let configuration = CommandConfiguration(
        commandName: "untrust", abstract: "Revoke a key: its signatures do not count from now on, or from a date on.",
        discussion: """
            Signatures that claim an earlier date still count, and whoever holds the key can make that claim: if a key \
            was stolen, revoke it from its first day. --forget removes its lines, as if it had never been trusted.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var signersFile: SignersFileOptions
    @Option(
        help: ArgumentHelp(
            "The first moment without trust: 2026-11-21, or 2026-11-21T09:00:00Z. Now by default.", valueName: "date"))
    var from: String?
    @Flag(help: "Remove the key from the file.") var forget = false
    @Argument(help: "The public key, a file with it, the name of one of your keys, or a principal.") var key: String

    var isAction: Bool { true }

    func execute(_ console: Console) throws -> ExitStatus {
        guard !forget || from == nil else { throw CommandError(.usage, "--forget and --from exclude each other") }
        let seconds = try from.map(Self.date) ?? Int64(time(nil))
        let file = try signersFile.signersFile(options)
        let keys = try keys(try file.read(), console)
        let revocation = forget ? nil : seconds
        let own = forget ? nil : try revokedOwnKey(from: seconds, console)
        let found = try file.change { signers in
            var found: [TrustedSigner] = []
            for key in keys {
                found += revocation.map { signers.revoke(key, from: $0) } ?? signers.forget(key)
            }
            if found.isEmpty, let own {
                signers.trust(own)
                found = [own]
            }
            return found
        }
        guard !found.isEmpty else {
            throw CommandError(
                .no, "'\(key)' is not in the signers file", hint: "'at1 key signers' lists those that are")
        }
        if report.json {
            let holds = found.compactMap(\.revokedFrom).reduce(seconds) { min($0, $1) }
            let from: JSONValue = forget ? .null : .string(UTCDate(seconds: holds).text)
            console.print([
                "signers": .array(found.map(\.json)), "forgotten": .bool(forget), "revoked_from": from,
            ])
            return .done
        }
        for signer in found {
            let holds = signer.revokedFrom.map { min($0, seconds) } ?? seconds
            var what = forget ? "forgotten" : "revoked from \(UTCDate(seconds: holds).text) on"
            if !forget, holds != seconds { what += ", as it was already" }
            console.report("\(signer.principals.joined(separator: ",")) \(signer.key.fingerprint) \(what)")
        }
        return .done
    }

    /// The keys of a principal, or the key that the word itself is.
    private func keys(_ signers: TrustedSigners, _ console: Console) throws -> [PublicKey] {
        let named = signers.signers.filter { $0.principals.contains(key) }.map(\.key)
        if !named.isEmpty { return Array(Set(named)) }
        return [try KeyAccess(nil, console).publicKey(key).key]
    }

    /// One of the user's own keys, which is trusted without a line in the file, so that a revocation adds one; nil for
    /// any other word.
    private func revokedOwnKey(from seconds: Int64, _ console: Console) throws -> TrustedSigner? {
        guard KeyStore.isName(key), let entry = try KeyAccess(nil, console).store.find(key) else { return nil }
        return try TrustedSigner(principals: [entry.name], key: entry.publicKey, revokedFrom: seconds)
    }

    private static func date(_ text: String) throws -> Int64 {
        guard let date = UTCDate(parsing: text) else {
            throw CommandError(.usage, "'\(text)' is not a date like 2026-11-21 or 2026-11-21T09:00:00Z")
        }
        return date.seconds
    }
}

/// `at1 key signers`: lists the trusted signers.
struct KeySigners: Command {
    static let configuration = CommandConfiguration(
        commandName: "signers", abstract: "List the trusted signers.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let signers = try TrustAccess.signers(RepositoryAccess.find(options)?.repository).signers
        guard report.json else {
            // In the format of a signers file, which has no lines for the user's own keys.
            for signer in signers { console.print(signer.isOwn ? "# \(signer.text)" : signer.text) }
            return .done
        }
        console.print(.array(signers.map(\.json)))
        return .done
    }
}

extension TrustedSigner {
    fileprivate var json: JSONValue {
        [
            "principals": .array(principals.map { .string($0) }),
            "public_key": .string("\(key)"), "fingerprint": .string(key.fingerprint),
            "for": namespaces.map { .array($0.sorted().map { .string($0) }) } ?? .null, "own": .bool(isOwn),
            "revoked_from": revokedFrom.map { .string(UTCDate(seconds: $0).text) } ?? .null,
        ]
    }
}
