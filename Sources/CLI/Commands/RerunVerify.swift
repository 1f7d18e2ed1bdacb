import ArgumentParser
import Objects
import Store

/// `at1 rerun verify`: whether a repeated step matches its bundle.
struct RerunVerify: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compare the record of a step with its bundle.",
        discussion:
            "Prints { verified, errors, warnings } as JSON, like agent-rerun's 'rerun verify'. Exits with 1 unless verified. An unknown or revoked signer is a warning; with --require-signed, it exits with 3."
    )

    @OptionGroup var options: GlobalOptions
    /// The result is JSON with and without --json: on one line with it, and as agent-rerun writes it without.
    @OptionGroup var report: ReportOptions
    @Flag(help: "Also fail unless a trusted signer has signed the bundle.") var requireSigned = false
    @Argument(help: "The bundle: a file, or REV:path.", transform: Word.path) var bundle: String
    @Argument(help: "The actual record, as JSON; - for standard input.", transform: Word.path) var actual: String

    func execute(_ console: Console) throws -> ExitStatus {
        let bundle = try RerunInput.bundle(bundle, options)
        let actual = try RerunInput.record(actual)
        var result: RerunResult
        do {
            result = try RerunBundle.verify(bundle, with: actual)
        } catch {
            throw CommandError(.no, "\(error)")
        }
        let signers = try signers()
        let verdict = try? RerunBundle(bundle).verdict(trusting: signers)
        // If the user trusts no one, every signer is unknown: then the result is that of agent-rerun.
        if let warning = verdict?.warning {
            if !signers.signers.allSatisfy(\.isOwn) { result = result.warning(warning) }
            console.message("warning: the bundle has a \(verdict.line)")
        }
        if report.json {
            console.print(try JSONValue(parsing: Array(result.jsonText.utf8)))
        } else {
            console.print(String(result.jsonText.dropLast()))
        }
        guard result.verified else { return .no }
        guard requireSigned else { return .done }
        guard let verdict else { throw CommandError(.refused, "the bundle is not signed") }
        guard verdict.isTrusted else { throw CommandError(.refused, "the bundle has a \(verdict)") }
        console.message("\(verdict)")
        return .done
    }

    /// The trusted signers; none if there is no settings folder.
    private func signers() throws -> TrustedSigners {
        guard UserConfiguration.folder != nil else { return TrustedSigners() }
        return try TrustAccess.signers(RepositoryAccess.find(options)?.repository)
    }
}

extension SignatureVerdict {
    fileprivate var warning: RerunFinding? {
        switch self {
        case .unknownSigner(let key): RerunFinding(.unknownSigner, key.fingerprint)
        case .revoked(let principal, let from):
            RerunFinding(.revokedSigner, "\(principal), from \(UTCDate(seconds: from).text)")
        case .good, .bad: nil
        }
    }
}
