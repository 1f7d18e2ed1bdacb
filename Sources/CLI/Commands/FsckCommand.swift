import ArgumentParser
import Objects
import Store

/// `at1 fsck`: checks everything.
struct FsckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "fsck", abstract: "Check every byte, every object, every link and every recipe.",
        discussion: """
            Exits with 1 when something is damaged or missing. Nothing is changed, unless --repair is given: then damaged files \
            move to quarantine/ in the store, and their objects come back from what can still be read of them, the work \
            tree, recipes, parity and remotes. Exits with 1 when something could not be saved.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Put what is damaged in quarantine, and get it back where it can be had.") var repair = false
    @Flag(name: .customLong("no-execute"), help: "Do not execute the recipes.") var noExecute = false
    @Flag(help: "Fail when a ref is not covered by the signature of a trusted signer.") var requireSigned = false
    @OptionGroup var attestation: AttestationOptions

    func execute(_ console: Console) throws -> ExitStatus {
        if let statement = attestation.verify {
            return try AttestationCheck(statement, RepositoryAccess.find(options)?.repository).print(report, console)
        }
        let repository = try RepositoryAccess(options).repository
        let key = try attestation.key(console)
        let progress = Progress("checking", options)
        var fsckOptions = Fsck.Options()
        fsckOptions.executesRecipes = !noExecute
        fsckOptions.signers = try TrustAccess.signers(repository)
        fsckOptions.requiresSignedRefs = requireSigned
        fsckOptions.progress = { progress.show($0, of: $1) }
        let signers = try SessionSigners.ofEnvironment(options)
        if !signers.isEmpty { fsckOptions.isSigned = { signers.signer(of: $0, $1) != nil } }
        let repaired = repair ? try Repair(repository, fsckOptions).run() : nil
        let result = try repaired?.check ?? Fsck(repository, fsckOptions).run()
        progress.finish()
        try attestation.write(json(result), key: key, repository)
        if report.json {
            var object = json(result)
            if let repaired { object["repair"] = .object(RepairOutput(repaired).json) }
            console.print(.object(object))
        } else {
            if let repaired { RepairOutput(repaired).print(console) }
            print(result, console, checksSessions: !signers.isEmpty)
        }
        return result.isClean ? .done : .no
    }

    private func print(_ result: FsckReport, _ console: Console, checksSessions: Bool) {
        for finding in result.findings {
            console.print("\(finding.code.rawValue): \(finding.what)")
            for path in finding.paths.prefix(8) { console.print("  touches \(path)") }
            if finding.paths.count > 8 { console.print("  and \(finding.paths.count - 8) more paths") }
            if !finding.commits.isEmpty {
                let commits = finding.commits.prefix(4).map(\.short).joined(separator: ", ")
                console.print(
                    "  in \(finding.commits.count == 1 ? "commit" : "\(finding.commits.count) commits:") \(commits)")
            }
            console.print("  mend: \(finding.mend)")
        }
        let total = result.objects.values.reduce(0, +)
        let kinds = ObjectKind.allCases.compactMap { kind in result.objects[kind].map { "\($0) \(kind.rawValue)" } }
        console.print(
            "\(total) objects in \(result.packs) \(result.packs == 1 ? "pack" : "packs"): \(kinds.joined(separator: ", "))"
        )
        console.print("\(Figures.bytes(result.bytesHashed)) hashed again")
        if noExecute {
            console.print("recipes not executed")
        } else {
            console.print("\(result.executed) recipes executed: \(Figures.bytes(result.bytesReproduced)) reproduced")
        }
        for signature in result.signatures {
            console.print("\(signature.kind.rawValue) \(signature.object.short): \(signature.verdict)")
        }
        if let sessions = result.objects[.session] {
            console.print(
                checksSessions
                    ? "\(result.sessionsVerified) of \(Figures.count(sessions, "session")) signed with keys that are trusted here"
                    : "signatures of \(Figures.count(sessions, "session")) not checked, as there is no key")
        }
        for link in result.artifacts where link.object == nil {
            let name = link.artifact.name.map { " '\(TerminalText.fitted($0, 200))'" } ?? ""
            console.print(
                "not in the repository: artifact\(name), sha256 \(link.artifact.sha256), of session \(link.session.short)"
            )
        }
        if !result.absent.isEmpty {
            console.print("\(Figures.count(result.absent.count, "object")) away, and meant to be:")
            for id in result.absent.sorted().prefix(20) { console.print("  \(id)") }
            if result.absent.count > 20 { console.print("  and \(result.absent.count - 20) more") }
        }
        if result.unreachable > 0 { console.print("\(result.unreachable) objects that nothing leads to") }
        console.print(result.isClean ? "everything is right" : Figures.count(result.findings.count, "problem"))
    }

    private func json(_ result: FsckReport) -> JSONObject {
        var objects = JSONObject()
        for kind in ObjectKind.allCases { objects[kind.rawValue] = .integer(result.objects[kind] ?? 0) }
        return [
            "ok": .bool(result.isClean),
            "objects": .object(objects),
            "packs": .integer(result.packs),
            "executed": .integer(result.executed),
            "bytes_reproduced": .integer(result.bytesReproduced),
            "bytes_hashed": .integer(result.bytesHashed),
            "unreachable": .integer(result.unreachable),
            "absent": .array(result.absent.sorted().map { .string($0.hex) }),
            "executes": .bool(!noExecute),
            "signatures": .array(
                result.signatures.map { signature in
                    guard case .object(var object) = signature.verdict.json else { return .null }
                    object["object"] = .string(signature.object.hex)
                    object["kind"] = .string(signature.kind.rawValue)
                    return .object(object)
                }),
            "sessions_verified": .integer(result.sessionsVerified),
            "artifacts": .array(result.artifacts.map(\.json)),
            "missing_artifacts": .array(result.artifacts.filter { $0.object == nil }.map(\.json)),
            "problems": .array(
                result.findings.map { finding in
                    [
                        "object": finding.object.map { .string($0.hex) } ?? .null,
                        "kind": finding.kind.map { .string($0.rawValue) } ?? .null,
                        "code": .string(finding.code.rawValue),
                        "what": .string(finding.what),
                        "mend": .string(finding.mend),
                        "paths": .array(finding.paths.map { .string($0) }),
                        "commits": .array(finding.commits.map { .string($0.hex) }),
                    ]
                }),
        ]
    }
}
