/// What is wrong with a setting, or with an environment variable that replaces it.
public enum ConfigurationError: Error, Hashable, Sendable {
    /// A malformed line of a file.
    case line(Configuration.Place, what: String)
    case setting(BadSetting)
    /// A setting that names a program or a key, in a folder of another user.
    case untrusted(String, folder: String)
    /// An environment variable, its value, and what is wrong with it.
    case variable(String, value: String, what: String)
    /// The name or address of the author or committer: the role, and what is wrong.
    case identity(String, what: String)
    case region(String)
}

extension ConfigurationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .line(let place, let what): "\(place): \(what)"
        case .setting(let setting): "\(setting)"
        case .untrusted(let key, let folder):
            "the setting \(key) is ignored: '\(folder)' belongs to another user"
        case .variable(let name, let value, let what): "\(name) is '\(value)', which \(what)"
        case .identity(let role, let what): "\(role): \(what)"
        case .region(let region): "the region '\(region)' is not a valid name of a region"
        }
    }
}
