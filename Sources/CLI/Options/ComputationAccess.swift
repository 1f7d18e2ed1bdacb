import Computations
import Glibc
import Objects
import Store

/// The executor of computations, within the limits and the trust that the user has set.
enum ComputationAccess {
    static func executor(_ settings: Configuration) throws -> SandboxExecutor {
        try SandboxExecutor(
            cache: cacheFolder, trust: trust(), memory: settings.bytes("run.memory"),
            seconds: settings.seconds("run.timeout").map { UInt64(max(1, $0.components.seconds)) },
            isWarm: settings.flag("run.warm") ?? true)
    }

    /// What the user trusts.
    static func trust() -> TrustedComputations { TrustedComputations(folder: UserConfiguration.folder) }

    /// Adds recorded computations to what the user trusts; nil if there is no place for that.
    static var recordedTrust: (@Sendable ([ObjectID]) throws -> Void)? {
        guard UserConfiguration.folder != nil else { return nil }
        return { recorded in try trust().change(adding: recorded.map { .computation($0) }) }
    }

    /// Where environments are copied to, programs run and points are kept: the user's cache or, if there is none, the
    /// system's temporary folder.
    static var cacheFolder: String {
        if let cache = Environment.all["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/at1" }
        if let home = Environment.all["HOME"], home.hasPrefix("/"), access(home, W_OK | X_OK) == 0 {
            return home + "/.cache/at1"
        }
        let temporary = Environment.all["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        return "\(temporary)/at1-\(geteuid())"
    }

    /// Reports how many files wait, and for what.
    static func tellWaiting(_ repository: Repository, _ console: Console) throws {
        guard !repository.isBare else { return }
        var untrusted = 0
        var others: [String: Int] = [:]
        for entry in try repository.index().entries where entry.kind == .output && entry.isAbsent {
            switch try repository.obstacle(to: entry) {
            case nil: break
            case .notTrusted?: untrusted += 1
            case let refusal?: others["\(refusal)", default: 0] += 1
            }
        }
        if untrusted > 0 {
            console.message(
                "\(Figures.count(untrusted, "file")) \(untrusted == 1 ? "waits" : "wait") for trust: programs make \(untrusted == 1 ? "it" : "them"); see 'at1 explain PATH', then 'at1 trust PATH'"
            )
        }
        for (what, count) in others.sorted(by: { $0.key < $1.key }).prefix(3) {
            console.message("\(Figures.count(count, "file")) left out: \(what)")
        }
    }
}
