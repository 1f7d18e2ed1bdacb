extension Receipt {
    /// The receipt of a token that is well formed, signed and valid. A receipt does not expire.
    public init(verifying token: some BidirectionalCollection<UInt8>, by key: PublicKey) throws(TokenError) {
        let payload = try SealedToken.payload(of: token, by: key)
        do { try self.init(parsing: payload) } catch { throw .invalid(error) }
    }

    /// The receipt as a token that `key` signs.
    public func sealed(by key: SigningKey) -> SealedToken {
        SealedToken(sealing: payload, by: key)
    }

    /// Reads a receipt's JSON. Absent members have the values of ``init(receiptID:agentName:skillName:)``.
    public init(parsing payload: [UInt8]) throws(DecodeError) {
        var fields = try JSONFields(JSONValue(parsing: payload), "receipt")
        self.init(
            receiptID: try fields.string("receipt_id"), agentName: try fields.string("agent_name"),
            skillName: try fields.string("skill_name"))
        schemaVersion = try fields.unsignedNumber("schema_version", default: 1)
        agentVersion = try fields.string("agent_version", default: "")
        caller = try fields.string("caller", default: "")
        taskID = try fields.string("task_id", default: "")
        inputHash = try fields.string("input_hash", default: "")
        inputPreview = try fields.string("input_preview", default: "")
        grantIDs = try fields.strings("grant_ids")
        if let member = fields.find("file_ops") { fileOperations = try FileOperations(member) }
        toolCalls = try fields.objects("tool_calls") { (fields) throws(DecodeError) in
            var call = ToolCall(name: try fields.string("name"))
            call.argsHash = try fields.string("args_hash", default: "")
            call.status = try fields.string("status", default: "ok")
            call.elapsedMilliseconds = try fields.unsignedNumber("elapsed_ms", default: 0)
            return call
        }
        artifacts = try fields.objects("artifacts") { (fields) throws(DecodeError) in
            var artifact = Artifact(path: try fields.string("path"))
            artifact.mimeType = try fields.string("mime_type", default: "")
            artifact.bytes = try fields.unsignedNumber("bytes", default: 0)
            return artifact
        }
        handoffs = try fields.objects("handoffs") { (fields) throws(DecodeError) in
            var handoff = Handoff(callee: try fields.string("callee"), skill: try fields.string("skill"))
            handoff.grantID = try fields.string("grant_id", default: "")
            handoff.elapsedMilliseconds = try fields.unsignedNumber("elapsed_ms", default: 0)
            handoff.status = try fields.string("status", default: "ok")
            return handoff
        }
        status = try fields.string("status", default: "ok")
        errorType = try fields.string("error_type", default: "")
        resultPreview = try fields.string("result_preview", default: "")
        evalScore = try fields.findNonNegativeNumber("eval_score")
        reviewer = try fields.string("reviewer", default: "")
        startedAt = try fields.unsignedNumber("started_at", default: 0)
        endedAt = try fields.unsignedNumber("ended_at", default: 0)
        elapsedMilliseconds = try fields.unsignedNumber("elapsed_ms", default: 0)
        nonce = try fields.string("nonce", default: "")
        try fields.end()
    }
}

extension Receipt.FileOperations {
    fileprivate init(_ value: JSONValue) throws(DecodeError) {
        var fields = try JSONFields(value, "receipt.file_ops")
        reads = try fields.unsignedNumber("reads", default: 0)
        writes = try fields.unsignedNumber("writes", default: 0)
        bytesRead = try fields.unsignedNumber("bytes_read", default: 0)
        bytesWritten = try fields.unsignedNumber("bytes_written", default: 0)
        readPathsPreview = try fields.strings("read_paths_preview")
        writePathsPreview = try fields.strings("write_paths_preview")
        try fields.end()
    }
}

extension Receipt {
    /// The receipt's JSON as a2a_pack signs it.
    public var payload: [UInt8] {
        var json = ObjectDump(.pydantic)
        json.text("receipt_id", receiptID)
        json.number("schema_version", schemaVersion)
        json.text("agent_name", agentName)
        json.text("agent_version", agentVersion)
        json.text("caller", caller)
        json.text("task_id", taskID)
        json.text("skill_name", skillName)
        json.text("input_hash", inputHash)
        json.text("input_preview", inputPreview)
        json.texts("grant_ids", grantIDs)
        json.object("file_ops") { json in
            json.number("reads", fileOperations.reads)
            json.number("writes", fileOperations.writes)
            json.number("bytes_read", fileOperations.bytesRead)
            json.number("bytes_written", fileOperations.bytesWritten)
            json.texts("read_paths_preview", fileOperations.readPathsPreview)
            json.texts("write_paths_preview", fileOperations.writePathsPreview)
        }
        json.objects("tool_calls", toolCalls) { json, call in
            json.text("name", call.name)
            json.text("args_hash", call.argsHash)
            json.text("status", call.status)
            json.number("elapsed_ms", call.elapsedMilliseconds)
        }
        json.objects("artifacts", artifacts) { json, artifact in
            json.text("path", artifact.path)
            json.text("mime_type", artifact.mimeType)
            json.number("bytes", artifact.bytes)
        }
        json.objects("handoffs", handoffs) { json, handoff in
            json.text("callee", handoff.callee)
            json.text("skill", handoff.skill)
            json.text("grant_id", handoff.grantID)
            json.number("elapsed_ms", handoff.elapsedMilliseconds)
            json.text("status", handoff.status)
        }
        json.text("status", status)
        json.text("error_type", errorType)
        json.text("result_preview", resultPreview)
        json.float("eval_score", evalScore)
        json.text("reviewer", reviewer)
        json.number("started_at", startedAt)
        json.number("ended_at", endedAt)
        json.number("elapsed_ms", elapsedMilliseconds)
        json.text("nonce", nonce)
        return json.finish()
    }
}
