internal import Glibc

extension Folder {
    /// The status of the folder itself.
    package func status() throws(FileError) -> FileStatus {
        guard let status = try find(".") else { throw FileError(.status, path, code: ENOENT) }
        return status
    }

    /// Nil if there is no such name. A symbolic link is not followed.
    public func find(_ name: Name) throws(FileError) -> FileStatus? {
        var status = stat()
        do throws(FileError) {
            try system(.status, path(of: name)) {
                name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
            }
        } catch  where error.isMissing {
            return nil
        }
        return FileStatus(status)
    }

    /// All names but `.` and `..`, in no order.
    public func names() throws(FileError) -> [Name] { try list().map(\.name) }

    /// A name in a folder.
    package struct Listed: Sendable {
        package let name: Name
        /// What has the name; nil if the file system does not say so in a list.
        package let kind: FileStatus.Kind?
    }

    /// The same, each with what the folder itself says about it: no file is examined.
    package func list() throws(FileError) -> [Listed] {
        // A second handle, since a directory stream closes the one that it is given.
        let copy = try system(.list, path) { openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(copy) else {
            let error = FileError(.list, path)
            close(copy)
            throw error
        }
        defer { closedir(stream) }
        var listed: [Listed] = []
        while true {
            var entry: UnsafeMutablePointer<dirent>?
            try system(.list, path) {
                errno = 0
                entry = readdir(stream)
                return entry == nil && errno != 0 ? -1 : 0 as Int32
            }
            guard let entry else { return listed }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard bytes != Array(".".utf8), bytes != Array("..".utf8) else { continue }
            listed.append(Listed(name: Name(bytes), kind: FileStatus.Kind(listed: Int(entry.pointee.d_type))))
        }
    }

    /// Calls `body` with everything below the folder, by its path relative to this folder: each folder before its
    /// contents, names in the order of their bytes. Links are not followed.
    package func walk(_ body: (_ path: String, FileStatus) throws -> Void) throws { try walk("", body) }

    private func walk(_ prefix: String, _ body: (_ path: String, FileStatus) throws -> Void) throws {
        for name in try names().sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            guard let status = try find(name) else { continue }
            try body(prefix + "\(name)", status)
            if status.kind == .folder { try findFolder(name)?.walk(prefix + "\(name)/", body) }
        }
    }

    /// The target of the symbolic link `name`.
    public func target(ofLink name: Name) throws(FileError) -> [UInt8] {
        try [UInt8](atMost: 4096) { buffer throws(FileError) in
            try system(.read, path(of: name)) {
                name.withCString {
                    readlinkat(descriptor, $0, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
                }
            }
        }
    }

    /// The free space of the file system; nil if the system does not report it.
    package var freeSpace: FreeSpace? {
        var status = statvfs()
        guard fstatvfs(descriptor, &status) == 0, status.f_blocks > 0 else { return nil }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return FreeSpace(bytes: overflow ? .max : bytes, files: status.f_files == 0 ? nil : UInt64(status.f_favail))
    }

    /// Throws unless this user may create, replace and remove files here.
    package func checkWritable() throws(FileError) {
        try system(.write, path) { faccessat(descriptor, ".", W_OK | X_OK, AT_EACCESS) }
    }

    /// Throws unless this user may write to the file.
    package func checkWritable(_ name: Name) throws(FileError) {
        try system(.write, path(of: name)) {
            name.withCString { faccessat(descriptor, $0, W_OK, AT_EACCESS) }
        }
    }
}
