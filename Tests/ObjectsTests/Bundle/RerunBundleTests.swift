import Objects
import Testing

@Suite struct RerunBundleTests {
    /// The step has what is hard to print: escapes, astral keys, integers beyond 2^53, doubles at JCS's edges.
    static let step = Array(
        #"""
        {"model": {"vendor": "anthropic", "id": "m-1", "fingerprint": "fp \u00e9\u2028'"}, "sampling": {"temperature": 1e-07, "top_p": 1, "seed": 18446744073709551615, "max_tokens": 5}, "inputs": {"system_prompt": "Gr\u00fc\u00dfe \ud83d\ude00", "messages": [{"role": "user", "content": "a\u0001\n", "n": [1e+21, 1e-07, 123456789012345678901234567890, -0.0, 5e-324, 1.0, 9007199254740993]}], "tools": [{"name": "t", "\ue000": 1, "\ud800\udc00": 2}]}, "runtime": {"class": "local-vllm", "tool_versions": {"z": "1", "a": "\u001f"}}, "expected": {"transcript": {"x": [null, true, false, {}]}}, "tolerance": {"level": "byte"}}
        """#.utf8)

    /// What agent-rerun 0.1.0 captures of it under the key of 32 ones.
    static let bundle = Array(
        #"""
        {"expected":{"transcript_sha256":"sha256:97a3d305a81b1456354636a555609722de61d9d8225243aabbbac0056e569dd6"},"inputs":{"messages_sha256":"sha256:9bdf8b91b97a234358b6be9d3a7ada2fb21742317235d77ad2932524db429d59","system_prompt_sha256":"sha256:cd01507d314bad4446ef1246f446a6d60cadc4dbdc83e4b35c8c8fab1fa46801","tools_sha256":"sha256:c4580daaaa5945f9069ab93e2da48ccb4c4c6ae24574b2402ee8d7003f2cd9dd"},"model":{"fingerprint":"fp é\#u{2028}'","id":"m-1","vendor":"anthropic"},"rerun_version":"0.1","runtime":{"class":"local-vllm","tool_versions":{"a":"\u001f","z":"1"}},"sampling":{"max_tokens":5,"seed":18446744073709552000,"temperature":1e-7,"top_p":1},"signature":{"alg":"ed25519","pubkey":"iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=","sig":"yk2b9dqtX7W8JznjHHlQsAR2Hi6zMdhyR97xLp9qHz7zL/ZhP42jtMG9lz6wC1UaP3ItHdH5KiqetilJme9TDA=="},"tolerance":{"level":"byte"}}
        """#.utf8)

    static let actual: JSONValue = {
        guard let step = try? JSONValue(parsing: step), case .object(let members) = step,
            let inputs = members["inputs"], case .object(let expected) = members["expected"]
        else { return .null }
        return ["inputs": inputs, "output": ["transcript": expected["transcript"] ?? .null]]
    }()

    static func key() throws -> SigningKey {
        var seed = [UInt8](repeating: 1, count: 32)
        return try #require(SigningKey(wiping: &seed))
    }

    func verify(_ bytes: [UInt8], _ actual: JSONValue = actual) throws -> RerunResult {
        try RerunBundle.verify(RerunBundle.json(parsing: bytes), with: actual)
    }

    @Test func capturesTheReferencesBytes() throws {
        let bundle = try RerunBundle.capture(RerunStep(JSONValue(rerunRecord: Self.step)), signedBy: Self.key())
        #expect(String(decoding: bundle.bytes, as: UTF8.self) == String(decoding: Self.bundle, as: UTF8.self))
        #expect(try RerunBundle(payload: Self.bundle) == bundle)
        #expect(try RerunBundle(payload: Self.bundle).bytes == Self.bundle)
    }

    @Test func verifiesAByteReplay() throws {
        #expect(try verify(Self.bundle).verified)
        let text = """
            {
              "verified": true,
              "errors": [],
              "warnings": []
            }

            """
        #expect(try verify(Self.bundle).jsonText == text)
    }

    @Test func aStepMadeInSwiftIsTheSameAsOneThatIsRead() throws {
        let made = RerunStep(
            model: RerunModel(vendor: "anthropic", id: "m"), sampling: RerunSampling(temperature: 0, topP: 1, seed: 42),
            inputs: RerunInputs(systemPrompt: "be kind", messages: [["role": "user", "content": "hi"]]),
            runtime: RerunRuntime(class: .cloud), transcript: ["text": "hello"], tolerance: .byte)
        let json = """
            {"model":{"vendor":"anthropic","id":"m"},"sampling":{"temperature":0,"top_p":1,"seed":42},
             "inputs":{"system_prompt":"be kind","messages":[{"role":"user","content":"hi"}]},
             "runtime":{"class":"cloud"},"expected":{"transcript":{"text":"hello"}},"tolerance":{"level":"byte"}}
            """
        #expect(try RerunStep(JSONValue(parsing: json)) == made)
    }

    @Test func noReplacedByteVerifies() throws {
        for index in Self.bundle.indices {
            for mask in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff] as [UInt8] {
                var changed = Self.bundle
                changed[index] ^= mask
                let result = try? verify(changed)
                #expect(result?.verified != true, "byte \(index), mask \(mask)")
            }
        }
    }

    @Test func anotherLayoutOfTheSameBundleVerifies() throws {
        let spaced = String(decoding: Self.bundle, as: UTF8.self).replacing(",\"", with: ", \n\"")
        #expect(try verify(Array(spaced.utf8)).verified)
        let error = #expect(throws: DecodeError.self) { try RerunBundle(payload: Array(spaced.utf8)) }
        #expect(error?.reason == .notCanonical)
    }

    @Test func aChangedMemberIsABadSignature() throws {
        let changed = String(decoding: Self.bundle, as: UTF8.self).replacing("\"top_p\":1", with: "\"top_p\":0.5")
        let result = try verify(Array(changed.utf8))
        #expect(result.errors.map(\.description) == ["BadSignature:signature does not match payload"])
        let bundle = try RerunBundle(JSONValue(parsing: changed))
        #expect(bundle.verdict(trusting: TrustedSigners()) == .bad)
    }

    @Test func aBundlesSignerIsTrustedOrNot() throws {
        let bundle = try RerunBundle(payload: Self.bundle)
        let key = try Self.key().publicKey
        #expect(try bundle.signer() == key)
        #expect(bundle.verdict(trusting: TrustedSigners()) == .unknownSigner(key))
        let signers = TrustedSigners([try TrustedSigner(principals: ["ci"], key: key, namespaces: ["bundle"])])
        #expect(bundle.verdict(trusting: signers) == .good(principal: "ci"))
    }

    /// Loose bits, URL letters, missing padding and a line end all decode elsewhere to the same bytes.
    @Test(arguments: ["b1w=", "b1x=", "b1w", "b1w=\n", "b1w ="])
    func onlyCanonicalBase64IsTaken(_ end: String) throws {
        let text = String(decoding: Self.bundle, as: UTF8.self)
        var members = try #require(try JSONValue(parsing: text.replacing("b1w=", with: "b1w=")).objectForTest)
        members["signature"] = [
            "alg": "ed25519", "pubkey": .string("iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQP" + end),
            "sig": try #require(members["signature"]?.objectForTest?["sig"]),
        ]
        let result = try RerunBundle.verify(.object(members), with: Self.actual)
        #expect(result.verified == (end == "b1w="))
    }

    @Test func aSmallOrderKeySignsNothing() throws {
        var members = try #require(try JSONValue(parsing: Self.bundle).objectForTest)
        members["signature"] = [
            "alg": "ed25519", "pubkey": .string(Base64.encode([1] + [UInt8](repeating: 0, count: 31))),
            "sig": .string(Base64.encode([1] + [UInt8](repeating: 0, count: 63))),
        ]
        let result = try RerunBundle.verify(.object(members), with: Self.actual)
        #expect(result.errors.map(\.code) == [.badSignature])
    }

    @Test func aLargeOrDeepDocumentIsRefused() throws {
        #expect(throws: DecodeError(.outOfRange, "a bundle of 100000000 bytes; at most 16777216 are allowed")) {
            try RerunBundle.check(length: 100_000_000)
        }
        let deep = Array(String(repeating: "[", count: 1_000_000).utf8)
        let error = #expect(throws: DecodeError.self) { try RerunBundle.json(parsing: deep) }
        #expect(error?.reason == .outOfRange)
        let huge = Array("[1\(String(repeating: "0", count: 400))]".utf8)
        #expect(#expect(throws: DecodeError.self) { try JSONValue(rerunRecord: huge) }?.reason == .outOfRange)
    }
}

extension JSONValue {
    var objectForTest: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }
}
