public import Objects

/// Supplies the content that a lazy copy lacks.
public protocol ContentSource: Sendable {
    /// Stores `blobs`, which `repository` lacks, in it.
    func bring(_ blobs: [ObjectID], into repository: Repository) throws

    /// The first of `blobs` that the source lacks as well; nil if it has them all.
    func firstMissing(of blobs: [ObjectID], for repository: Repository) throws -> ObjectID?
}
