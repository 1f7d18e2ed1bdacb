internal import Glibc

/// Makes a system call that returns -1 on failure, and repeats it when a signal interrupted it.
///
/// Every call by which Swift code of this package reads or changes files goes through here. So this is the one place
/// that knows about `EINTR`, and the one where a test can make any call fail (``InjectedFault``).
///
/// - Parameter path: evaluated only if the call fails.
@discardableResult
package func system<Value: SignedInteger>(
    _ operation: FileError.Operation, _ path: @autoclosure () -> String, _ call: () -> Value
) throws(FileError) -> Value {
    while true {
        var code = InjectedFault.isAny ? InjectedFault.code(operation, path()) : nil
        if code == nil {
            let value = call()
            if value != -1 { return value }
            code = errno
        }
        if let code, code != EINTR { throw FileError(operation, path(), code: code) }
    }
}
