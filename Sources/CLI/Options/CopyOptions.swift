import ArgumentParser
import Objects
import Store

/// Whether copied files are looked for. git's `-C` is a global option here.
struct CopyOptions: ParsableArguments {
    @Flag(name: .customLong("find-copies"), help: "Detect copies of files that changed, and renamed files.")
    var isWanted = false
    @Flag(name: .customLong("find-copies-harder"), help: "Detect copies of any file; slow in large trees.")
    var harder = false

    /// - Parameter old: the old side, where unchanged files count.
    func differences(_ changes: [Change], among old: [Index.Entry], _ repository: Repository) throws
        -> [FileDifference]
    {
        guard isWanted || harder else { return try repository.findingRenames(changes) }
        return try repository.findingCopies(changes, among: harder ? old : [])
    }

    /// The differences of a tree from `parent`.
    func differences(_ changes: [Change], from parent: ObjectID?, _ repository: Repository) throws -> [FileDifference] {
        try differences(changes, among: harder ? repository.files(of: parent) : [], repository)
    }
}
