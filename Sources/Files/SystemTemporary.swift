internal import Glibc

/// The system's folder for temporary files: TMPDIR, /tmp or /var/tmp.
package enum SystemTemporary {
    /// The first of them that is writable.
    package static func path() throws(FileError) -> String {
        let own = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let paths = (own.isEmpty ? [] : [own]) + ["/tmp", "/var/tmp"]
        guard let path = paths.first(where: { access($0, W_OK | X_OK) == 0 }) else {
            throw FileError(.write, paths[0])
        }
        return path
    }
}
