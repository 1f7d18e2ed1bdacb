/// A file that is stored as its bytes and looks like evidence (docs/format.md §3.4, §3.9.5).
///
/// Such a file must not pass for an ordinary one: it is either evidence in another layout, whose signature can still be
/// checked, or evidence that is damaged.
public enum PlainEvidence: Sendable {
    /// A session, perhaps with white space around its token, or longer than a session object may be.
    case session(SealedToken, ReplaySession)
    /// A bundle in another layout than the canonical one.
    case bundle(RerunBundle)
    /// None of these, and why.
    case unsound(String)

    /// The maximum length of a file that is read as a sealed token.
    public static let maximumLength = 256 << 20

    /// Nil if the file does not look like evidence, or is a sealed receipt or grant.
    public init?(_ bytes: [UInt8]) {
        if TokenMarks.areIn(bytes.prefix(TokenMarks.headLength)) {
            self.init(token: bytes)
        } else if BundleMarks.areIn(bytes) {
            self.init(bundle: bytes)
        } else {
            return nil
        }
    }

    /// Whether a whole file looks like evidence. Fast for all other files.
    public static func isSuspected(_ bytes: [UInt8]) -> Bool {
        TokenMarks.areIn(bytes[...]) || BundleMarks.areIn(bytes)
    }

    /// Whether a file with this beginning is worth reading as a whole, if it is too long for one object.
    public static func mayBegin(with head: some Sequence<UInt8>, length: UInt64) -> Bool {
        let head = Array(head.prefix(TokenMarks.headLength))
        return TokenMarks.areIn(head[...])
            || length <= UInt64(RerunBundle.maximumLength) && BundleMarks.mayBegin(with: head[...])
    }

    /// The finding for a file that begins like a token and is too long to be read as one.
    public static func tooLong(_ length: UInt64) -> String {
        "it looks like a sealed token of \(length) bytes; at most \(maximumLength) can be checked"
    }

    private init?(token bytes: [UInt8]) {
        guard bytes.count <= Self.maximumLength else {
            self = .unsound(Self.tooLong(UInt64(bytes.count)))
            return
        }
        do throws(DecodeError) {
            let token = try SealedToken(parsing: Self.trimmed(bytes))
            do throws(DecodeError) {
                self = .session(token, try ReplaySession(parsing: token.payload))
            } catch {
                if (try? Receipt(parsing: token.payload)) != nil || (try? Grant(parsing: token.payload)) != nil {
                    return nil
                }
                throw error
            }
        } catch {
            self = .unsound("it looks like a sealed token but is not one: \(error)")
        }
    }

    private init(bundle bytes: [UInt8]) {
        do throws(DecodeError) {
            let value = try RerunBundle.json(parsing: bytes)
            do throws(RerunSchemaViolation) {
                self = .bundle(try RerunBundle(value))
            } catch {
                throw DecodeError(.schema, error.description)
            }
        } catch {
            self = .unsound("it looks like a rerun bundle but is not one: \(error)")
        }
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        func isSpace(_ unit: UInt8) -> Bool { unit == 0x20 || (0x09...0x0d) ~= unit }
        guard let end = bytes.lastIndex(where: { !isSpace($0) }) else { return [] }
        return bytes[...end].drop(while: isSpace)
    }
}
