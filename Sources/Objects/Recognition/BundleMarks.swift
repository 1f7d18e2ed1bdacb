/// The marks of a file that is meant to be a rerun bundle, which it shows even if bytes of it were changed or lost
/// (docs/format.md §3.4).
enum BundleMarks {
    private static let members = ["rerun_version", "model", "sampling", "inputs", "runtime", "expected", "tolerance"]

    /// Two of the first three, which step records lack, and three of the others.
    private static let own = ["rerun_version", "system_prompt_sha256", "messages_sha256"]
    private static let shared = ["sampling", "runtime", "expected", "tolerance"]
    private static let search = WordSearch((own + shared).map { Array("\"\($0)\"".utf8) })

    /// Whether a file with this beginning may be a bundle: JSON of an object, perhaps with one byte changed.
    static func mayBegin(with head: ArraySlice<UInt8>) -> Bool {
        head.drop(while: isSpace).prefix(3).contains { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "\"") }
    }

    /// Whether a whole file looks like a bundle.
    static func areIn(_ bytes: [UInt8]) -> Bool {
        guard mayBegin(with: bytes[...]) else { return false }
        let counts = search.counts(in: bytes[...])
        guard counts.prefix(own.count).count(where: { $0 > 0 }) >= 2,
            counts.suffix(shared.count).count(where: { $0 > 0 }) >= 3
        else { return false }
        if case .object(let object) = try? JSONValue(parsing: bytes) {
            return members.count { object[$0] != nil } >= members.count - 1
        }
        // JSON that a change broke. A list of bundles, or a program that mentions one, is not a bundle.
        return counts.allSatisfy { $0 <= 1 }
            && bytes.reversed().drop(while: isSpace).prefix(3).contains(UInt8(ascii: "}"))
    }

    private static func isSpace(_ unit: UInt8) -> Bool { unit == 0x20 || (0x09...0x0d) ~= unit }
}
