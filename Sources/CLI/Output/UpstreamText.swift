import Objects
import Remotes
import Store

/// How a branch compares with its upstream, in words.
struct UpstreamText {
    private let label: String
    private let upstream: Upstream
    private let distance: (ahead: Int, behind: Int)?

    init(_ repository: Repository, _ branch: RefName, _ upstream: Upstream) throws {
        self.upstream = upstream
        label = "\(upstream.remote)/\(upstream.branch.short)"
        distance = try repository.distance(of: branch, to: upstream)
    }

    /// As in `branch -vv`: `origin/main: ahead 1, behind 2`.
    var brief: String {
        guard let distance else { return "\(label): gone" }
        let parts = [
            distance.ahead > 0 ? "ahead \(distance.ahead)" : nil,
            distance.behind > 0 ? "behind \(distance.behind)" : nil,
        ].compactMap { $0 }
        return parts.isEmpty ? label : "\(label): \(parts.joined(separator: ", "))"
    }

    /// As in `status`.
    var sentence: String {
        switch distance {
        case nil: "The upstream of your branch, '\(label)', is gone."
        case (0, 0)?: "Your branch is up to date with '\(label)'."
        case (let ahead, 0)?: "Your branch is ahead of '\(label)' by \(Figures.count(ahead, "commit"))."
        case (0, let behind)?:
            "Your branch is behind '\(label)' by \(Figures.count(behind, "commit")), and can be fast-forwarded."
        case (let ahead, let behind)?:
            "Your branch and '\(label)' have diverged: \(Figures.count(ahead, "commit")) here, \(Figures.count(behind, "commit")) there."
        }
    }

    var json: JSONObject {
        [
            "name": .string(label), "remote": .string(upstream.remote), "merge": .string(upstream.branch.text),
            "ahead": distance.map { .integer(UInt64($0.ahead)) } ?? .null,
            "behind": distance.map { .integer(UInt64($0.behind)) } ?? .null,
        ]
    }
}
