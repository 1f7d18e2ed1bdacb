import Files
import GitFilter
import Objects

/// git's pre-push hook, which sends the objects of the commits that are pushed.
struct PushHook {
    /// The path of the hook.
    let path: String

    /// What a user puts into a hook of his own.
    static let line = "at1 git pre-push \"$@\""

    private static let mark = "# at1 pre-push hook 1"
    private static let text = """
        #!/bin/sh
        \(mark): sends the objects that the pushed commits point to; 'at1 git uninstall' removes it
        command -v at1 >/dev/null 2>&1 || {
            echo >&2 "hint: this repository needs at1: pip install at1, or remove $0"
            exit 1
        }
        \(line)

        """

    private static let maximumLength = 1 << 20

    /// What is at the place of the hook.
    enum State: String {
        case absent
        /// at1's, as it writes it.
        case own
        /// Another hook that runs at1's.
        case joined
        /// Another hook, which does not.
        case foreign
    }

    /// Nil outside of git repositories.
    static func find() throws -> PushHook? {
        let (status, bytes) = try GitProgram.run(["rev-parse", "--path-format=absolute", "--git-path", "hooks"])
        guard status == 0, let folder = String(validating: bytes.dropLast(), as: UTF8.self) else { return nil }
        return PushHook(path: folder + "/pre-push")
    }

    func state() throws -> State {
        guard let status = FileStatus.findFollowingLinks(path) else {
            return FileStatus.find(path) == nil ? .absent : .foreign
        }
        guard status.kind == .regular, status.size <= UInt64(Self.maximumLength) else { return .foreign }
        let text = String(decoding: try File(at: path).contents(limit: Self.maximumLength), as: UTF8.self)
        if text == Self.text, FileStatus.find(path)?.kind == .regular { return .own }
        let isJoined = text.split(separator: "\n").contains { line in
            line.contains("at1 git pre-push") && line.first { $0 != " " && $0 != "\t" } != "#"
        }
        return isJoined ? .joined : .foreign
    }

    /// Writes the hook where there is none.
    ///
    /// - Parameter replacing: whether to replace another one.
    /// - Returns: what is there now.
    func install(replacing: Bool) throws -> State {
        let state = try state()
        switch state {
        case .own: return .own
        case .joined, .foreign: guard replacing else { return state }
        case .absent: break
        }
        try Folder.create(Folder.split(path).folder, permissions: 0o777)
        let draft = try DraftFile(path, permissions: 0o777)
        try draft.file.write(Array(Self.text.utf8))
        try draft.put(replacing: replacing)
        return .own
    }

    /// Removes the hook if at1 wrote it and nobody changed it; returns what was there.
    func uninstall() throws -> State {
        let state = try state()
        guard state == .own else { return state }
        let (folder, name) = Folder.split(path)
        try Folder(at: folder).removeFile(Name(name))
        return state
    }
}
