import ArgumentParser
import Objects

/// `at1 session receipt verify`: whether a receipt is unchanged since its signer sealed it, and is that of a session.
struct SessionReceiptVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a sealed receipt: its signature, its form, and whether it agrees with a session.",
        discussion: """
            Checks with --key, or the key in A2A_REPLAY_VERIFYING_KEY, or the trusted signers. Exits like 'at1 session \
            verify', and with 1 if the receipt differs from the session.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The receipt, as a token.", transform: Word.path) var receipt: String
    @Option(
        help: ArgumentHelp("The session that it should be the receipt of.", valueName: "token"), transform: Word.path)
    var session: String?
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let check = try verifier.check(options, console)
        let bytes = try SessionSource.bytes(receipt, options)
        let opened: (receipt: Receipt, verdict: SealVerdict?)
        do throws(TokenError) { opened = try Self.read(bytes, check) } catch {
            if check.isEmpty, case .notSigned = error { throw CommandError.noVerifyingKey }
            return print(nil, nil, errors: ["\(error)"], console)
        }
        guard let verdict = opened.verdict else { throw CommandError.noVerifyingKey }
        var errors = verdict.isGood ? [] : ["the receipt is \(verdict)"]
        if let session {
            let run = try SessionSource.open(session, options, verifier, console).session
            errors += opened.receipt.differences(from: run).map { "differs from the session: \($0)" }
        }
        return print(opened.receipt, verdict, errors: errors, console)
    }

    private static func read(
        _ bytes: [UInt8], _ check: SealCheck
    ) throws(TokenError) -> (receipt: Receipt, verdict: SealVerdict?) {
        let token: SealedToken
        do { token = try SealedToken(parsing: bytes) } catch { throw .malformed(error) }
        let receipt: Receipt
        do { receipt = try Receipt(parsing: token.payload) } catch {
            guard check.verdict(on: token, endedAt: 0)?.key != nil else { throw .notSigned }
            throw .invalid(error)
        }
        return (receipt, check.verdict(on: token, endedAt: receipt.endedAt))
    }

    private func print(
        _ receipt: Receipt?, _ verdict: SealVerdict?, errors: [String], _ console: Console
    ) -> ExitStatus {
        let status: ExitStatus = verdict.map { $0.isGood && !errors.isEmpty ? .no : $0.status } ?? .no
        if report.json {
            console.print([
                "verified": .bool(status == .done), "verdict": verdict.map { .string($0.code) } ?? .null,
                "errors": .array(errors.map { .string($0) }),
                "receipt_id": receipt.map { .string($0.receiptID) } ?? .null,
                "agent_name": receipt.map { .string($0.agentName) } ?? .null,
                "skill_name": receipt.map { .string($0.skillName) } ?? .null,
                "status": receipt.map { .string($0.status) } ?? .null,
                "fingerprint": verdict?.key.map { .string($0.fingerprint) } ?? .null,
            ])
        } else if status == .done, let receipt, let verdict {
            let words = "\(receipt.agentName) · \(receipt.skillName) · \(receipt.status)"
            console.print("\(self.receipt): verified, \(TerminalText.safe("\(words), \(verdict)"))")
        } else {
            for error in errors { console.print("\(self.receipt): not verified: \(TerminalText.safe(error))") }
        }
        return status
    }
}
