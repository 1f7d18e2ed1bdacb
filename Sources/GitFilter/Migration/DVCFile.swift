package import Objects

/// A `.dvc` file: the files that DVC stores outside of git, each with its MD5.
///
/// Only what `dvc add` writes is read: one list of mappings whose values are scalars. Everything else that YAML has, and
/// everything that says where a file comes from, is refused by its name.
package struct DVCFile: Hashable, Sendable {
    /// A file or a folder.
    package struct Output: Hashable, Sendable {
        /// Relative to the folder of the `.dvc` file.
        package let path: TreePath
        package let id: DVCID
        /// Whether it is a folder, whose object lists its files.
        package let isFolder: Bool
        /// The length in bytes, of a folder's files together; nil if the file does not say.
        package let length: UInt64?
        package let isExecutable: Bool
    }

    package let outputs: [Output]

    /// The maximum length in bytes.
    package static let maximumLength = 1 << 20

    package init(_ bytes: [UInt8]) throws(DecodeError) {
        var outputs: [Output] = []
        for (key, value) in try DVCMapping(bytes).members {
            switch (key, value) {
            case ("outs", .list(let items)): for item in items { outputs.append(try Self.output(item)) }
            case ("wdir", .scalar(".")), ("md5", .scalar), ("frozen", .scalar), ("desc", .scalar): break
            case ("wdir", _): throw DecodeError(.outOfRange, "its 'wdir' is not '.'")
            case ("outs", _): throw DecodeError(.wrongType, "its 'outs' is not a list")
            default: throw DecodeError(.unknownField, "'\(key)' is not among what 'dvc add' writes")
            }
        }
        guard !outputs.isEmpty else { throw DecodeError(.missing, "it has no 'outs'") }
        self.outputs = outputs
    }

    private static func output(_ item: [(key: String, value: String)]) throws(DecodeError) -> Output {
        var fields: [String: String] = [:]
        for (key, value) in item {
            guard known.contains(key) else {
                throw DecodeError(.unknownField, "'outs.\(key)' is not among what 'dvc add' writes")
            }
            fields[key] = value
        }
        guard let word = fields["path"] else { throw DecodeError(.missing, "an output lacks its 'path'") }
        guard fields["cache"] ?? "true" == "true" else {
            throw DecodeError(.outOfRange, "'\(word)' is not in DVC's cache: its 'cache' is not true")
        }
        let path: TreePath
        do throws(DecodeError) { path = try TreePath(word) } catch {
            throw DecodeError(.badName, "'\(word.prefix(100))' is not a path below it: \(error.detail)")
        }
        let (isFolder, id) = try id(fields["md5"], isLegacy: fields["hash"] == nil, word)
        guard fields["hash"] ?? "md5" == "md5" else {
            throw DecodeError(.outOfRange, "the hash of '\(word)' is not MD5")
        }
        var length: UInt64?
        if let size = fields["size"] {
            guard let number = UInt64(size) else { throw DecodeError(.wrongType, "the size of '\(word)' is no number") }
            length = number
        }
        return Output(
            path: path, id: id, isFolder: isFolder, length: length, isExecutable: fields["isexec"] == "true")
    }

    private static func id(
        _ word: String?, isLegacy: Bool, _ path: String
    ) throws(DecodeError) -> (isFolder: Bool, id: DVCID) {
        let isFolder = word?.hasSuffix(DVCID.folderSuffix) == true
        let digits = isFolder ? word?.dropLast(DVCID.folderSuffix.utf8.count) : word?[...]
        guard let digits, let id = DVCID(digits, isLegacy: isLegacy) else {
            throw DecodeError(.wrongType, "'\(path)' has no MD5 of 32 hexadecimal digits")
        }
        return (isFolder, id)
    }

    private static let known: Set = [
        "md5", "size", "nfiles", "hash", "path", "isexec", "cache", "metric", "plot", "persist", "desc", "type",
        "remote", "push",
    ]
}

/// The name of an object in DVC's cache.
package struct DVCID: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits.
    package let md5: String
    /// Whether a version of DVC before 3 gave the name.
    package let isLegacy: Bool

    package static let folderSuffix = ".dir"

    /// Nil for anything but 32 lower-case hexadecimal digits.
    package init?(_ digits: some StringProtocol, isLegacy: Bool) {
        guard digits.utf8.count == 32, Hex.decode(digits) != nil else { return nil }
        md5 = String(digits)
        self.isLegacy = isLegacy
    }

    /// Where an object may be, relative to the cache: as the version that named it has it, and as the other one has it.
    package func places(isFolder: Bool) -> [String] {
        let old = "\(md5.prefix(2))/\(md5.dropFirst(2))\(isFolder ? Self.folderSuffix : "")"
        return isLegacy ? [old, "files/md5/" + old] : ["files/md5/" + old, old]
    }
}

/// The list of a folder's files that DVC stores as an object.
package struct DVCFolderList: Hashable, Sendable {
    package let files: [(path: TreePath, id: DVCID)]

    /// The maximum length in bytes.
    package static let maximumLength = 256 << 20

    package init(_ bytes: [UInt8], isLegacy: Bool) throws(DecodeError) {
        guard case .array(let elements) = try JSONValue(parsing: bytes) else {
            throw DecodeError(.wrongType, "the list of a folder's files is not a JSON array")
        }
        var seen: Set<TreePath> = []
        var files: [(path: TreePath, id: DVCID)] = []
        for element in elements {
            var fields = try JSONFields(element, "file")
            let word = try fields.string("relpath")
            guard let id = DVCID(try fields.string("md5"), isLegacy: isLegacy) else {
                throw DecodeError(.wrongType, "'\(word.prefix(100))' has no MD5 of 32 hexadecimal digits")
            }
            try fields.end()
            let path: TreePath
            do throws(DecodeError) { path = try TreePath(word) } catch {
                throw DecodeError(.badName, "'\(word.prefix(100))' is not a path below it: \(error.detail)")
            }
            guard seen.insert(path).inserted else { throw DecodeError(.notCanonical, "it lists '\(path)' twice") }
            files.append((path, id))
        }
        self.files = files
    }

    package static func == (a: Self, b: Self) -> Bool { a.files.elementsEqual(b.files, by: ==) }

    package func hash(into hasher: inout Hasher) {
        for file in files {
            hasher.combine(file.path)
            hasher.combine(file.id)
        }
    }
}
