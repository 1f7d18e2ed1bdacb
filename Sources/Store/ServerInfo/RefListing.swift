package import Objects

/// The refs of an end, and the branch that its HEAD is on.
package struct RefListing: Sendable {
    package struct Ref: Hashable, Sendable {
        package let name: RefName
        package let id: ObjectID
        /// The final target of a tag object; nil for a ref that does not point to one.
        package let peeled: ObjectID?

        package init(name: RefName, id: ObjectID, peeled: ObjectID?) {
            self.name = name
            self.id = id
            self.peeled = peeled
        }
    }

    /// In order of names, each once.
    package var refs: [Ref] = []
    /// Nil if HEAD is detached.
    package var head: RefName?
    /// Commits that are not there, and that whoever fetches must have; those of an incremental bundle.
    package var requires: [ObjectID] = []

    package init() {}

    /// The maximum number of refs of an end.
    package static let maximumCount = 1 << 20

    package func find(_ name: RefName) -> ObjectID? { refs.first { $0.name == name }?.id }
}
