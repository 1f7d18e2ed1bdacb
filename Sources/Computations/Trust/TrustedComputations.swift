internal import Files
internal import Glibc
package import Objects
package import Store
internal import Synchronization

/// What the user permits to be executed on this machine: computations by their identity, and everything that a signer
/// has signed.
///
/// The file is the user's own, `trusted_computations` beside the user's settings. Nothing in a repository can add to
/// it.
package final class TrustedComputations: Sendable {
    /// One line of the file.
    package enum Rule: Hashable, Sendable {
        case computation(ObjectID)
        case signer(PublicKey)

        fileprivate var line: String {
            switch self {
            case .computation(let id): "computation \(id)"
            case .signer(let key): "signer \(key.description)"
            }
        }

        fileprivate init?(_ line: Substring) {
            let words = line.split(separator: " ")
            guard words.count == 2 else { return nil }
            switch words[0] {
            case "computation":
                guard let id = ObjectID(hex: words[1]) else { return nil }
                self = .computation(id)
            case "signer":
                guard let bytes = Base64.decode(String(words[1])), let key = PublicKey(bytes) else { return nil }
                self = .signer(key)
            default: return nil
            }
        }
    }

    private let folder: String?
    private let state = Mutex(State())

    private struct State {
        var rules: Set<Rule>?
        var signed: Set<ObjectID>?
    }

    /// - Parameter folder: the folder of the user's settings; nil if there is none.
    package init(folder: String?) {
        self.folder = folder
    }

    private static let name = "trusted_computations"
    private static let head = "# Computations that at1 may execute on this machine: see docs/computations.md."

    /// The rules, in order.
    package func list() throws -> [Rule] {
        try rules().sorted { $0.line < $1.line }
    }

    /// Whether a computation may be executed.
    package func trusts(_ id: ObjectID, in repository: Repository) throws -> Bool {
        let rules = try rules()
        if rules.contains(.computation(id)) { return true }
        let keys = rules.compactMap { rule -> PublicKey? in
            if case .signer(let key) = rule { return key }
            return nil
        }
        guard !keys.isEmpty else { return false }
        if let signed = state.withLock({ $0.signed }) { return signed.contains(id) }
        let signed = try SignedComputations(repository, keys: Set(keys)).all()
        state.withLock { $0.signed = signed }
        return signed.contains(id)
    }

    private func rules() throws -> Set<Rule> {
        if let rules = state.withLock({ $0.rules }) { return rules }
        let rules = try read()
        state.withLock { $0.rules = rules }
        return rules
    }

    private func read() throws -> Set<Rule> {
        guard let folder, FileStatus.find("\(folder)/\(Self.name)") != nil else { return [] }
        let path = "\(folder)/\(Self.name)"
        var rules: Set<Rule> = []
        let text = String(decoding: try File.contents(path), as: UTF8.self)
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let rule = Rule(line) else {
                throw ComputationRefusal.unable(ComputationError.trustLine(number + 1, path: path))
            }
            rules.insert(rule)
        }
        return rules
    }

    /// Adds and removes rules: the file is replaced in one step, under a lock.
    package func change(adding added: [Rule] = [], removing removed: [Rule] = []) throws {
        guard let folder else {
            throw ComputationRefusal.unable(ComputationError.noSettingsFolder)
        }
        try Folder.create(folder, permissions: 0o755)
        let path = "\(folder)/\(Self.name)"
        let lock = try File(updating: path + ".lock", whenMissing: .create(permissions: 0o600))
        try lock.lock(.exclusive)
        let rules = try read().union(added).subtracting(removed)
        let text = ([Self.head] + rules.map(\.line).sorted()).joined(separator: "\n") + "\n"
        try Folder(at: folder).replace(Name(Self.name), with: Array(text.utf8), durable: true, permissions: 0o644)
        state.withLock { $0 = State(rules: rules, signed: nil) }
    }
}
