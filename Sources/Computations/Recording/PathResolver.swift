internal import Files
internal import Glibc

/// Follows symbolic links and notes them.
struct PathResolver {
    private var known: [String: Resolved?] = [:]

    struct Resolved {
        /// Without links.
        let path: String
        let status: FileStatus
        /// The links on the way, each without links before its last name, and their targets.
        let links: [(path: String, target: String)]
    }

    /// Nil if there is no such file, or links form a circle.
    mutating func resolve(_ path: String) -> Resolved? {
        if let known = known[path] { return known }
        let resolved = follow(path)
        known[path] = resolved
        return resolved
    }

    /// The same for a name that may itself be a link, which is not followed.
    mutating func resolveName(_ path: String) -> Resolved? {
        var names = path.split(separator: "/").map(String.init)
        guard let name = names.popLast(), name != ".", name != "..",
            let folder = resolve("/" + names.joined(separator: "/"))
        else { return resolve(path) }
        let place = (folder.path == "/" ? "" : folder.path) + "/" + name
        guard let status = FileStatus.find(place) else { return nil }
        return Resolved(path: place, status: status, links: folder.links)
    }

    private func follow(_ path: String) -> Resolved? {
        var links: [(path: String, target: String)] = []
        var waiting = path.split(separator: "/").reversed().map(String.init)
        var real = ""
        while let name = waiting.popLast() {
            if name == "." { continue }
            if name == ".." {
                real = real.lastIndex(of: "/").map { String(real[..<$0]) } ?? ""
                continue
            }
            let next = real + "/" + name
            guard let status = FileStatus.find(next) else { return nil }
            guard status.kind == .symbolicLink else {
                real = next
                continue
            }
            guard links.count < 40, let target = EnvironmentRoots.target(of: next) else { return nil }
            // The kernel's links may lead to something without a path.
            if !next.hasPrefix("/proc/") { links.append((next, target)) }
            if target.hasPrefix("/") { real = "" }
            waiting += target.split(separator: "/").reversed().map(String.init)
        }
        guard let status = FileStatus.find(real.isEmpty ? "/" : real) else { return nil }
        return Resolved(path: real.isEmpty ? "/" : real, status: status, links: links)
    }
}
