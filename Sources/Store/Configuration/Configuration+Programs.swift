extension Configuration {
    /// A setting that names a program to run or a key to use.
    ///
    /// - Throws: ``ConfigurationError/untrusted(_:folder:)`` if it is in a repository of another user.
    public func program(_ key: String) throws -> String? {
        if let folder = folderOfAnotherUser(setting: key) {
            throw ConfigurationError.untrusted(key, folder: folder)
        }
        return self[key]
    }

    /// Whether there is a setting that ``program(_:)`` is for.
    var namesPrograms: Bool {
        all.contains { key, _ in
            Self.programs.contains(key) || (key.utf8.starts(with: "remote.".utf8) && key.hasSuffix(".servecommand"))
        }
    }

    private static let programs = [
        "core.editor", "core.pager", "core.sshcommand", "core.servecommand", "mirror.sshkey", "user.signingkey",
    ]
}
