extension Grant {
    /// A respect in which a grant is wider than its parent.
    public enum Excess: String, Hashable, Sendable {
        /// Does not name the other as its parent, is not one step deeper, or has another limit of steps.
        case lineage
        case bucket
        case depth
        case mode
        case reads
        case writes
        case models
        case budget
        case requests
        case tokens
        case sources
        /// Valid for longer.
        case expiry
    }

    /// All respects in which the grant is wider than `parent`; empty if it may be delegated from it.
    ///
    /// The rules are those by which a2a_pack's `delegate_grant` mints a child.
    public func excesses(over parent: Grant) -> [Excess] {
        var excesses: [Excess] = []
        func require(_ holds: Bool, _ excess: Excess) { if !holds { excesses.append(excess) } }
        let isNext = parent.delegationDepth < .max && delegationDepth == parent.delegationDepth + 1
        require(parentGrantID == parent.grantID && isNext && maxDelegationDepth == parent.maxDelegationDepth, .lineage)
        require(bucket == parent.bucket, .bucket)
        require(parent.delegationDepth < parent.maxDelegationDepth, .depth)
        require(mode.rank <= parent.mode.rank, .mode)
        require(
            allowPatterns.allSatisfy(parent.covers) && parent.denyPatterns.allSatisfy(denyPatterns.contains), .reads)
        require(Self.normalizedPrefixes(outputsPrefix, writePrefixes).allSatisfy(parent.letsWrite), .writes)
        require(llmModels.allSatisfy(parent.llmModels.contains), .models)
        require(Self.isWithin(llmMaxBudgetUSD, limit: parent.llmMaxBudgetUSD), .budget)
        require(Self.isWithin(llmRPMLimit, limit: parent.llmRPMLimit), .requests)
        require(Self.isWithin(llmTPMLimit, limit: parent.llmTPMLimit), .tokens)
        require(sourceGrants.allSatisfy(parent.includes), .sources)
        require(parent.expiresAt == 0 || (expiresAt > 0 && expiresAt <= parent.expiresAt), .expiry)
        return excesses
    }

    /// No request is always within the limit; a request needs a parent's limit above it.
    private static func isWithin<Value: Comparable>(_ child: Value?, limit parent: Value?) -> Bool {
        guard let child else { return true }
        guard let parent else { return false }
        return child <= parent
    }

    private func covers(_ pattern: String) -> Bool {
        allowPatterns.contains { $0 == "**" || $0 == pattern || ShellPattern($0).matches(pattern) }
    }

    private func letsWrite(_ prefix: String) -> Bool {
        guard mode != .readOnly else { return false }
        let own = Self.normalizedPrefixes(outputsPrefix, writePrefixes)
        let path = PathPrefix.trimmed(prefix)
        if own.isEmpty { return covers(path + "/__a2a_probe__") }
        return own.contains { path + "/" == $0 || path.hasPrefix($0) }
    }

    private func includes(_ source: Source) -> Bool {
        guard let own = sourceGrants.last(where: { $0.agent == source.agent }) else { return false }
        return own.scope == .write || source.scope == .read
    }
}

extension Grant.Mode {
    /// How much a mode permits.
    fileprivate var rank: Int {
        switch self {
        case .readOnly: 0
        case .readWriteOverlay: 1
        case .readWriteDirect: 2
        }
    }
}

enum PathPrefix {
    /// The path with `/` for `\`, and without it at either end.
    static func trimmed(_ path: String) -> String {
        let units = path.utf8.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
        let front = units.drop { $0 == UInt8(ascii: "/") }
        let end = front.lastIndex { $0 != UInt8(ascii: "/") }
        return end.map { String(decoding: front[...$0], as: UTF8.self) } ?? ""
    }
}
