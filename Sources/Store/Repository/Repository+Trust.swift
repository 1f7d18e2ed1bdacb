internal import Files
internal import Glibc

extension Repository {
    /// The settings of the repository, marked as foreign if its folder belongs to another user.
    ///
    /// Such a folder counts as the user's own if the user's settings list it in `safe.directory`, as in git.
    static func owned(
        _ settings: Configuration, _ folder: Folder, root: Folder?, _ options: Options
    ) throws -> Configuration {
        guard settings.namesPrograms else { return settings }
        var trusted: Set<UInt32> = [geteuid()]
        if geteuid() == 0, let user = options.environment["SUDO_UID"].flatMap({ UInt32($0) }) { trusted.insert(user) }
        let owners = try [root?.status(), folder.status(), folder.find("config")].compactMap { $0?.owner }
        if owners.allSatisfy(trusted.contains) { return settings }
        let path = try (root ?? folder).resolvedPath()
        let safe = options.userConfiguration.all.filter { $0.key == "safe.directory" }.map(\.value)
        if safe.contains(where: { $0 == "*" || isSamePath($0, path) }) { return settings }
        return settings.ofAnotherUser(in: path)
    }

    private static func isSamePath(_ a: String, _ b: String) -> Bool {
        let slash = UInt8(ascii: "/")
        return a.utf8.split(separator: slash).elementsEqual(b.utf8.split(separator: slash)) { $0.elementsEqual($1) }
            && a.utf8.first == slash
    }
}
