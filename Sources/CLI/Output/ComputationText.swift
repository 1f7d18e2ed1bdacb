import Objects
import Store

/// An output, a computation or an environment for display: one fact per line.
struct ComputationText {
    private let repository: Repository

    init(_ repository: Repository) {
        self.repository = repository
    }

    func lines(_ kind: ObjectKind, _ id: ObjectID) throws -> [String] {
        switch kind {
        case .output:
            let file = try repository.objects.computedFile(id)
            return [
                "output \(file.path.quoted)", "length \(file.length)", "sha256 \(file.sha256)",
                "bytes \(file.content == nil ? "not kept" : "kept")",
            ] + Self.lines(try repository.objects.computation(file.computation))
        case .computation: return Self.lines(try repository.objects.computation(id))
        case .environment: return Self.lines(try repository.objects.environment(id))
        case .blob, .chunks, .recipe, .bundle, .session, .tree, .commit, .tag: return []
        }
    }

    static func lines(_ computation: Computation) -> [String] {
        var lines = ["computation \(computation.id)", "command \(command(computation))"]
        if let folder = computation.folder { lines.append("folder \(folder.quoted)") }
        if let input = computation.standardInput { lines.append("standard input \(input.quoted)") }
        for (name, value) in computation.variables.sorted(by: { $0.key < $1.key }) {
            lines.append("variable \(name)=\(ShellWord.quoted(value))")
        }
        lines += computation.inputs.map { "input \($0.path.quoted) \($0.kind.rawValue) \($0.id.short)" }
        lines += computation.outputs.map { "makes \($0.path.quoted) \($0.length) \($0.sha256)" }
        lines.append("environment \(computation.environment)")
        return lines
    }

    static func command(_ computation: Computation) -> String {
        computation.arguments.map(ShellWord.quoted).joined(separator: " ")
    }

    static func lines(_ environment: ProgramEnvironment) -> [String] {
        var lines = ["environment \(environment.id)", "architecture \(environment.architecture)"]
        lines += environment.packages.map { "package \($0.name) \($0.version)" }
        for entry in environment.entries {
            switch entry.what {
            case .file(let length, let sha256, _, _): lines.append("file \(entry.path) \(length) \(sha256)")
            case .link(let target): lines.append("link \(entry.path) -> \(target)")
            case .folder: lines.append("folder \(entry.path)")
            }
        }
        return lines
    }
}

/// A word, quoted for a shell.
enum ShellWord {
    static func quoted(_ word: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%".utf8)
        if !word.isEmpty, word.utf8.allSatisfy(plain.contains) { return word }
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
