internal import Glibc

/// A folder for files on their way out, gone when the value is.
final class TransferFolder {
    let folder: Folder
    private let path: String

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        path = "\(parent)/at1-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        let path = path
        try system("make", path) { mkdir(path, 0o700) }
        folder = try Folder(at: path)
    }

    deinit {
        folder.clear()
        Folder.removeEmpty(path)
    }
}
