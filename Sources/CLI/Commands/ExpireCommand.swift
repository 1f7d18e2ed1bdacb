import ArgumentParser
import Objects
import Store

/// `at1 expire`: removes snapshots from a branch.
struct ExpireCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "expire", abstract: "Remove snapshots from a branch, and keep some of each period.",
        discussion: """
            As 'restic forget': each option keeps the newest snapshot of each day, week or month that has one, for as \
            many of these. The tip is always kept. What is kept gets other identities if something before it goes; \
            lightweight tags move along. 'at1 undo' brings everything back until 'at1 prune' removes it.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Option(name: .customLong("keep-last"), help: ArgumentHelp("Keep this many of the newest.", valueName: "n"))
    var last = 0
    @Option(name: .customLong("keep-daily"), help: ArgumentHelp("Keep one for each of so many days.", valueName: "n"))
    var daily = 0
    @Option(name: .customLong("keep-weekly"), help: ArgumentHelp("Keep one for each of so many weeks.", valueName: "n"))
    var weekly = 0
    @Option(
        name: .customLong("keep-monthly"), help: ArgumentHelp("Keep one for each of so many months.", valueName: "n"))
    var monthly = 0
    @Flag(name: .customLong("keep-tagged"), help: "Keep those that a tag points to.") var tagged = false
    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only report what would be removed.")
    var dryRun = false
    @Argument(help: "A branch; the current one by default.", completion: Completion.revision) var branch: String?

    var isAction: Bool { true }

    func validate() throws {
        guard [last, daily, weekly, monthly].allSatisfy({ $0 >= 0 }) else {
            throw ValidationError("the numbers of snapshots to keep are not negative")
        }
    }

    func execute(_ console: Console) throws -> ExitStatus {
        let access = try RepositoryAccess(options)
        guard let name = try branch.map({ try newBranch($0) }) ?? access.currentBranch() else {
            throw CommandError(.usage, "HEAD is on no branch", hint: "name a branch")
        }
        var policy = RetentionPolicy()
        (policy.last, policy.daily, policy.weekly, policy.monthly) = (last, daily, weekly, monthly)
        policy.tagged = tagged
        let result = try access.repository.expire(name, policy, isDryRun: dryRun, who: access.person(.committer))
        if report.json { console.print(.object(json(result, name))) } else { print(result, console) }
        return .done
    }

    private func print(_ result: ExpiryReport, _ console: Console) {
        for snapshot in result.snapshots {
            let reasons = snapshot.reasons.map(\.rawValue).joined(separator: ", ")
            let line = "\(snapshot.id.short) \(snapshot.commit.date.isoText) \(snapshot.commit.subject)"
            console.print(reasons.isEmpty ? "remove \(line)" : "keep   \(line) (\(reasons))")
        }
        let gone = result.snapshots.count { $0.reasons.isEmpty }
        let verb = dryRun ? "would be removed" : "removed"
        console.report("\(gone) of \(Figures.count(result.snapshots.count, "snapshot")) \(verb)")
        if !result.movedTags.isEmpty {
            console.report("moved along: \(result.movedTags.map(\.short).joined(separator: ", "))")
        }
        if !result.holders.isEmpty {
            console.report("still reachable from \(result.holders.map(\.text).joined(separator: ", "))")
        }
    }

    private func json(_ result: ExpiryReport, _ name: RefName) -> JSONObject {
        [
            "branch": .string(name.short), "dry_run": .bool(dryRun),
            "snapshots": .array(
                result.snapshots.map { snapshot in
                    [
                        "id": .string(snapshot.id.hex), "new": snapshot.new.map { .string($0.hex) } ?? .null,
                        "reasons": .array(snapshot.reasons.map { .string($0.rawValue) }),
                    ]
                }),
            "moved_tags": .array(result.movedTags.map { .string($0.text) }),
            "held_by": .array(result.holders.map { .string($0.text) }),
        ]
    }
}
