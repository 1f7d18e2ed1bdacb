import ArgumentParser
import Objects
import Remotes
import Store

/// How incoming objects are checked before they are accepted.
struct FetchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("hash, or execute: also execute new recipes. hash by default.", valueName: "how"))
    var verify: String?
    @Flag(help: "Accept only what the signature of a trusted signer covers.") var requireSigned = false

    func options(_ access: RepositoryAccess?, _ settings: Configuration, _ progress: Progress) throws -> Fetch.Options {
        var options = Fetch.Options()
        let words = Fetch.Verification.allCases.map(\.rawValue)
        let word = try verify ?? settings.word("fetch.verify", words) ?? "hash"
        guard let verification = Fetch.Verification(rawValue: word) else {
            throw CommandError(.usage, "'\(word)' is neither hash nor execute")
        }
        options.verification = verification
        options.requiresSigned = try requireSigned || settings.flag("fetch.requiresigned") ?? false
        options.signers = try TrustAccess.signers(access?.repository)
        options.environment = Environment.all
        options.progress = { progress.show($0, of: nil) }
        return options
    }
}

/// Reports the results of fetches and pushes.
enum TransferText {
    static func print(_ report: Fetch.Report, from label: String, _ console: Console) {
        guard !report.changes.isEmpty else { return }
        console.message("from \(label): \(Figures.count(report.objects, "object")), \(Figures.short(report.bytes))")
        for change in report.changes {
            let source = change.source?.short ?? "(gone)"
            let what =
                switch change.kind {
                case .new: change.name.isTag ? "new tag" : "new"
                case .forward: "\(change.old?.short ?? "")..\(change.new?.short ?? "")"
                case .forced: "\(change.old?.short ?? "")...\(change.new?.short ?? "") (forced)"
                case .removed: "removed"
                case .refused: "refused"
                }
            console.message("  \(what)  \(source) -> \(change.name.short)")
        }
    }

    static func json(_ report: Fetch.Report) -> JSONObject {
        [
            "objects": .integer(UInt64(report.objects)), "bytes": .integer(report.bytes),
            "executed": .integer(UInt64(report.executed)),
            "refs": .array(
                report.changes.map { change in
                    [
                        "ref": .string(change.name.text), "kind": .string(change.kind.rawValue),
                        "source": change.source.map { .string($0.text) } ?? .null,
                        "old": change.old.map { .string($0.hex) } ?? .null,
                        "new": change.new.map { .string($0.hex) } ?? .null,
                    ]
                }),
        ]
    }
}

extension RepositoryAccess {
    /// The remote that an argument names: by its name, or by its address.
    func remote(_ word: String) throws -> RemoteSettings {
        let settings = repository.configuration
        if settings["remote.\(word).url"] != nil { return try RemoteSettings(named: word, in: settings) }
        guard word.contains("/") || word.contains(":") || word.hasPrefix(".") || Repository.isBundle(at: word) else {
            throw RemoteError.noSuchRemote(word)
        }
        return RemoteSettings(url: word)
    }

    /// The branch that HEAD is on; nil if HEAD is detached.
    func currentBranch() throws -> RefName? {
        if case .branch(let name) = try repository.refs.head() { return name }
        return nil
    }

    /// The remote-tracking branch that a word like `origin/main` names; nil if it was never fetched.
    func remoteBranch(_ word: String) throws -> (remote: String, branch: RefName)? {
        let parts = word.split(separator: "/", maxSplits: 1).map(String.init)
        let settings = repository.configuration
        guard parts.count == 2, settings["remote.\(parts[0]).url"] != nil, let name = try? RefName.branch(parts[1]),
            let tracking = try RemoteSettings(named: parts[0], in: settings).trackingRef(of: name),
            try repository.refs.find(tracking) != nil
        else { return nil }
        return (parts[0], name)
    }

    /// The remote to use if none is named: the upstream's, or the only one, or origin.
    func defaultRemote() throws -> String {
        if let branch = try currentBranch(), let upstream = try repository.upstream(of: branch) {
            return upstream.remote
        }
        let names = RemoteSettings.names(in: repository.configuration)
        return names.count == 1 ? names[0] : "origin"
    }
}
