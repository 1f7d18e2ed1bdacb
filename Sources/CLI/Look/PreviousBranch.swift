import Objects
import Store

extension RepositoryAccess {
    /// The branch, or the commit, that HEAD was on before: the target of `switch -`.
    func previousBranch() throws -> String {
        let head = try repository.refs.head()
        let before = try repository.operations().lazy.compactMap(\.head).first { $0.new == head }
        switch before?.old {
        case .branch(let name)?: return name.short
        case .detached(let id)?: return id.hex
        case nil:
            throw CommandError(.no, "no operation tells which branch you were on before", hint: "name the branch")
        }
    }
}
