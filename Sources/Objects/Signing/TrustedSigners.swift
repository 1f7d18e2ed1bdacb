/// The signers file: the trusted signers, in a strict subset of ssh-keygen(1)'s `allowed_signers` format
/// (docs/format.md §9.3). Comments and empty lines are preserved.
public struct TrustedSigners: Hashable, Sendable {
    private var lines: [Line] = []

    private struct Line: Hashable, Sendable {
        let text: String
        /// Nil for a comment or an empty line.
        let signer: TrustedSigner?
    }

    /// The maximum length of a signers file in bytes.
    public static let maximumLength = 1 << 20

    /// No signers.
    public init() {}

    public init(_ signers: [TrustedSigner]) {
        lines = signers.map { Line(text: $0.text, signer: $0) }
    }

    public var signers: [TrustedSigner] { lines.compactMap(\.signer) }

    /// Reads a file. Every line must be valid: nothing is guessed in a file that grants trust.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        guard bytes.count <= Self.maximumLength else {
            throw DecodeError(
                .outOfRange, "a signers file of \(bytes.count) bytes; at most \(Self.maximumLength) are allowed")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DecodeError(.badText, "the signers file is not valid UTF-8")
        }
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let line = String(line)
            guard let first = line.first(where: { $0 != " " }), first != "#" else {
                lines.append(Line(text: line, signer: nil))
                continue
            }
            do throws(DecodeError) {
                lines.append(Line(text: line, signer: try TrustedSigner(parsing: line)))
            } catch {
                throw DecodeError(error.reason, "line \(number) of the signers file: \(error.detail)")
            }
        }
        if lines.last?.text == "" { lines.removeLast() }
    }

    /// The file's bytes.
    public var bytes: [UInt8] {
        lines.flatMap { Array($0.text.utf8) + [UInt8(ascii: "\n")] }
    }

    /// Adds a line at the end, unless it is present already.
    public mutating func trust(_ signer: TrustedSigner) {
        guard !signers.contains(signer) else { return }
        lines.append(Line(text: signer.text, signer: signer))
    }

    /// Revokes `key` on every line that names it and does not revoke it earlier.
    ///
    /// - Returns: the lines' signers; empty if no line names the key.
    public mutating func revoke(_ key: PublicKey, from seconds: Int64) -> [TrustedSigner] {
        rewrite(key) { $0.revoked(from: min($0.revokedFrom ?? seconds, seconds)) }
    }

    /// Removes the lines of `key`.
    public mutating func forget(_ key: PublicKey) -> [TrustedSigner] {
        rewrite(key) { _ in nil }
    }

    private mutating func rewrite(
        _ key: PublicKey, _ change: (TrustedSigner) -> TrustedSigner?
    ) -> [TrustedSigner] {
        let found = signers.filter { $0.key == key }
        lines = lines.compactMap { line in
            guard let signer = line.signer, signer.key == key else { return line }
            return change(signer).map { Line(text: $0.text, signer: $0) }
        }
        return found
    }

    /// The signers of both files. A key that one of them revokes is revoked.
    public func joined(with other: TrustedSigners) -> TrustedSigners {
        var joined = self
        joined.lines += other.lines
        return joined
    }
}

extension TrustedSigners {
    /// The verdict on a correct signature by `key`, for an object that claims to be made at `seconds`; nil if it does
    /// not say. Without a date, a key that is revoked from any date on counts as revoked.
    public func verdict(on key: PublicKey, for namespace: SignatureNamespace, at seconds: Int64?) -> SignatureVerdict {
        let lines = signers.filter { $0.key == key }
        let revocation = lines.filter { $0.revokedFrom != nil }.min { ($0.revokedFrom ?? 0) < ($1.revokedFrom ?? 0) }
        if let revocation, let from = revocation.revokedFrom, seconds.map({ $0 >= from }) ?? true {
            return .revoked(principal: revocation.principals[0], from: from)
        }
        guard let signer = lines.first(where: { $0.mayDo(namespace) }) else { return .unknownSigner(key) }
        return .good(principal: signer.principals[0])
    }
}
