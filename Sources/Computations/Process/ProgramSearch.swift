internal import Glibc
internal import Store

/// Finds the programs that at1 starts.
enum ProgramSearch {
    /// The file that a word refers to in the folders of a PATH; nil if there is none.
    static func find(_ word: String, in path: String) -> String? {
        if word.contains("/") { return isProgram(word) ? word : nil }
        for folder in path.split(separator: ":") where folder.hasPrefix("/") {
            let file = "\(folder)/\(word)"
            if isProgram(file) { return file }
        }
        return nil
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    /// The folders of the system's own programs, whatever the caller's PATH.
    static let systemPath = "/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin"

    static func bubblewrap() throws -> String {
        guard let path = find("bwrap", in: systemPath) else {
            throw ComputationRefusal.unable(
                ComputationError.notInstalled(
                    purpose: "programs are executed in a sandbox", package: "bubblewrap"))
        }
        return path
    }

    static func strace() throws -> String {
        guard let path = find("strace", in: systemPath) else {
            throw ComputationRefusal.unable(
                ComputationError.notInstalled(
                    purpose: "the files that a program opens are watched", package: "strace"))
        }
        return path
    }
}
