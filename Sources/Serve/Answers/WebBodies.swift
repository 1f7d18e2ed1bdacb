internal import Files
internal import Store
internal import Synchronization

/// Bytes in memory.
final class BytesBody: WebBody {
    private let rest: Mutex<[UInt8]?>

    init(_ bytes: [UInt8]) { rest = Mutex(bytes) }

    func next() -> [UInt8]? {
        rest.withLock { rest in
            defer { rest = nil }
            return rest?.isEmpty == true ? nil : rest
        }
    }
}

/// A part of a content of the store, verified piece by piece.
final class ContentBody: WebBody {
    private let cursor: Mutex<ContentCursor>

    init(_ view: ContentView, _ range: Range<UInt64>) { cursor = Mutex(ContentCursor(view, range)) }

    func next() throws -> [UInt8]? { try cursor.withLock { try $0.next() } }
}

/// A part of a file beside the objects: a pack, which whoever fetches it checks.
final class FileBody: WebBody {
    private let file: File
    private let rest: Mutex<Range<UInt64>>

    init(_ file: consuming File, _ range: Range<UInt64>) {
        self.file = file
        rest = Mutex(range)
    }

    func next() throws -> [UInt8]? {
        try rest.withLock { rest in
            guard !rest.isEmpty else { return nil }
            let piece = try file.read(Int(min(UInt64(rest.count), ContentView.pieceLength)), at: rest.lowerBound)
            guard !piece.isEmpty else { throw CutShort() }
            rest = rest.lowerBound + UInt64(piece.count)..<rest.upperBound
            return piece
        }
    }

    private struct CutShort: Error {}
}
