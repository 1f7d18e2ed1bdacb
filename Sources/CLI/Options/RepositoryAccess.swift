import Engine
import Files
import Glibc
import Objects
import Packs
import Store

/// The repository that a command works in, and the arguments as paths in it.
struct RepositoryAccess {
    let repository: Repository
    /// The folder of the working tree that the command was called in; nil for its top.
    private let prefix: [UInt8]
    private let root: [UInt8]
    /// The working directory.
    private let here: [UInt8]

    /// Opens the repository that contains the working directory.
    init(_ options: GlobalOptions) throws {
        repository = try Repository.discover(from: ".", CompositionRoot.options(options))
        Warnings.say(of: repository.configuration, options)
        root = repository.isBare ? [] : try Self.realPath(repository.workTree().root.path)
        here = try Self.realPath(".")
        prefix =
            repository.isBare || here == root
            ? [] : Array(here.dropFirst(root == [UInt8(ascii: "/")] ? 1 : root.count + 1))
    }

    /// The same; nil if the working directory is not in a repository.
    static func find(_ options: GlobalOptions) throws -> RepositoryAccess? {
        do {
            return try RepositoryAccess(options)
        } catch RepositoryError.notARepository {
            return nil
        }
    }

    /// The settings in force where the command works: those of the repository, if there is one, over the user's.
    static func settings(_ options: GlobalOptions) throws -> Configuration {
        do {
            return try RepositoryAccess(options).repository.configuration
        } catch RepositoryError.notARepository {
            return try UserConfiguration.read()
        } catch is Damage {
            return try UserConfiguration.read()
        } catch RepositoryError.formatMissing {
            return try UserConfiguration.read()
        }
    }

    private static func realPath(_ path: String) throws -> [UInt8] {
        guard let resolved = realpath(path, nil) else {
            throw FileError(.resolve, path)
        }
        defer { free(resolved) }
        return String(cString: resolved).utf8.map { $0 }
    }

    /// The path in the working tree that an argument names; nil for the working tree itself.
    ///
    /// - Throws: ``WorkTreeError/outside(_:)``, ``WorkTreeError/behindLink(_:)``.
    func path(_ word: String) throws -> TreePath? {
        guard !word.isEmpty else { throw CommandError(.usage, "an empty string is not a path") }
        let slash = UInt8(ascii: "/")
        let bytes = Array(word.utf8)
        let isAbsolute = bytes.first == slash
        // A path that leaves the working tree may lead back to it, perhaps through a link.
        guard
            let names = (isAbsolute ? nil : Self.names(prefix + [slash] + bytes))
                ?? namesBelow(isAbsolute ? bytes : here + [slash] + bytes)
        else { throw WorkTreeError.outside(word) }
        return names.isEmpty ? nil : try Self.topPath(Array(names.joined(separator: [slash])), word)
    }

    /// The path that an argument names relative to the top of a tree. It may end in a slash.
    static func topPath(_ word: String) throws -> TreePath {
        try topPath(word.utf8.last == UInt8(ascii: "/") ? Array(word.utf8.dropLast()) : Array(word.utf8), word)
    }

    private static func topPath(_ bytes: [UInt8], _ word: String) throws -> TreePath {
        do {
            return try TreePath(bytes)
        } catch {
            throw CommandError(.usage, "'\(word)' is not a path in a repository: \(error.detail)")
        }
    }

    /// The names below the working tree of an absolute path that leads into it, through links or not; nil if it does
    /// not. The shortest prefix that leads into it counts: links within it are not followed.
    private func namesBelow(_ path: [UInt8]) -> [[UInt8]]? {
        let slash = UInt8(ascii: "/")
        if root == [slash] { return Self.names(path) }
        var end = path.startIndex
        while end < path.endIndex {
            end = path[end...].drop { $0 == slash }.firstIndex(of: slash) ?? path.endIndex
            guard let real = try? Self.realPath(String(decoding: path[..<end], as: UTF8.self)),
                real == root || real.starts(with: root + [slash])
            else { continue }
            if let names = Self.names(real.dropFirst(root.count) + path[end...]) { return names }
        }
        return nil
    }

    /// The names in a path, with `.` and `..` resolved; nil if it leads out of its starting point.
    private static func names(_ path: some Collection<UInt8>) -> [[UInt8]]? {
        var names: [[UInt8]] = []
        for name in path.split(separator: UInt8(ascii: "/")) {
            if name.elementsEqual(".".utf8) { continue }
            if name.elementsEqual("..".utf8) {
                guard names.popLast() != nil else { return nil }
            } else {
                names.append(Array(name))
            }
        }
        return names
    }

    func paths(_ words: [String]) throws -> [TreePath?] { try words.map(path) }

    /// The paths, none of which may be the working tree itself.
    func properPaths(_ words: [String]) throws -> [TreePath] {
        try words.map { word in
            guard let path = try path(word) else { throw CommandError(.usage, "'\(word)' is the working tree itself") }
            return path
        }
    }

    /// The author or committer now, from the environment and the settings.
    func person(_ role: Repository.Role) throws -> Person {
        try Repository.person(role, repository.configuration, Environment.all)
    }
}

/// The variables that the process was started with.
enum Environment {
    static let all: [String: String] = {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return variables
    }()
}

/// The user's own settings and where they are: XDG_CONFIG_HOME/at1, or ~/.config/at1.
enum UserConfiguration {
    /// Nil if neither variable names a folder. A relative path does not count: it would be a different folder in each
    /// directory.
    static var folder: String? {
        if let home = Environment.all["XDG_CONFIG_HOME"], home.hasPrefix("/") { return home + "/at1" }
        guard let home = Environment.all["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.config/at1"
    }

    /// The folder; also nil if the user may not look into it, as when acting for another user with that user's HOME.
    static var readableFolder: String? {
        guard let folder else { return nil }
        if access(folder, X_OK) == 0 || errno != EACCES { return folder }
        Warnings.say("the user's settings in '\(folder)' cannot be read: \(FileError.reason(EACCES))")
        return nil
    }

    /// The settings in the file, if there is one that can be read.
    static func read() throws -> Configuration {
        try read { try $0.read() }
    }

    /// The same for a file that may have malformed lines.
    static func readTolerantly() throws -> Configuration {
        try read { try $0.readTolerantly() }
    }

    private static func read(_ body: (ConfigurationFile) throws -> Configuration) throws -> Configuration {
        guard let folder = readableFolder else { return Configuration() }
        do {
            return try ConfigurationFile.find(user: folder).map(body) ?? Configuration()
        } catch let error as FileError where error.isNotWritable {
            Warnings.say("the user's settings do not count: \(error)")
            return Configuration()
        }
    }

    /// - Throws: a ``CommandError`` if there is no such folder.
    static func getFolder() throws -> String {
        guard let folder else {
            throw CommandError(
                .environment, "there is no folder for the user's settings: neither XDG_CONFIG_HOME nor HOME is set",
                hint: "set HOME, or XDG_CONFIG_HOME, to a path that starts with '/'")
        }
        return folder
    }
}
