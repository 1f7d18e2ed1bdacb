extension Grant {
    /// Reads a grant's JSON. Absent members have the values of ``init(grantID:issuer:audience:bucket:)``.
    public init(parsing payload: [UInt8]) throws(DecodeError) {
        var fields = try JSONFields(JSONValue(parsing: payload), "grant")
        self.init(
            grantID: try fields.string("grant_id"), issuer: try fields.string("issuer"),
            audience: try fields.string("audience"), bucket: try fields.string("bucket"))
        mode = try fields.choice("mode", default: .readOnly)
        allowPatterns = try fields.strings("allow_patterns", default: ["**"])
        denyPatterns = try fields.strings("deny_patterns")
        outputsPrefix = try fields.findString("outputs_prefix")
        writePrefixes = try fields.strings("write_prefixes")
        llmModels = try fields.strings("llm_models")
        llmMaxBudgetUSD = try fields.findNonNegativeNumber("llm_max_budget_usd")
        llmRPMLimit = try fields.findPositiveNumber("llm_rpm_limit")
        llmTPMLimit = try fields.findPositiveNumber("llm_tpm_limit")
        sourceGrants = try fields.objects("source_grants") { (source) throws(DecodeError) in
            Source(agent: try source.string("agent"), scope: try source.choice("scope", default: .read))
        }
        parentGrantID = try fields.findString("parent_grant_id")
        delegationDepth = try fields.unsignedNumber("delegation_depth", default: 0)
        maxDelegationDepth = try fields.findPositiveNumber("max_delegation_depth") ?? 40
        expiresAt = try fields.unsignedNumber("expires_at", default: 0)
        issuedAt = try fields.unsignedNumber("issued_at", default: 0)
        nonce = try fields.string("nonce", default: "")
        try fields.end()
        if writePrefixes.isEmpty { writePrefixes = Self.normalizedPrefixes(outputsPrefix, []) }
    }

    /// The grant's JSON as a2a_pack signs it: members in their order, ASCII only.
    public var payload: [UInt8] {
        var json = ObjectDump(.json)
        json.text("grant_id", grantID)
        json.text("issuer", issuer)
        json.text("audience", audience)
        json.text("bucket", bucket)
        json.text("mode", mode.rawValue)
        json.texts("allow_patterns", allowPatterns)
        json.texts("deny_patterns", denyPatterns)
        json.text("outputs_prefix", outputsPrefix)
        json.texts("write_prefixes", Self.normalizedPrefixes(outputsPrefix, writePrefixes))
        json.texts("llm_models", llmModels)
        json.float("llm_max_budget_usd", llmMaxBudgetUSD)
        json.number("llm_rpm_limit", llmRPMLimit)
        json.number("llm_tpm_limit", llmTPMLimit)
        json.objects("source_grants", sourceGrants) { json, source in
            json.text("agent", source.agent)
            json.text("scope", source.scope.rawValue)
        }
        json.text("parent_grant_id", parentGrantID)
        json.number("delegation_depth", delegationDepth)
        json.number("max_delegation_depth", maxDelegationDepth)
        json.number("expires_at", expiresAt)
        json.number("issued_at", issuedAt)
        json.text("nonce", nonce)
        return json.finish()
    }

    /// Prefixes of paths with `/` between their parts and at their end but not at their beginning, each once, in their
    /// order, including the outputs' prefix.
    static func normalizedPrefixes(_ outputs: String?, _ prefixes: [String]) -> [String] {
        var normalized: [String] = []
        for prefix in [outputs].compactMap(\.self) + prefixes {
            let path = PathPrefix.trimmed(prefix)
            guard !path.isEmpty, !normalized.contains(path + "/") else { continue }
            normalized.append(path + "/")
        }
        return normalized
    }
}

extension JSONFields {
    /// A string that is one of a set of words.
    mutating func choice<Word: RawRepresentable<String>>(_ key: String, default word: Word) throws(DecodeError) -> Word
    {
        guard let word = Word(rawValue: try string(key, default: word.rawValue)) else {
            throw DecodeError(.badName, "\(name(key)) is not one of the words it may be")
        }
        return word
    }

    mutating func findPositiveNumber(_ key: String) throws(DecodeError) -> UInt64? {
        guard let number = try findUnsignedNumber(key) else { return nil }
        guard number > 0 else { throw DecodeError(.outOfRange, "\(name(key)) is not greater than 0") }
        return number
    }
}
