import Objects
import Testing

/// Evidence with a change in it, and files that only look a little like it.
@Suite struct PlainEvidenceTests {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= \n{\"!\u{7f}".utf8)

    /// A token with the three members that none can do without, and the fewest marks.
    private static func smallest() throws -> [UInt8] {
        let payload = Array(#"{"session_id":"s","agent_name":"a","skill_name":"k"}"#.utf8)
        return Array(SealedToken(sealing: payload, by: try TokenVectors.key).text.utf8)
    }

    /// Every file that one change makes of `bytes`: each place with another character, one more, and one less.
    private static func changes(of bytes: [UInt8], _ generator: inout some RandomNumberGenerator) -> [[UInt8]] {
        bytes.indices.flatMap { at in
            var (replaced, longer, shorter) = (bytes, bytes, bytes)
            repeat {
                replaced[at] = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            } while replaced == bytes
            longer.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)], at: at)
            shorter.remove(at: at)
            return [replaced, longer, shorter]
        }
    }

    @Test func everyChangeOfATokenIsSeen() throws {
        var generator = SystemRandomNumberGenerator()
        for original in [Array(TokenVectors.session.utf8), try Self.smallest()] {
            #expect(ContentRecognition.recognise(original).kind == .session)
            for changed in Self.changes(of: original, &generator) where changed != original + [0x0a] {
                let text = String(decoding: changed, as: UTF8.self)
                let answer = ContentRecognition.recognise(changed)
                if answer.kind == .session {
                    // Still a session, whose signature is not right any more.
                    let token = try SealedToken(inFile: changed)
                    #expect(try !token.isSigned(by: TokenVectors.key.publicKey), "\(text)")
                    continue
                }
                #expect(answer.kind == .blob && answer.reason != nil, "\(text)")
                switch PlainEvidence(changed) {
                case .unsound: break
                case .session(let token, _):
                    // White space around it, or a change that the signature shows.
                    let isWhole = text.contains(String(decoding: original, as: UTF8.self))
                    #expect(try isWhole || !token.isSigned(by: TokenVectors.key.publicKey), "\(text)")
                case .bundle, nil: Issue.record("taken for no token: \(text)")
                }
            }
        }
    }

    @Test func partsOfATokenAreSeen() throws {
        let token = Array(TokenVectors.session.utf8)
        let dot = try #require(token.lastIndex(of: UInt8(ascii: ".")))
        for part in [
            Array(token[..<dot]), Array(token[..<200]), Array(token[3...]), token + token, [0xef, 0xbb, 0xbf] + token,
        ] {
            guard case .unsound = PlainEvidence(part) else {
                Issue.record("\(String(decoding: part.prefix(20), as: UTF8.self))…")
                continue
            }
        }
        let folded: [UInt8] = token.indices.flatMap { $0 > 0 && $0 % 64 == 0 ? [0x0a, token[$0]] : [token[$0]] }
        guard case .unsound = PlainEvidence(folded) else { return #expect(Bool(false), "lines of 64") }
    }

    @Test func everyChangeOfABundleIsSeen() throws {
        var generator = SystemRandomNumberGenerator()
        let original = RerunBundleTests.bundle
        #expect(ContentRecognition.recognise(original).kind == .bundle)
        for changed in Self.changes(of: original, &generator) {
            let text = String(decoding: changed, as: UTF8.self)
            let answer = ContentRecognition.recognise(changed)
            if answer.kind == .bundle {
                let bundle = try RerunBundle(payload: changed)
                #expect(bundle.verdict(trusting: TrustedSigners()) == .bad || bundle.signature == nil, "\(text)")
                continue
            }
            #expect(answer.reason != nil, "\(text)")
            switch PlainEvidence(changed) {
            case .unsound: break
            case .bundle(let bundle):
                let isSame = bundle.bytes == original  // a space between two members
                #expect(isSame || bundle.verdict(trusting: TrustedSigners()) == .bad, "\(text)")
            case .session, nil: Issue.record("taken for no bundle: \(text)")
            }
        }
    }

    @Test func otherFilesAreNothing() throws {
        let bundle = String(decoding: RerunBundleTests.bundle, as: UTF8.self)
        let jwt =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
            + Base64.encode(Array(#"{"session_id":"s","agent_name":"a","iat":1516239022}"#.utf8), .url)
            + ".SflKxwRJSMeKKF2QT4"
        let noise = (0..<4000).map { _ in UInt8.random(in: 0...255) }
        var others: [String: [UInt8]] = [
            "a web token": Array(jwt.utf8),
            "base64": Array("eyJ".utf8) + Array(Base64.encode(noise, .url).utf8),
            "words": Array("the session_id and the agent_name of a skill_name".utf8),
            "a payload as JSON": Array(#"{"session_id":"s","agent_name":"a","skill_name":"k"}"#.utf8),
            "a step record": RerunBundleTests.step,
            "an actual record": RerunBundleTests.actual.canonicalBytes,
            "a list of bundles": Array("[\(bundle),\(bundle)]".utf8),
            "bundles, one a line": Array("\(bundle)\n\(bundle)\n".utf8),
            "a page that shows one": Array("# Bundles\n\n    \(bundle)\n".utf8),
            "a test of bundles": Array("\"\"\"Tests.\"\"\"\nbundle = \(bundle)\nprint(bundle)\n".utf8),
            "a schema": Array(#"{"$schema":"x","properties":\#(bundle)}"#.utf8),
            "a grant": Array(TokenVectors.grant.utf8),
            "a receipt": Array(TokenVectors.receipt.utf8),
            "noise": noise,
            "nothing": [],
        ]
        others["an API's answer"] = Array(
            #"{"token":"\#(TokenVectors.session)","expires_in":3600,"type":"sealed"}"#.utf8)
        for (name, bytes) in others {
            let answer = ContentRecognition.recognise(bytes)
            #expect(answer == .init(.blob), "\(name): \(answer.reason ?? "a \(answer.kind)")")
        }
    }

    @Test func evidenceInAnotherLayoutIsReadAllTheSame() throws {
        let token = Array(TokenVectors.session.utf8)
        guard case .session(let sealed, _) = PlainEvidence(Array(" ".utf8) + token + Array("\r\n".utf8)) else {
            return #expect(Bool(false), "white space around a token")
        }
        #expect(try sealed.isSigned(by: TokenVectors.key.publicKey))
        let text = String(decoding: RerunBundleTests.bundle, as: UTF8.self).replacing(",\"", with: ", \"")
        guard case .bundle(let bundle) = PlainEvidence(Array(text.utf8)) else {
            return #expect(Bool(false), "a bundle with spaces")
        }
        #expect(bundle.verdict(trusting: TrustedSigners())?.code == "unknown")
    }
}
