public import Objects
public import Store

/// A remote according to the settings: `remote.NAME.url`, `remote.NAME.pushurl`, `remote.NAME.fetch`.
public struct RemoteSettings: Sendable {
    /// Nil for an address that was given instead of a name.
    public let name: String?
    public let url: String
    public let pushURL: String
    public let fetchSpecs: [RefSpec]

    /// An unnamed remote, for an address on the command line.
    public init(url: String) {
        (name, self.url, pushURL, fetchSpecs) = (nil, url, url, [])
    }

    /// - Throws: ``RemoteError/noSuchRemote(_:)``.
    public init(named name: String, in settings: Configuration) throws {
        guard let url = settings["remote.\(name).url"] else { throw RemoteError.noSuchRemote(name) }
        self.name = name
        self.url = url
        pushURL = settings["remote.\(name).pushurl"] ?? url
        fetchSpecs = try settings.all.filter { $0.key == "remote.\(name).fetch" }.map { try RefSpec($0.value) }
    }

    /// The name for display.
    public var label: String { name ?? shownURL }

    /// Text for display: an address without its password.
    public static func shown(_ text: String) -> String { RemoteAddress.shown(text) }

    /// The addresses for display: without passwords.
    public var shownURL: String { RemoteAddress.shown(url) }
    public var shownPushURL: String { RemoteAddress.shown(pushURL) }

    /// The names of all remotes, in order.
    public static func names(in settings: Configuration) -> [String] {
        let prefix = "remote."
        let suffix = ".url"
        let names = settings.all.map(\.key).filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
            .map { String($0.dropFirst(prefix.count).dropLast(suffix.count)) }
        return Array(Set(names)).sorted()
    }

    /// The remote-tracking branch of a remote's branch; nil if there is none.
    public func trackingRef(of branch: RefName) throws -> RefName? {
        for spec in fetchSpecs {
            if let name = try spec.destination(of: branch) { return name }
        }
        return nil
    }

    /// How long the other side may be silent: transfer.timeout, by default 60 seconds.
    static func timeout(_ settings: Configuration) throws -> Duration {
        try settings.seconds("transfer.timeout", from: 0.1) ?? .seconds(60)
    }

    /// Whether a remote may have this name.
    public static func isValid(_ name: String) -> Bool {
        (try? RefName(RefName.remotes + name + "/x")) != nil && !name.contains("/") && !name.contains("\"")
            && !name.hasControlCharacters
    }
}

/// The upstream of a branch: `branch.NAME.remote` and `branch.NAME.merge`.
public struct Upstream: Hashable, Sendable {
    public let remote: String
    /// The branch's name on the remote.
    public let branch: RefName
    /// Its remote-tracking branch; nil if it was never fetched, or there is none.
    public let tracking: RefName?
}

extension Repository {
    /// The upstream of `branch`; nil if it has none.
    public func upstream(of branch: RefName) throws -> Upstream? {
        guard let remote = configuration["branch.\(branch.short).remote"],
            let merge = configuration["branch.\(branch.short).merge"], let name = try? RefName(merge)
        else { return nil }
        let tracking = try? RemoteSettings(named: remote, in: configuration).trackingRef(of: name)
        return Upstream(remote: remote, branch: name, tracking: tracking)
    }

    /// Sets the upstream of a branch.
    public func setUpstream(of branch: RefName, to remote: String, _ name: RefName) throws {
        try configure { settings in
            settings["branch.\(branch.short).remote"] = remote
            settings["branch.\(branch.short).merge"] = name.text
        }
    }

    /// How far a branch is ahead of and behind its upstream; nil if one of the two does not exist.
    public func distance(of branch: RefName, to upstream: Upstream) throws -> (ahead: Int, behind: Int)? {
        guard let tracking = upstream.tracking, let ours = try refs.find(branch), let theirs = try refs.find(tracking)
        else { return nil }
        return try aheadBehind(ours, relativeTo: theirs)
    }
}

extension Repository {
    /// - Throws: ``RemoteError/remoteExists(_:)``, ``RemoteError/badName(_:)``.
    public func addRemote(_ name: String, url: String) throws {
        guard RemoteSettings.isValid(name) else { throw RemoteError.badName(name) }
        _ = try RemoteAddress(url)
        try configure { settings in
            guard settings["remote.\(name).url"] == nil else { throw RemoteError.remoteExists(name) }
            settings["remote.\(name).url"] = url
            settings["remote.\(name).fetch"] = "+refs/heads/*:refs/remotes/\(name)/*"
        }
    }

    /// Removes a remote: its settings, its remote-tracking branches, and its role as an upstream.
    public func removeRemote(_ name: String, who: Person) throws {
        _ = try RemoteSettings(named: name, in: Self.readConfiguration(folder))
        try withWriteLock { lock in
            let gone = try refs.list(RefName.remotes + name + "/").map {
                RefUpdate($0.name, expected: .exactly($0.id), new: nil, message: "remote: removed \(name)")
            }
            // The settings come last: after a crash in between, the same command completes the removal.
            try update(gone, who: who, lock)
            try configure(lock) { settings in
                for (key, value) in settings.all {
                    if key.hasPrefix("remote.\(name).") { settings[key] = nil }
                    if key.hasPrefix("branch."), key.hasSuffix(".remote"), value == name {
                        settings[key] = nil
                        settings[key.dropLast("remote".count) + "merge"] = nil
                    }
                }
                settings.removeIfEmpty(section: "remote.\(name)")
            }
        }
    }

    /// Renames a remote, with its settings and its remote-tracking branches.
    public func renameRemote(_ old: String, to new: String, who: Person) throws {
        guard RemoteSettings.isValid(new) else { throw RemoteError.badName(new) }
        _ = try RemoteSettings(named: old, in: Self.readConfiguration(folder))
        try withWriteLock { lock in
            let message = "remote: renamed \(old) to \(new)"
            let prefix = RefName.remotes + old + "/"
            let moves = try refs.list(prefix).flatMap { name, id in
                [
                    RefUpdate(
                        try RefName(RefName.remotes + new + "/" + name.text.dropFirst(prefix.count)),
                        expected: .anything, new: id, message: message),
                    RefUpdate(name, expected: .exactly(id), new: nil, message: message),
                ]
            }
            var settings = try Self.readConfiguration(folder)
            guard settings["remote.\(new).url"] == nil else { throw RemoteError.remoteExists(new) }
            for (key, value) in settings.all {
                if key.hasPrefix("remote.\(old).") {
                    let moved = Self.moved(value, from: old, to: new)
                    settings["remote.\(new)." + key.dropFirst("remote.\(old).".count)] = moved
                    settings[key] = nil
                } else if key.hasPrefix("branch."), key.hasSuffix(".remote"), value == old {
                    settings[key] = new
                }
            }
            settings.removeIfEmpty(section: "remote.\(old)")
            // The settings come last: after a crash in between, the same command completes the renaming.
            try update(moves, who: who, lock)
            try configure(lock) { $0 = settings }
        }
    }

    /// A fetch setting that stores refs under the remote's name is changed to the new one.
    private static func moved(_ value: String, from old: String, to new: String) -> String {
        let mark = ":" + RefName.remotes + old + "/"
        guard value.hasPrefix("+refs/heads/*" + mark) || value.hasPrefix("refs/heads/*" + mark) else { return value }
        return value.hasPrefix("+") ? "+refs/heads/*:refs/remotes/\(new)/*" : "refs/heads/*:refs/remotes/\(new)/*"
    }

    /// Sets the address of a remote, or its address for pushes.
    public func setURL(of name: String, to url: String, forPush: Bool) throws {
        _ = try RemoteSettings(named: name, in: Self.readConfiguration(folder))
        _ = try RemoteAddress(url)
        try configure { $0["remote.\(name).\(forPush ? "pushurl" : "url")"] = url }
    }
}
