import Objects
import Remotes
import Store

/// What a mistyped name most likely means: a branch, a tag or a remote.
enum NearestName {
    /// The error, with the nearest name as its hint if it is about a name that does not exist.
    static func hinting(_ error: any Error, _ options: GlobalOptions) -> any Error {
        guard let name = try? find(error, options) else { return error }
        return CommandError(error).hinting("did you mean '\(name)'?")
    }

    private static func find(_ error: any Error, _ options: GlobalOptions) throws -> String? {
        switch error {
        case RevisionError.unknown(let text):
            let word = String(text.prefix { !"~^:@".contains($0) })
            return try nearest(to: word, among: refs(options).map(\.short))
        case RefError.missing(let name):
            return try nearest(to: name.short, among: refs(options).filter { $0.isTag == name.isTag }.map(\.short))
        case RemoteError.noSuchRemote(let name):
            return try nearest(
                to: name, among: RemoteSettings.names(in: RepositoryAccess(options).repository.configuration))
        default: return nil
        }
    }

    private static func refs(_ options: GlobalOptions) throws -> [RefName] {
        try RepositoryAccess(options).repository.refs.readable().map(\.name)
    }
}
