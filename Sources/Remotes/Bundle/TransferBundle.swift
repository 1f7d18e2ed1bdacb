internal import Files
internal import Objects
internal import Packs
public import Store

/// A file that carries refs and the objects that they need (docs/protocol.md §10): a store of one pack that nobody answers
/// for.
///
/// Nothing in it is believed: whoever takes objects from it checks them (``IncomingPack``).
final class TransferBundle: FileSource {
    let label: String
    let isWritable = false
    let header: BundleHeader
    private let file: File
    /// Where the pack begins.
    private let start: UInt64

    private static let pieceLength = 1 << 16

    /// - Throws: ``RemoteError/lied(_:what:)`` where the file begins as a bundle does and is none.
    init(at path: String, label: String) throws {
        self.label = label
        let file = try File(at: path)
        let length = try file.status().size
        var bytes: [UInt8] = []
        var end: Int?
        while end == nil {
            let piece = try file.read(Self.pieceLength, at: UInt64(bytes.count))
            // The empty line may be in two pieces.
            let from = max(0, bytes.count - 1)
            bytes += piece
            end = BundleHeader.end(in: bytes, from: from)
            guard end != nil || piece.count == Self.pieceLength, bytes.count <= Manifest.maximumLength else {
                throw RemoteError.lied(label, what: "the header of the bundle has no end")
            }
        }
        do {
            header = try BundleHeader(parsing: Array(bytes.prefix(end ?? 0)))
        } catch {
            throw RemoteError.lied(label, what: "\(error)")
        }
        start = UInt64(end ?? 0)
        guard length >= start, length - start == header.pack.length else {
            throw RemoteError.lied(
                label, what: "the bundle has \(length) bytes; its header says \(start) and \(header.pack.length)")
        }
        self.file = file
    }

    /// The bundle at `path`; nil where there is no file that begins as one.
    static func find(at path: String, label: String) throws -> TransferBundle? {
        try isBundle(at: path) ? TransferBundle(at: path, label: label) : nil
    }

    /// Whether a file begins as a bundle does.
    static func isBundle(at path: String) -> Bool {
        guard let file = try? File(at: path), (try? file.status())?.kind == .regular else { return false }
        return (try? file.read(BundleHeader.mark.utf8.count, at: 0))?.elementsEqual(BundleHeader.mark.utf8) == true
    }

    // MARK: Files of a store

    func contents(_ path: String, limit: Int) throws -> (bytes: [UInt8], tag: String?)? {
        path == Manifest.path ? (header.manifest.bytes, nil) : nil
    }

    func contents(_ path: String, _ range: Range<UInt64>, of length: UInt64) throws -> [UInt8] {
        guard path == RemotePack.path(header.pack.name), range.upperBound <= header.pack.length else {
            throw RemoteError.lied(label, what: "the bundle has no '\(path)'")
        }
        let bytes = try file.read(range.count, at: start + range.lowerBound)
        guard bytes.count == range.count else { throw RemoteError.lied(label, what: "the bundle ended early") }
        return bytes
    }

    func put(_ path: String, _ bytes: [UInt8], replacing tag: String?) throws -> Bool {
        throw RemoteError.readOnly(label)
    }

    // MARK: All of it

    /// Compares the bytes of the pack with its name.
    ///
    /// - Throws: ``RemoteError/lied(_:what:)``.
    func verifyChecksum() throws {
        var hasher = ContentHasher()
        let end = header.pack.length - UInt64(Digest.byteCount)
        var offset: UInt64 = 0
        while offset < end {
            let next = min(end, offset + 1 << 20)
            hasher.update(try contents(RemotePack.path(header.pack.name), offset..<next, of: header.pack.length))
            offset = next
        }
        guard hasher.finish() == header.pack.name else {
            throw RemoteError.lied(label, what: "the bytes of the bundle do not have the checksum that it states")
        }
    }

    /// Passes every frame to `take`.
    func forEachFrame(_ take: (TransferFrame) throws -> Void) throws {
        let pack = try RemotePack(header.pack.name, length: header.pack.length, self)
        var entries = [[PackFooter.Entry]](repeating: [], count: pack.footer.frames.count)
        for index in 0..<pack.footer.count {
            do {
                let entry = try pack.footer.entry(at: index)
                entries[Int(entry.frame)].append(entry)
            } catch {
                throw RemoteError.lied(label, what: "\(error)")
            }
        }
        for (frame, list) in zip(pack.footer.frames, entries) {
            let end = frame.offset + UInt64(frame.storedLength)
            try take(
                TransferFrame(
                    codec: frame.codec, length: frame.length,
                    stored: contents(RemotePack.path(pack.name), frame.offset..<end, of: pack.length),
                    entries: list.sorted { ($0.offset, $0.length) < ($1.offset, $1.length) }
                        .map { TransferFrame.Entry(id: $0.id, kind: $0.kind, length: $0.length) }))
        }
    }
}

extension Repository {
    /// Whether a file begins as a bundle of refs and objects does.
    public static func isBundle(at path: String) -> Bool { TransferBundle.isBundle(at: path) }
}
