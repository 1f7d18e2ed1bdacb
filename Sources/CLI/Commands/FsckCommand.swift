import ArgumentParser
import Objects
import Remotes
import Store

/// `at1 fsck`: checks everything.
struct FsckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "fsck", abstract: "Check every byte, every object, every link and every recipe.",
        discussion: """
            Exits with 1 if something is damaged or missing. Changes nothing, unless --repair is given: then damaged \
            files move to quarantine/ in the store, and their objects are restored from the readable parts, the \
            working tree, recipes, parity and remotes. Exits with 1 if something could not be restored.

            --shard divides the work among machines that see the same store: each checks the structure and its part of \
            the content, and --join makes one report of theirs.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Flag(help: "Move damaged files to quarantine, and restore their objects from other sources.") var repair = false
    @Flag(name: .customLong("no-execute"), help: "Execute nothing: the same as --execute none.") var noExecute = false
    @Option(
        name: .customLong("execute"),
        help: ArgumentHelp(
            "engine: recipes; trusted: also the computations that are trusted here (the default); none.",
            valueName: "what")
    )
    var extent: Execution?

    enum Execution: String, ExpressibleByArgument {
        case engine, trusted, none
    }
    @Flag(help: "Fail if a ref is not covered by the signature of a trusted signer.") var requireSigned = false
    @OptionGroup var division: CheckDivisionOptions
    @OptionGroup var attestation: AttestationOptions

    func execute(_ console: Console) throws -> ExitStatus {
        if let statement = attestation.verify {
            return try AttestationCheck(statement, RepositoryAccess.find(options)?.repository).print(report, console)
        }
        if !division.join.isEmpty {
            return try ShardJoin(division.join, options, requiresSigned: requireSigned)
                .print(report, attestation, console)
        }
        let repository = try RepositoryAccess(options).repository
        let earlier = try division.earlierReport()
        let statement = try attestation.open(console)
        let reportFile = try division.open(attestation.writing, console)
        let key = try attestation.key(console)
        let progress = Progress("checking", options)
        var fsckOptions = Fsck.Options()
        guard extent == nil || !noExecute else {
            throw CommandError(.usage, "--execute and --no-execute exclude each other")
        }
        fsckOptions.executesRecipes = executesRecipes
        fsckOptions.executesComputations = executesRecipes && extent != .engine
        fsckOptions.signers = try TrustAccess.signers(repository)
        fsckOptions.requiresSignedRefs = requireSigned
        fsckOptions.progress = { progress.show($0, of: $1) }
        fsckOptions.sealCheck = try SealCheck.ofEnvironment(options)
        try division.limit(&fsckOptions, repair: repair, continuing: earlier)
        let repaired = repair ? try Repair(repository, fsckOptions).run() : nil
        let result = try repaired?.check ?? Fsck(repository, fsckOptions).run()
        progress.finish()
        var object = result.json(executes: executesRecipes)
        if let earlier { object = try earlier.continued(by: object) }
        try division.write(object, to: reportFile)
        try attestation.write(object, key: key, to: statement, repository)
        let isClean = object["ok"] == .bool(true)
        if report.json {
            if let repaired { object["repair"] = .object(RepairOutput(repaired).json) }
            console.print(.object(object))
        } else {
            if let repaired { RepairOutput(repaired).print(console) }
            print(result, console, checksSessions: !fsckOptions.sealCheck.isEmpty)
            if let earlier, !earlier.isClean { console.print("the report that was continued has problems of its own") }
        }
        return isClean && result.share?.isComplete ?? true ? .done : .no
    }

    private var executesRecipes: Bool { !noExecute && extent != Execution.none }

    private func print(_ result: FsckReport, _ console: Console, checksSessions: Bool) {
        for finding in result.findings {
            console.print("\(finding.code.rawValue): \(finding.what)")
            // A finding whose text names the ref need not list it again.
            for name in finding.refs where !finding.what.contains(name.text) {
                console.print("  is \(Self.words(name))")
            }
            for path in finding.paths.prefix(8) { console.print("  touches \(path)") }
            if finding.paths.count > 8 { console.print("  and \(Figures.count(finding.paths.count - 8, "more path"))") }
            if !finding.commits.isEmpty {
                let commits = finding.commits.prefix(4).map(\.short).joined(separator: ", ")
                console.print(
                    "  in \(finding.commits.count == 1 ? "commit" : "\(finding.commits.count) commits:") \(commits)")
            }
            console.print("  hint: \(finding.hint)")
        }
        // A quiet check prints only problems.
        if options.quiet { return }
        let total = result.objects.values.reduce(0, +)
        let kinds = ObjectKind.allCases.compactMap { kind in
            result.objects[kind].map { Figures.count($0, kind == .chunks ? "chunk list" : kind.rawValue) }
        }
        console.print(
            "\(Figures.count(total, "object")) in \(Figures.count(result.packs, "pack")): \(kinds.joined(separator: ", "))"
        )
        console.print("\(Figures.bytes(result.bytesHashed)) hashed again")
        if result.computed + result.waiting > 0 {
            console.print(
                "\(Figures.count(result.computed, "computation")) executed, \(result.waiting) not trusted or not executable here"
            )
        }
        if !executesRecipes {
            console.print("recipes not executed")
        } else {
            console.print(
                "\(Figures.count(result.executed, "recipe")) executed: \(Figures.bytes(result.bytesReproduced)) reproduced"
            )
        }
        for signature in result.signatures {
            let names = signature.refs.map(Self.words)
            let object = "\(signature.kind.rawValue) \(signature.object.short)"
            console.print(
                "\(names.isEmpty ? object : "\(names.joined(separator: ", ")) (\(object))"): \(signature.verdict)")
        }
        if result.sessions > 0 {
            console.print(
                checksSessions
                    ? "\(result.sessionsVerified) of \(Figures.count(result.sessions, "session")) signed with keys that are trusted here"
                    : "signatures of \(Figures.count(result.sessions, "session")) not checked, as there is no key")
        }
        for link in result.artifacts where link.object == nil {
            let name = link.artifact.name.map { " '\(TerminalText.fitted($0, 200))'" } ?? ""
            console.print(
                "not in the repository: artifact\(name), sha256 \(link.artifact.sha256), of session \(link.session.short)"
            )
        }
        if !result.absent.isEmpty {
            console.print("\(Figures.count(result.absent.count, "object")) deliberately absent:")
            for id in result.absent.sorted().prefix(20) { console.print("  \(id)") }
            if result.absent.count > 20 { console.print("  and \(result.absent.count - 20) more") }
        }
        if result.unreachable > 0 {
            console.print("\(Figures.count(result.unreachable, "object")) unreachable")
        }
        if let share = result.share {
            console.print("shard \(share.shard): \(share.done) of \(Figures.count(share.units, "unit")) of work done")
            if !share.isComplete { console.hint("continue with --resume and the report") }
        }
        console.print(result.isClean ? "everything is right" : Figures.count(result.findings.count, "problem"))
    }

    /// `tag 'v1'`, `branch 'main'`, `'origin/main'`.
    private static func words(_ name: RefName) -> String {
        name.isTag ? "tag '\(name.short)'" : name.isBranch ? "branch '\(name.short)'" : "'\(name.short)'"
    }
}
