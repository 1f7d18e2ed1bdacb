public import Objects
public import Store

extension Repository {
    /// The result of a fast-forward.
    public enum Forward: Hashable, Sendable {
        case upToDate
        case moved(from: ObjectID?, to: ObjectID)
    }

    /// Moves the branch that HEAD is on to `id`, with index and working tree, if that loses nothing.
    ///
    /// - Throws: ``RemoteError/diverged(ahead:behind:)`` if the branch has commits that `id` lacks.
    public func fastForward(
        to id: ObjectID, who: Person, message: String, _ options: CheckoutOptions = CheckoutOptions()
    ) throws -> Forward {
        try withWriteLock { lock in
            if !isBare { try checkNothingInProgress() }
            guard case .branch(let name) = try refs.head() else {
                throw RefError.detached
            }
            let old = try refs.find(name)
            if let old {
                let (ahead, behind) = try aheadBehind(old, relativeTo: id)
                guard behind > 0 else { return .upToDate }
                guard ahead == 0 else { throw RemoteError.diverged(ahead: ahead, behind: behind) }
            }
            let pending = PendingCheckout(
                .reset, from: (.branch(name), old), to: (.branch(name), id), force: false, who: who, message: message)
            if isBare { try arrive(pending, lock) } else { try carryOut(pending, options, lock) }
            return .moved(from: old, to: id)
        }
    }
}
