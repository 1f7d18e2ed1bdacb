import ArgumentParser
import Objects

/// `at1 session grants`: the grants that a session names.
struct SessionGrantsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "grants", abstract: "List the grants that the events of a session name.",
        discussion: """
            A grant that an event contains as a sealed token is checked: its signature, its time, and that it is no \
            wider than its parent if the session contains that, too. Exits with 1 if one is not in order, and with 2 if \
            there is no key to verify with.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var report: ReportOptions
    @Argument(help: "The token.", transform: Word.path) var token: String
    @OptionGroup var verifier: VerifyingKeyOptions

    func execute(_ console: Console) throws -> ExitStatus {
        let session = try SessionSource.open(token, options, verifier, console).session
        let grants = session.grants
        let check = try verifier.check(options, hasSeals: grants.contains { $0.sealed != nil }, console)
        let sealed = Dictionary(
            grants.compactMap { grant in grant.sealed.map { (grant.id, $0.grant) } }, uniquingKeysWith: { a, _ in a })
        let lines = grants.map { GrantLine($0, among: sealed, session, check) }
        if report.json {
            console.print(.array(lines.map(\.json)))
        } else {
            for line in lines { console.print(line.text) }
        }
        return lines.allSatisfy(\.problems.isEmpty) ? .done : .no
    }
}

/// What is known of a grant.
private struct GrantLine {
    private let named: SessionGrant
    private let verdict: SealVerdict?
    let problems: [String]

    init(_ named: SessionGrant, among sealed: [String: Grant], _ session: ReplaySession, _ check: SealCheck) {
        self.named = named
        var problems: [String] = []
        var verdict: SealVerdict?
        if let (token, grant) = named.sealed.map({ ($0.token, $0.grant) }) {
            verdict = check.verdict(on: token, endedAt: grant.issuedAt)
            if let verdict, !verdict.isGood { problems.append("\(verdict)") }
            // In force when it was first used.
            let use = named.events.first.map { session.events[$0].timestamp / 1000 } ?? 0
            do throws(TokenError) { try grant.check(now: use) } catch { problems.append("\(error)") }
            if let parent = grant.parentGrantID.flatMap({ sealed[$0] }) {
                problems += grant.excesses(over: parent).map { "wider than its parent: \($0.rawValue)" }
            }
        }
        self.verdict = verdict
        self.problems = problems
    }

    var text: String {
        var words = [named.id]
        if let grant = named.sealed?.grant {
            words.append("\(grant.issuer) → \(grant.audience)")
            words.append(grant.mode.rawValue)
        } else if let audience = named.mention.audience {
            words.append("for \(audience)")
        }
        if let lifetime = named.sealed?.grant.lifetime ?? named.mention.lifetime {
            words.append("\(SessionTime.duration(lifetime)) TTL")
        }
        words.append(verdict.map { $0.isGood ? "\($0)" : "NOT VERIFIED" } ?? "not sealed here")
        let events = named.events.prefix(8).map { "\($0)" }.joined(separator: ",")
        return ([events] + words.map(TerminalText.safe) + problems.map(TerminalText.safe)).joined(separator: "\t")
    }

    var json: JSONValue {
        var object: JSONObject = [
            "id": .string(named.id), "events": .array(named.events.map { .integer($0) }),
            "audience": (named.sealed?.grant.audience ?? named.mention.audience).map { .string($0) } ?? .null,
            "ttl_seconds": (named.sealed?.grant.lifetime ?? named.mention.lifetime).map { .integer($0) } ?? .null,
            "verdict": verdict.map { .string($0.code) } ?? .null,
            "problems": .array(problems.map { .string($0) }),
        ]
        if let grant = named.sealed?.grant {
            object["issuer"] = .string(grant.issuer)
            object["bucket"] = .string(grant.bucket)
            object["mode"] = .string(grant.mode.rawValue)
            object["parent"] = grant.parentGrantID.map { .string($0) } ?? .null
        }
        return .object(object)
    }
}
