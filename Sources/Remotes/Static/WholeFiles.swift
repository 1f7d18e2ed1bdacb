internal import Files

/// Files that arrived complete from a server without ranges: read from disk from then on.
final class WholeFiles {
    private var folder: TransferFolder?
    private var names: [String: Name] = [:]

    /// A file that is arriving.
    final class Receiver {
        fileprivate let path: String
        fileprivate let name: Name
        fileprivate var file: File?
        private let files: WholeFiles
        private let length: UInt64
        private(set) var count: UInt64 = 0
        private(set) var failure: (any Error)?

        fileprivate init(_ files: WholeFiles, _ path: String, _ name: Name, _ length: UInt64) {
            self.files = files
            self.path = path
            self.name = name
            self.length = length
        }

        /// False if it cannot be stored, or is longer than it should be.
        func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
            count += UInt64(bytes.count)
            guard count <= length else { return false }
            do {
                if file == nil { file = try files.makeFile(name) }
                try file?.write(Array(bytes))
                return true
            } catch {
                failure = error
                return false
            }
        }

        fileprivate var isComplete: Bool { count == length }
    }

    /// A receiver for the pieces of a file of `length` bytes.
    func receiver(of path: String, _ length: UInt64) -> Receiver {
        Receiver(self, path, Name("\(names.count)"), length)
    }

    /// Keeps a file that has arrived; false if it is incomplete.
    func keep(_ arrived: Receiver) throws -> Bool {
        guard arrived.isComplete else { return false }
        arrived.file = nil
        names[arrived.path] = arrived.name
        return true
    }

    /// Bytes of a local file; nil if there is none.
    func read(_ path: String, _ range: Range<UInt64>) throws -> [UInt8]? {
        guard let name = names[path], let folder else { return nil }
        let bytes = try folder.folder.openFile(name).read(range.count, at: range.lowerBound)
        return bytes.count == range.count ? bytes : nil
    }

    private func makeFile(_ name: Name) throws -> File {
        let folder = try folder ?? TransferFolder()
        self.folder = folder
        try? folder.folder.removeFile(name)  // left by an interrupted request
        return try folder.folder.createFile(name)
    }
}
