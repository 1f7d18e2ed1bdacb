internal import Files
internal import Objects

extension Repository {
    /// Refuses to create a repository in a folder of git's or of a repository, or in one that some file system treats
    /// as such: nobody would look for it there, and what it writes would be theirs.
    ///
    /// - Throws: ``RepositoryError/reservedPlace(_:_:)``.
    public static func checkPlace(_ path: String) throws {
        let slash = UInt8(ascii: "/")
        var existing = Array(path.utf8)
        // The existing part of the path is resolved; of the rest only the names are known.
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
