import TestSupport

/// A machine on which nobody may make namespaces: one more user namespace, which forbids any below it.
enum NoNamespaces {
    /// The command line that runs at1 there.
    static func words(_ words: [String]) -> [String] {
        let forbid = #"echo 0 > /proc/sys/user/max_user_namespaces && exec "$@""#
        return ["/usr/bin/unshare", "-Ur", "sh", "-c", forbid, "sh", at1] + words
    }

    static func run(_ words: [String], in folder: String, environment: [String: String]) throws -> Outcome {
        let all = Self.words(words)
        return try TestSupport.run(all[0], Array(all.dropFirst()), in: folder, environment: environment)
    }
}
