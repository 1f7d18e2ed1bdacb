internal import CGit2

/// libgit2's functions.
///
/// - Throws: ``GitError/Reason/library`` where the library is not installed.
func git2() throws(GitError) -> at1_git2 {
    var reason: UnsafePointer<CChar>?
    guard let functions = at1_git2_open(&reason) else {
        throw GitError(.library, "libgit2 cannot be used: " + (reason.map { String(cString: $0) } ?? "no reason given"))
    }
    return functions.pointee
}

extension at1_git2 {
    /// Turns a negative code into an error, with the library's own message.
    @discardableResult
    func check(_ code: Int32) throws(GitError) -> Int32 {
        guard code < 0 else { return code }
        let last = error_last()
        throw GitError(
            code: code, kind: last?.pointee.klass ?? 0, message: last?.pointee.message.map { String(cString: $0) })
    }
}
