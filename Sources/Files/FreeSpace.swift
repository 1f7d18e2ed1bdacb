/// How much a file system still takes from the user.
package struct FreeSpace {
    package let bytes: UInt64
    /// Nil where the file system does not count files.
    package let files: UInt64?
}
