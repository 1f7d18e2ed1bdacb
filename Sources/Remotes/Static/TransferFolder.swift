internal import Files
internal import Glibc

/// A folder for outgoing files, removed with the value.
final class TransferFolder {
    let folder: Folder
    private let path: String

    init() throws {
        let name = "at1-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        let path = try "\(SystemTemporary.path())/\(name)"
        try system(.create, path) { mkdir(path, 0o700) }
        self.path = path
        folder = try Folder(at: path)
    }

    deinit {
        folder.clear()
        Folder.removeEmpty(path)
    }
}
