/// A file under a name nobody knows, until it is complete and put in place; gone if it never is.
struct TemporaryFile: ~Copyable, Sendable {
    static let prefix = "tmp-"

    private let folder: Folder
    let name: Name
    private(set) var file: File
    private var isInPlace = false

    /// Makes the file in `folder`, under `prefix` and a random suffix.
    init(in folder: Folder, prefix: String = Self.prefix, executable: Bool = false) throws(FileError) {
        self.folder = folder
        name = Name(prefix + String(UInt64.random(in: 0 ... .max), radix: 36))
        file = try folder.createFile(name, executable: executable)
    }

    deinit {
        if !isInPlace { try? folder.removeFile(name) }
    }

    /// Renames the file into its place, replacing what was there.
    ///
    /// `durable` syncs the file before and the folder after, so that the name never stands for less than all the bytes.
    consuming func put(in target: Folder, as final: Name, durable: Bool) throws(FileError) {
        if durable { try file.sync() }
        try folder.rename(name, to: final, in: target)
        isInPlace = true
        if durable { try target.sync() }
    }
}

extension Folder {
    /// Replaces a small file in one step.
    func replace(_ name: Name, with bytes: [UInt8], durable: Bool, through temporary: Folder? = nil) throws(FileError) {
        let file = try TemporaryFile(in: temporary ?? self)
        try file.file.write(bytes)
        try file.put(in: self, as: name, durable: durable)
    }
}
