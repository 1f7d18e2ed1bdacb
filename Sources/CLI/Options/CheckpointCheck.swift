import ArgumentParser
import Keys
import Objects
import Store

/// The keys that checkpoints are verified with.
struct CheckpointCheck {
    private let known: [KnownNoteKey]
    /// Whether the call names the keys; otherwise they are those of trusted signers.
    private let isAsked: Bool
    private let trusted: TrustedSigners

    /// - Parameter words: for each key, `NAME+ID+KEY`, the name of one of the user's keys, a file, or the key itself.
    init(_ words: [String], _ options: GlobalOptions, _ console: Console) throws {
        trusted =
            UserConfiguration.folder == nil
            ? TrustedSigners() : try TrustAccess.signers(try RepositoryAccess.find(options)?.repository)
        isAsked = !words.isEmpty
        known =
            isAsked
            ? try words.map { word in
                if let named = try? NoteKey(parsing: word) { return KnownNoteKey(named) }
                return KnownNoteKey(try KeyAccess(nil, console).publicKey(word).key)
            } : trusted.signers.map { KnownNoteKey($0.key) }
    }

    /// A signature that a known key made, or claims to have made.
    struct Signature {
        let found: CheckpointSignature
        let verdict: SignatureVerdict

        var isOfLog: Bool { found.key.algorithm == .ed25519 }
    }

    func signatures(on checkpoint: SignedCheckpoint) -> [Signature] {
        checkpoint.signatures(by: known).map { found in
            Signature(found: found, verdict: verdict(on: found))
        }
    }

    private func verdict(on found: CheckpointSignature) -> SignatureVerdict {
        guard found.isGood else { return .bad }
        let key = found.key.key
        let verdict = trusted.verdict(on: key, for: .attestation, at: found.time.map { Int64(clamping: $0) })
        if isAsked, case .unknownSigner = verdict { return .good(principal: key.fingerprint) }
        return verdict
    }

    /// Why a checkpoint does not count, and the exit code; nil if its log, and as many witnesses, have signed it.
    func objection(to checkpoint: SignedCheckpoint, witnesses: Int = 0) -> (what: String, ExitStatus)? {
        let signatures = signatures(on: checkpoint)
        if let bad = signatures.first(where: { $0.verdict == .bad }) {
            return ("the signature of \(bad.found.key.name) does not match", .no)
        }
        let origin = checkpoint.checkpoint.origin
        let ofLog = signatures.filter(\.isOfLog)
        guard ofLog.contains(where: \.verdict.isTrusted) else {
            if let revoked = ofLog.first?.verdict { return ("\(revoked)", revoked.status) }
            return ("no known key of the log \(origin) has signed it", isAsked ? .no : .refused)
        }
        let count = signatures.count { !$0.isOfLog && $0.verdict.isTrusted }
        guard count >= witnesses else {
            return ("\(Figures.count(count, "known witness")) cosigned it, and \(witnesses) should have", .no)
        }
        return nil
    }
}

extension CheckpointCheck.Signature {
    var text: String {
        let time = found.time.map { ", \(UTCDate(seconds: Int64(clamping: $0)).text)" } ?? ""
        return "\(isOfLog ? "log" : "witness") \(found.key.name): \(verdict)\(time)"
    }

    var json: JSONValue {
        guard case .object(var object) = verdict.json else { return verdict.json }
        object["name"] = .string(found.key.name)
        object["of"] = .string(isOfLog ? "log" : "witness")
        object["key"] = .string(found.key.key.description)
        object["fingerprint"] = .string(found.key.key.fingerprint)
        object["time"] = found.time.map { .string(UTCDate(seconds: Int64(clamping: $0)).text) } ?? .null
        return .object(object)
    }
}
