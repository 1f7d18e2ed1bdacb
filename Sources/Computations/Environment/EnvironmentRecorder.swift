internal import Files
internal import Objects
internal import Store
internal import Synchronization

/// Records environments from the files that programs read. Each file is hashed once.
final class EnvironmentRecorder: Sendable {
    private let hashes = Mutex<[String: (signature: String, length: UInt64, sha256: Digest)]>([:])
    /// Stores the bytes of files; nil if they are not kept.
    private let keep: (@Sendable (String) throws -> ComputedFile.ContentLink)?
    private let kept = Mutex<[String: ComputedFile.ContentLink]>([:])

    init(keep: (@Sendable (String) throws -> ComputedFile.ContentLink)? = nil) {
        self.keep = keep
    }

    /// - Parameters:
    ///   - paths: files and folders, without links in their paths.
    ///   - links: the links that lead to them.
    func environment(_ paths: Set<String>, links: [String: String]) throws -> ProgramEnvironment {
        var entries: [ProgramEnvironment.Entry] = []
        var folders: [String] = []
        var used: Set<String> = []
        for path in paths {
            guard let status = FileStatus.find(path) else { continue }
            if status.kind == .folder {
                folders.append(path)
                continue
            }
            guard status.isReadableByAll else {
                throw ComputationRefusal.unable(ComputationError.notReadableByAll(path))
            }
            entries.append(.init(path: path, try file(path, status)))
            used.formUnion(Self.parents(of: path))
        }
        for (path, target) in links {
            entries.append(.init(path: path, .link(target: target)))
            used.formUnion(Self.parents(of: path))
        }
        // A folder that contains files of the environment exists because of them.
        for path in folders where !used.contains(path) { entries.append(.init(path: path, .folder)) }
        do {
            return try ProgramEnvironment(
                architecture: Machine.architecture, entries: entries, packages: PythonPackages.find(among: paths))
        } catch {
            throw ComputationRefusal.failed(nil, what: "the environment cannot be recorded: \(error)")
        }
    }

    private func file(_ path: String, _ status: FileStatus) throws -> ProgramEnvironment.Entry.What {
        let known = hashes.withLock { $0[path] }
        let found: (length: UInt64, sha256: Digest)
        if let known, known.signature == status.signature {
            found = (known.length, known.sha256)
        } else {
            found = try File.hash(path)
            hashes.withLock { $0[path] = (status.signature, found.length, found.sha256) }
        }
        var content = kept.withLock { $0[path] }
        if content == nil, let keep {
            content = try keep(path)
            let link = content
            kept.withLock { $0[path] = link }
        }
        return .file(
            length: found.length, sha256: found.sha256, isExecutable: status.isExecutable, content: content)
    }

    private static func parents(of path: String) -> [String] {
        var parents: [String] = []
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/"), slash != rest.startIndex {
            rest = rest[..<slash]
            parents.append(String(rest))
        }
        return parents
    }
}

/// The Python packages that files belong to, for display: as `pip` installed them.
enum PythonPackages {
    static func find(among paths: Set<String>) -> [ProgramEnvironment.Package] {
        var tops: [String: Set<String>] = [:]
        for path in paths {
            guard let range = path.firstRange(of: "-packages/") else { continue }
            let top = path[range.upperBound...].prefix { $0 != "/" }
            tops[String(path[..<range.upperBound]), default: []].insert(String(top))
        }
        var found: Set<ProgramEnvironment.Package> = []
        for (folder, used) in tops {
            for name in (try? Folder.names(folder)) ?? [] {
                let name = name.description
                guard name.hasSuffix(".dist-info"), let dash = name.lastIndex(of: "-") else { continue }
                guard let record = try? File.contents(folder + name + "/RECORD", limit: 1 << 24) else { continue }
                let isUsed = record.split(separator: UInt8(ascii: "\n")).contains { line in
                    let top = line.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",") }
                    return used.contains(String(decoding: top, as: UTF8.self)) && !top.elementsEqual(name.utf8)
                }
                guard isUsed, let at = name.firstIndex(of: "-"), at <= dash else { continue }
                let version = name[name.index(after: at)...].dropLast(".dist-info".count)
                found.insert(.init(name: String(name[..<at]), version: String(version)))
            }
        }
        return Array(found)
    }
}
