internal import Files
internal import Objects

extension Repository {
    /// Refuses a place for a new repository in a folder that is git's or a repository's own, or that some file system takes
    /// for one: nobody looks for it there, and what it writes would be theirs.
    ///
    /// - Throws: ``RepositoryError/reservedPlace(_:_:)``.
    public static func checkPlace(_ path: String) throws {
        let slash = UInt8(ascii: "/")
        var existing = Array(path.utf8)
        // What is there is asked where it really is; of the rest there are only the names.
        var real: Folder?
        while real == nil {
            real = try? Folder(at: existing.isEmpty ? "." : String(decoding: existing, as: UTF8.self))
            while existing.last == slash, existing.count > 1 { existing.removeLast() }
            guard real == nil, !existing.isEmpty, existing != [slash] else { break }
            while let last = existing.last, last != slash { existing.removeLast() }
        }
        var names = try real?.resolvedPath().utf8.split(separator: slash).map { Array($0) } ?? []
        for name in path.utf8.split(separator: slash).map({ Array($0) }) where name != Array(".".utf8) {
            if name == Array("..".utf8) { _ = names.popLast() } else { names.append(name) }
        }
        for name in names {
            if let reserved = ReservedName(name) { throw RepositoryError.reservedPlace(path, reserved) }
        }
    }
}
