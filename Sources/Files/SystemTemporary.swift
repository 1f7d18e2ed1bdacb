internal import Glibc

/// Where programs keep files for a while: the folder that TMPDIR names, or /tmp, or /var/tmp.
package enum SystemTemporary {
    /// The first of them that can be written to.
    package static func path() throws(FileError) -> String {
        let own = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let paths = (own.isEmpty ? [] : [own]) + ["/tmp", "/var/tmp"]
        guard let path = paths.first(where: { access($0, W_OK | X_OK) == 0 }) else {
            throw FileError(.write, paths[0])
        }
        return path
    }
}
