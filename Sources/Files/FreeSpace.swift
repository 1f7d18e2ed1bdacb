/// How much more the user can store on a file system.
package struct FreeSpace {
    package let bytes: UInt64
    /// Nil if the file system does not limit the number of files.
    package let files: UInt64?
}
