import Engine
import Glibc
import Objects
import Store

/// The repository that a command works in, and the words of the call as paths in it.
struct RepositoryAccess {
    let repository: Repository
    /// The folder of the work tree that the command was called in, nil for its top.
    private let prefix: [UInt8]
    private let root: [UInt8]

    /// Opens the repository that the working directory is in.
    init(_ options: GlobalOptions) throws {
        repository = try Repository.discover(from: ".", Self.options(options))
        root = repository.isBare ? [] : try Self.realPath(repository.workTree().root.path)
        let here = try Self.realPath(".")
        prefix =
            repository.isBare || here == root
            ? [] : Array(here.dropFirst(root == [UInt8(ascii: "/")] ? 1 : root.count + 1))
    }

    /// The same, nil when the working directory is in none.
    static func find(_ options: GlobalOptions) throws -> RepositoryAccess? {
        do {
            return try RepositoryAccess(options)
        } catch RepositoryError.notARepository {
            return nil
        }
    }

    /// What every command opens repositories with: the user's settings, the engine, and the call's own wishes.
    static func options(_ options: GlobalOptions) throws -> Repository.Options {
        let settings = try UserConfiguration.read()
        var result = Repository.Options(
            lockWait: try options.lockWait(), userConfiguration: settings, evaluator: { try engine($0) })
        result.environment = Environment.all
        return result
    }

    /// The settings in force where the command works: those of the repository, if it is in one, over the user's.
    static func settings(_ options: GlobalOptions) throws -> Configuration {
        do {
            return try RepositoryAccess(options).repository.configuration
        } catch RepositoryError.notARepository {
            return try UserConfiguration.read()
        } catch RepositoryError.damaged {
            return try UserConfiguration.read()
        }
    }

    /// The engine, within the limits that the settings allow.
    static func engine(_ settings: Configuration) throws -> ReplayEngine {
        guard let memory = try settings.bytes("engine.memory") else { return ReplayEngine() }
        return ReplayEngine(limits: .init(memory: memory))
    }

    private static func realPath(_ path: String) throws -> [UInt8] {
        guard let resolved = realpath(path, nil) else {
            throw CommandError(.environment, "cannot find '\(path)': \(String(cString: strerror(errno)))")
        }
        defer { free(resolved) }
        return String(cString: resolved).utf8.map { $0 }
    }

    /// The path in the work tree that a word of the call names; nil for the work tree itself.
    ///
    /// - Throws: ``RepositoryError/pathOutside(_:)``, ``RepositoryError/behindLink(_:)``.
    func path(_ word: String) throws -> TreePath? {
        let slash = UInt8(ascii: "/")
        var bytes = Array(word.utf8)
        if bytes.first == slash {
            guard bytes == root || bytes.starts(with: root + [slash]) else { throw RepositoryError.pathOutside(word) }
            bytes.removeFirst(root.count)
        } else if !prefix.isEmpty {
            bytes = prefix + [slash] + bytes
        }
        var names: [ArraySlice<UInt8>] = []
        for name in bytes.split(separator: slash) {
            if name.elementsEqual(".".utf8) { continue }
            if name.elementsEqual("..".utf8) {
                guard names.popLast() != nil else { throw RepositoryError.pathOutside(word) }
            } else {
                names.append(name)
            }
        }
        guard !names.isEmpty else { return nil }
        do {
            return try TreePath(Array(names.joined(separator: [slash])))
        } catch {
            throw CommandError(.usage, "'\(word)' is no path in a repository: \(error.detail)")
        }
    }

    func paths(_ words: [String]) throws -> [TreePath?] { try words.map(path) }

    /// The paths, none of which may be the work tree itself.
    func properPaths(_ words: [String]) throws -> [TreePath] {
        try words.map { word in
            guard let path = try path(word) else { throw CommandError(.usage, "'\(word)' is the work tree itself") }
            return path
        }
    }

    /// Who acts now, from the environment and the settings.
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
    static var folder: String? {
        if let home = Environment.all["XDG_CONFIG_HOME"], !home.isEmpty { return home + "/at1" }
        return Environment.all["HOME"].map { $0 + "/.config/at1" }
    }

    static func read() throws -> Configuration {
        guard let folder else { return Configuration() }
        return try Configuration.read(folder: folder)
    }

    static func change(_ change: (inout Configuration) throws -> Void) throws {
        guard let folder else { throw CommandError(.environment, "neither XDG_CONFIG_HOME nor HOME is set") }
        try Configuration.change(folder: folder, change)
    }
}
