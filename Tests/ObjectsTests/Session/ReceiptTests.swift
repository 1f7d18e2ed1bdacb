import Objects
import Testing

@Suite struct ReceiptTests {
    @Test func encodesTheBytesThatAreSigned() throws {
        var receipt = Receipt(receiptID: "r", agentName: "ä", skillName: "s")
        receipt.grantIDs = ["g"]
        receipt.evalScore = 1e16
        var call = Receipt.ToolCall(name: "t")
        call.elapsedMilliseconds = 5
        receipt.toolCalls = [call]
        var artifact = Receipt.Artifact(path: "p")
        artifact.bytes = 9
        receipt.artifacts = [artifact]
        receipt.handoffs = [.init(callee: "x", skill: "y")]
        receipt.fileOperations.reads = 1
        receipt.fileOperations.readPathsPreview = ["a"]
        receipt.nonce = "n"
        let token = try SealedToken(parsing: TokenVectors.receipt.utf8)
        #expect(String(decoding: receipt.payload, as: UTF8.self) == String(decoding: token.payload, as: UTF8.self))
        #expect(try Receipt(verifying: TokenVectors.receipt.utf8, by: TokenVectors.key.publicKey) == receipt)
        #expect(receipt.sealed(by: try TokenVectors.key) == token)
        #expect(throws: TokenError.notSigned) {
            try Receipt(verifying: TokenVectors.receipt.utf8, by: SigningKey.generate().publicKey)
        }
    }

    @Test(
        arguments: [
            (#""extra":1"#, .unknownField), (#""eval_score":-1"#, .wrongType),
            (#""file_ops":{"reads":-1}"#, .wrongType),
            (#""file_ops":{"x":1}"#, .unknownField), (#""handoffs":[{"callee":"c"}]"#, .missing),
        ] as [(String, DecodeError.Reason)])
    func refuses(_ member: String, reason: DecodeError.Reason) {
        let text = #"{"receipt_id":"r","agent_name":"a","skill_name":"s",\#(member)}"#
        let error = #expect(throws: DecodeError.self) { try Receipt(parsing: Array(text.utf8)) }
        #expect(error?.reason == reason)
    }
}
