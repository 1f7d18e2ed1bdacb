import ArgumentParser
import Objects
import Store

/// `at1 rerun verify`: whether a step, run again, gave what its bundle promised.
struct RerunVerify: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Hold the record of a step against its bundle.",
        discussion:
            "Prints { verified, errors, warnings } as JSON, as agent-rerun's 'rerun verify' does. Exits 1 unless verified."
    )

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Also fail unless a signer whom you trust has signed the bundle.") var requireSigned = false
    @Argument(help: "The bundle: a file, or REV:path.") var bundle: String
    @Argument(help: "The actual record, as JSON.") var actual: String

    func execute(_ console: Console) throws -> ExitStatus {
        let bundle = try RerunInput.bundle(bundle, options)
        let actual = try RerunInput.record(actual)
        let result: RerunResult
        do {
            result = try RerunBundle.verify(bundle, actual)
        } catch {
            throw CommandError(.no, "\(error)")
        }
        console.print(String(result.jsonText.dropLast()))
        guard result.verified else { return .no }
        guard requireSigned else { return .done }
        let signers = try TrustAccess.signers(RepositoryAccess.find(options)?.repository)
        guard let verdict = try RerunBundle(bundle).verdict(trusting: signers) else {
            throw CommandError(.refused, "the bundle is not signed")
        }
        guard verdict.isTrusted else { throw CommandError(.refused, "the bundle has a \(verdict)") }
        console.message("\(verdict)")
        return .done
    }
}
