import Files
import GitFilter
import Objects

/// The files of DVC that tracked `.dvc` files name.
struct DVCMigration {
    private let tree: GitTree
    private let index: String
    private let cache: String
    private let tracked: [[UInt8]: GitTree.Entry]

    private static let attributes = Array(".gitattributes".utf8)
    private static let ignored = Array(".gitignore".utf8)
    private static let slash = UInt8(ascii: "/")

    init(_ tree: GitTree, index: String) throws {
        self.tree = tree
        self.index = index
        tracked = Dictionary(
            try tree.entries(index: index).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        cache = try Self.cache(tree)
    }

    /// The cache that DVC's settings name; by default `.dvc/cache`.
    private static func cache(_ tree: GitTree) throws -> String {
        for name in ["config.local", "config"] {
            let file = "\(tree.top)/.dvc/\(name)"
            guard FileStatus.find(file)?.kind == .regular else { continue }
            let (status, bytes) = try GitProgram.run(["config", "-f", file, "--get", "cache.dir"])
            guard status == 0, let value = String(validating: bytes.dropLast(), as: UTF8.self) else { continue }
            return value.hasPrefix("/") ? value : "\(tree.top)/.dvc/\(value)"
        }
        return "\(tree.top)/.dvc/cache"
    }

    func plan() throws -> MigrationPlan {
        var plan = MigrationPlan()
        var outputs: [(folder: [UInt8], output: DVCFile.Output)] = []
        let files = tracked.values.filter { entry in
            entry.isFile && entry.path.suffix(4).elementsEqual(".dvc".utf8) && !entry.path.starts(with: ".dvc/".utf8)
        }.sorted { $0.path.lexicographicallyPrecedes($1.path) }
        var texts: [String: [UInt8]] = [:]
        try GitBlobs.forEach(files.map(\.blob), atMost: DVCFile.maximumLength) { texts[$0] = $1 }
        for file in files {
            do throws(DecodeError) {
                guard let bytes = texts[file.blob] else {
                    throw DecodeError(.outOfRange, "it has more than \(DVCFile.maximumLength) bytes")
                }
                let read = try DVCFile(bytes)
                outputs += read.outputs.map { (Self.folder(of: file.path), $0) }
                plan.removed.append(file.path)
            } catch {
                plan.problems.append(.init(path: file.path, what: error.detail))
            }
        }
        for (folder, output) in outputs { try add(output, in: folder, to: &plan) }
        var seen: Set<[UInt8]> = []
        for file in plan.files {
            if !seen.insert(file.path).inserted {
                plan.problems.append(.init(path: file.path, what: "two .dvc files name it"))
            } else if tracked[file.path] != nil {
                plan.problems.append(.init(path: file.path, what: "git has it already, beside its .dvc file"))
            } else if let what = Self.obstacle(to: file.path, tree) {
                plan.problems.append(.init(path: file.path, what: what))
            }
        }
        guard plan.problems.isEmpty else { return plan }
        try changeTexts(outputs, &plan)
        return plan
    }

    private func add(_ output: DVCFile.Output, in folder: [UInt8], to plan: inout MigrationPlan) throws {
        let path = folder + output.path.bytes
        guard let object = place(output.id, isFolder: output.isFolder) else {
            plan.problems.append(Self.missing(path, output.id, isFolder: output.isFolder))
            return
        }
        guard output.isFolder else {
            plan.files.append(
                Self.file(path, object, output.length, output.id, isExecutable: output.isExecutable, tree))
            return
        }
        do {
            let bytes = try File(at: object).contents(limit: DVCFolderList.maximumLength)
            var md5 = MD5Hasher(convertsLines: false)
            md5.update(bytes)
            guard md5.finish().contains(output.id.md5) else {
                throw DecodeError(.notCanonical, "its list of files in '\(object)' is damaged")
            }
            for file in try DVCFolderList(bytes, isLegacy: output.id.isLegacy).files {
                let path = path + [Self.slash] + file.path.bytes
                if let object = place(file.id, isFolder: false) {
                    plan.files.append(Self.file(path, object, nil, file.id, isExecutable: false, tree))
                } else {
                    plan.problems.append(Self.missing(path, file.id, isFolder: false))
                }
            }
        } catch let error as DecodeError {
            plan.problems.append(.init(path: path, what: error.detail))
        } catch let error as FileError {
            plan.problems.append(.init(path: path, what: "\(error)"))
        }
    }

    /// The path of an object, in either layout of the cache.
    private func place(_ id: DVCID, isFolder: Bool) -> String? {
        id.places(isFolder: isFolder).map { "\(cache)/\($0)" }.first {
            FileStatus.findFollowingLinks($0)?.kind == .regular
        }
    }

    private static func missing(_ path: [UInt8], _ id: DVCID, isFolder: Bool) -> MigrationPlan.Problem {
        MigrationPlan.Problem(
            path: path,
            what: "DVC's cache lacks \(id.md5)\(isFolder ? DVCID.folderSuffix : ""): 'dvc fetch' gets it")
    }

    private static func file(
        _ path: [UInt8], _ object: String, _ length: UInt64?, _ id: DVCID, isExecutable: Bool, _ tree: GitTree
    ) -> MigrationPlan.Item {
        let status = FileStatus.find(tree.place(path))
        return MigrationPlan.Item(
            path: path, isExecutable: status?.kind == .regular ? status?.isExecutable == true : isExecutable,
            isSkipped: false, content: .cached(object, length: length, .md5(id)), presence: .ignored)
    }

    /// What keeps a file from being written at a path; nil if nothing does.
    private static func obstacle(to path: [UInt8], _ tree: GitTree) -> String? {
        let name = path[(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)...]
        if [".gitattributes", ".gitignore", ".gitmodules"].contains(where: { name.elementsEqual($0.utf8) }) {
            return "a file of git's settings is no data"
        }
        var part: [UInt8] = []
        for name in path.split(separator: slash).dropLast() {
            part += part.isEmpty ? Array(name) : [slash] + name
            if let status = FileStatus.find(tree.place(part)), status.kind != .folder {
                return "'\(String(decoding: part, as: UTF8.self))' is not a folder"
            }
        }
        switch FileStatus.find(tree.place(path))?.kind {
        case nil, .regular?, .symbolicLink?: return nil
        case .folder?, .special?: return "something else than a file has its place"
        }
    }

    /// The path of the folder of a file with a slash at its end; empty at the top.
    private static func folder(of path: [UInt8]) -> [UInt8] {
        path.lastIndex(of: slash).map { Array(path[...$0]) } ?? []
    }

    // MARK: Attributes and ignored files

    /// Assigns at1's filter to the files, and no longer ignores them.
    private func changeTexts(
        _ outputs: [(folder: [UInt8], output: DVCFile.Output)], _ plan: inout MigrationPlan
    ) throws {
        let filters = Dictionary(
            zip(plan.files.map(\.path), try tree.filters(of: plan.files.map(\.path))),
            uniquingKeysWith: { first, _ in first })
        var names: [[UInt8]: [(name: [UInt8], isFolder: Bool, isFiltered: Bool)]] = [:]
        for (folder, output) in outputs {
            let path = folder + output.path.bytes
            let place = Self.folder(of: path)
            let isFiltered = plan.files.allSatisfy { file in
                file.path != path && !file.path.starts(with: path + [Self.slash]) || filters[file.path] == "at1"
            }
            names[place, default: []].append((Array(path.dropFirst(place.count)), output.isFolder, isFiltered))
        }
        for (folder, names) in names.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let ignored = folder + Self.ignored
            if let old = try text(ignored) {
                let new = GitIgnoreText.removing(names.map(\.name), from: old)
                if new != old { plan.texts.append((ignored, new.allSatisfy { $0 == 0x0a } ? nil : new)) }
            }
            let attributes = folder + Self.attributes
            let old = try text(attributes)
            guard old != nil || FileStatus.find(tree.place(attributes)) == nil else {
                plan.problems.append(
                    .init(path: attributes, what: "it is not in git: 'git add' it first, or remove it"))
                continue
            }
            var text = GitAttributesText(old ?? [])
            for name in names where !name.isFiltered {
                text.add(GitAttributesText.pattern(name.name, isFolder: name.isFolder))
            }
            if text.bytes != old ?? [] { plan.texts.append((attributes, text.bytes)) }
        }
    }

    /// A tracked text; nil if there is none.
    private func text(_ path: [UInt8]) throws -> [UInt8]? {
        guard let entry = tracked[path], entry.isFile else { return nil }
        var found: [UInt8]?
        try GitBlobs.forEach([entry.blob], atMost: 1 << 20) { found = $1 }
        guard let found else {
            throw CommandError(.refused, "'\(String(decoding: path, as: UTF8.self))' has more than 1 MiB")
        }
        return found
    }
}
