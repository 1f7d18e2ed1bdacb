internal import Objects

/// The known settings (docs/format.md §10), and their valid values.
public enum SettingNames {
    /// The form of a setting's value.
    enum Form {
        case text, flag, seconds, bytes, number, count, share
        case word([String])
    }

    /// `*` represents the name of a remote or a branch.
    static let forms: [String: Form] = [
        "branch.*.merge": .text, "branch.*.remote": .text,
        "clone.unfinished": .text,
        "commit.sign": .flag,
        "core.bare": .flag, "core.checkspace": .flag, "core.editor": .text, "core.format": .number, "core.fsync": .flag,
        "core.lazy": .flag,
        "core.lockwait": .seconds, "core.maxpaths": .bytes, "core.pager": .text,
        "core.servecommand": .text, "core.sshcommand": .text,
        "engine.memory": .bytes,
        "fetch.prune": .flag, "fetch.requiresigned": .flag, "fetch.verify": .word(["hash", "execute"]),
        "gc.auto": .count, "gc.parity": .share,
        "http.sslcainfo": .text,
        "init.defaultbranch": .text,
        "lazy.blobsize": .bytes, "lazy.remote": .text,
        "merge.conflictstyle": .word(["merge", "diff3"]),
        "mirror.maxfilesize": .bytes, "mirror.sshkey": .text, "mirror.timeout": .seconds, "mirror.url": .text,
        "receive.denycurrentbranch": .word(["refuse", "ignore"]), "receive.denydeletes": .flag,
        "receive.denynonfastforwards": .flag,
        "remote.*.endpoint": .text, "remote.*.fetch": .text, "remote.*.pushurl": .text, "remote.*.region": .text,
        "remote.*.servecommand": .text, "remote.*.url": .text,
        "run.memory": .bytes, "run.timeout": .seconds, "run.warm": .flag,
        "safe.directory": .text,
        "s3.endpoint": .text, "s3.region": .text,
        "tag.sign": .flag,
        "transfer.maxbytes": .bytes, "transfer.maxexpansion": .bytes, "transfer.maxobjects": .bytes,
        "transfer.timeout": .seconds,
        "trust.file": .text,
        "undo.maxsize": .bytes,
        "user.email": .text, "user.name": .text, "user.signingkey": .text,
        "witness.origin": .text,
    ]

    private static let sections = Set(forms.keys.map { String($0.prefix { $0 != "." }) })

    private static func form(of key: String) -> Form? {
        let key = Configuration.normal(key) ?? key
        if let form = forms[key] { return form }
        if key.hasPrefix("alias.") { return .text }
        guard let name = name(in: key) else { return nil }
        return forms["\(section(of: key)).*.\(key.dropFirst(section(of: key).count + name.count + 2))"]
    }

    private static func section(of key: String) -> Substring { key.prefix { $0 != "." } }

    /// The part between section and key: `origin` in `remote.origin.url`.
    private static func name(in key: String) -> Substring? {
        guard let first = key.firstIndex(of: "."), let last = key.lastIndex(of: "."), first < last else { return nil }
        return key[key.index(after: first)..<last]
    }

    /// Why `value` is not valid for `key`; nil if it is.
    public static func objection(to value: String, for key: String) -> ConfigurationError? {
        var settings = Configuration()
        settings[key] = value
        do {
            switch form(of: key) {
            case nil, .text?: return nil
            case .flag?: _ = try settings.flag(key)
            case .seconds?: _ = try settings.seconds(key)
            case .bytes?: _ = try settings.bytes(key)
            case .number?: _ = try settings.number(key)
            case .count?: _ = try settings.count(key)
            case .share?: _ = try settings.parityShare(key)
            case .word(let words)?: _ = try settings.word(key, words)
            }
            return nil
        } catch {
            return error as? ConfigurationError
        }
    }

    /// What to say about an unknown name: nothing if it is known after all, or if its section is not one of at1's.
    public static func doubt(about key: String) -> (what: String, nearest: String?)? {
        guard let key = Configuration.normal(key), form(of: key) == nil else { return nil }
        let section = String(section(of: key))
        guard sections.contains(section) || sections.contains(where: { editDistance($0, section) == 1 }) else {
            return nil
        }
        let name = name(in: key).map(String.init)
        let candidates = forms.keys.sorted().compactMap { pattern -> String? in
            guard pattern.contains("*") else { return pattern }
            guard let name else { return nil }
            return pattern.replacing("*", with: name)
        }
        return ("'\(key)' is not a setting of at1", nearest(to: key, among: candidates))
    }
}

extension Configuration {
    /// A message for each unknown setting in one of at1's sections.
    public var doubts: [String] {
        names.compactMap { key, place in
            SettingNames.doubt(about: key).map { what, nearest in
                (place.map { "\($0): " } ?? "") + what + (nearest.map { "; did you mean '\($0)'?" } ?? "")
            }
        }
    }
}
