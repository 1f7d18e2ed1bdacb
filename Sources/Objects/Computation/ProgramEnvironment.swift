/// The files outside the working tree that a program needs: executables, libraries, modules (docs/format.md §3.11).
public struct ProgramEnvironment: Hashable, Sendable {
    /// The processor, as in `uname -m`.
    public let architecture: String
    /// In order of paths.
    public let entries: [Entry]
    /// What is installed among them, for display.
    public let packages: [Package]

    /// The canonical bytes: the payload of an environment object.
    public let bytes: [UInt8]

    /// A file, link or folder that a program needs from outside the repository.
    public struct Entry: Hashable, Sendable {
        /// From the root of the file system, without links in it.
        public let path: String
        public let what: What

        /// The type of the entry.
        public enum What: Hashable, Sendable {
            case file(length: UInt64, sha256: Digest, isExecutable: Bool, content: ComputedFile.ContentLink?)
            case link(target: String)
            case folder
        }

        public init(path: String, _ what: What) {
            self.path = path
            self.what = what
        }
    }

    /// A package of the system that files of the environment belong to.
    public struct Package: Hashable, Sendable {
        public let name: String
        public let version: String

        public init(name: String, version: String) {
            self.name = name
            self.version = version
        }

        fileprivate func precedes(_ other: Package) -> Bool {
            (JSONString(name), JSONString(version)) < (JSONString(other.name), JSONString(other.version))
        }
    }

    /// The maximum length of an environment in bytes.
    public static let maximumLength = 16 << 20
    /// The maximum number of entries.
    public static let maximumEntries = 65_536

    public var id: ObjectID { ObjectID(of: .environment, bytes) }

    /// Sorts the entries, and checks everything that a reader checks.
    public init(architecture: String, entries: [Entry], packages: [Package]) throws(DecodeError) {
        self.architecture = architecture
        self.entries = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        self.packages = packages.sorted { $0.precedes($1) }
        bytes = Self.encode(architecture, self.entries, self.packages)
        try check()
    }

    private static func encode(_ architecture: String, _ entries: [Entry], _ packages: [Package]) -> [UInt8] {
        let value: JSONValue = [
            "architecture": .string(architecture),
            "files": .array(entries.map(\.json)),
            "packages": .array(packages.map { ["name": .string($0.name), "version": .string($0.version)] }),
        ]
        return value.canonicalBytes
    }

    /// Reads the payload of an environment object.
    public init(payload: [UInt8]) throws(DecodeError) {
        guard payload.count <= Self.maximumLength else {
            throw DecodeError(
                .outOfRange, "an environment of \(payload.count) bytes; at most \(Self.maximumLength) are allowed")
        }
        var fields = try JSONFields(JSONValue(canonical: payload), "environment")
        architecture = try fields.string("architecture")
        entries = try fields.array("files", atMost: Self.maximumEntries) { (file) throws(DecodeError) in
            try Entry(&file)
        }
        packages = try fields.array("packages", atMost: Self.maximumEntries) { (package) throws(DecodeError) in
            Package(name: try package.string("name"), version: try package.string("version"))
        }
        try fields.end()
        bytes = payload
        guard Self.encode(architecture, entries, packages) == payload else {
            throw DecodeError(.notCanonical, "the environment is not written as its members are")
        }
        try check()
    }

    private func check() throws(DecodeError) {
        guard bytes.count <= Self.maximumLength, entries.count <= Self.maximumEntries else {
            throw DecodeError(.outOfRange, "an environment of \(bytes.count) bytes")
        }
        for (a, b) in zip(packages, packages.dropFirst()) where !a.precedes(b) {
            throw DecodeError(.order, "the packages are out of order at '\(b.name)'")
        }
        var isFolder: [JSONString: Bool] = [:]
        for (index, entry) in entries.enumerated() {
            try Self.check(entry.path)
            if index > 0, !entries[index - 1].path.utf8.lexicographicallyPrecedes(entry.path.utf8) {
                throw DecodeError(.order, "the files are out of order at '\(entry.path)'")
            }
            var above = entry.path[...]
            while let slash = above.utf8.lastIndex(of: UInt8(ascii: "/")), slash != above.startIndex {
                above = above[..<slash]
                if isFolder[JSONString(String(above))] == false {
                    throw DecodeError(.order, "'\(above)' is a file and a folder")
                }
            }
            isFolder[JSONString(entry.path)] = entry.what == .folder
            if case .link(let target) = entry.what,
                target.isEmpty || target.utf8.contains(0) || target.utf8.count > 4095
            {
                throw DecodeError(.badName, "the link '\(entry.path)' leads nowhere")
            }
        }
    }

    /// The top-level folders that are never part of an environment: the kernel's, and the sandbox's own.
    private static let reserved: Set<String> = ["proc", "sys", "dev", "at1"]

    private static func check(_ path: String) throws(DecodeError) {
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        guard path.utf8.count < TreePath.maximumLength, !path.utf8.contains(0), names.count >= 2, names[0].isEmpty,
            names.dropFirst().allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 }),
            names.count <= 128
        else { throw DecodeError(.badName, "'\(path)' is not a path of an environment") }
        guard !reserved.contains(String(names[1])) else {
            throw DecodeError(.badName, "'\(path)' is in a folder that no environment has files of")
        }
    }
}

extension ProgramEnvironment.Entry {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["path": .string(path)]
        switch what {
        case .file(let length, let sha256, let isExecutable, let content):
            object["length"] = .integer(length)
            object["sha256"] = .string(sha256.hex)
            object["mode"] = .string((isExecutable ? FileMode.executable : .regular).rawValue)
            object["content"] = content?.json ?? .null
        case .link(let target): object["target"] = .string(target)
        case .folder: break
        }
        return .object(object)
    }

    fileprivate init(_ fields: inout JSONFields) throws(DecodeError) {
        path = try fields.string("path")
        if let target = try fields.findString("target") {
            what = .link(target: target)
        } else if let text = try fields.findString("sha256") {
            guard let sha256 = Digest(hex: text) else {
                throw DecodeError(.wrongType, "the SHA-256 of '\(path)' is not 64 lower-case hexadecimal digits")
            }
            let mode = try fields.fileMode("mode")
            guard mode == .regular || mode == .executable else {
                throw DecodeError(.outOfRange, "'\(path)' has the mode of a link")
            }
            what = .file(
                length: try fields.unsigned("length"), sha256: sha256,
                isExecutable: mode == .executable, content: try fields.contentLinkOrNull("content"))
        } else {
            what = .folder
        }
    }
}
