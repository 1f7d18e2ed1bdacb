internal import Objects

/// What a small file is, beyond its bytes.
enum ContentRecognition {
    /// What the file is kept as, and why it is not kept as what it looks like.
    struct Answer {
        let kind: ObjectKind
        var reason: String?
    }

    private static let bundleMark = Array(#""rerun_version""#.utf8)

    /// Recognises a rerun bundle: a JSON object that names its version. One that is not valid, or not in its canonical
    /// bytes, is a blob.
    static func recognise(_ bytes: [UInt8]) -> Answer {
        guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), bytes.firstRange(of: bundleMark) != nil else {
            return Answer(kind: .blob)
        }
        do throws(DecodeError) {
            _ = try RerunBundle(payload: bytes)
            return Answer(kind: .bundle)
        } catch {
            return Answer(kind: .blob, reason: "it looks like a rerun bundle and is none: \(error)")
        }
    }
}
