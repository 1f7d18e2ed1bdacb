internal import Files
internal import Objects
internal import Packs

/// Atomic updates through the journal, the file `moves` (docs/format.md §11.8).
extension RefStore {
    /// The update that has happened and may not be applied to all files yet; nil if there is none.
    package func journal() throws -> RefMoves? {
        while let file = try folder.findFile(RefMoves.fileName) {
            do {
                return try Self.parse(file.contents(limit: RefMoves.maximumLength))
            } catch {
                // A writer retires the journal by a rename and then truncates it, perhaps while it is read here.
                if try folder.find(RefMoves.fileName)?.isSameFile(as: file.status()) == true { throw error }
            }
        }
        return nil
    }

    fileprivate static func parse(_ bytes: [UInt8]?) throws -> RefMoves? {
        do {
            return try bytes.map { bytes throws(DecodeError) in try RefMoves(parsing: bytes) }
        } catch {
            throw Damage(.file("moves"), "\(error)")
        }
    }

    // MARK: Reading

    /// Runs `read` until it has seen all refs as of one instant; it may run several times.
    ///
    /// Takes no lock, unless writers update refs so often that ten attempts have failed.
    func atOneInstant<Result>(_ read: (RefMoves?) throws -> Result) throws -> Result {
        for attempt in 0... {
            let lock = attempt < 10 ? nil : try? FileLock("lock", in: folder, .shared, wait: .seconds(1))
            let moment = try Moment(folder)
            let outcome = Swift.Result { try read(moment.moves.get()) }
            if try moment.isStill(in: folder) { return try outcome.get() }
            _ = lock
        }
        preconditionFailure("the loop has no end")
    }

    /// The journal at one instant, and whether it is unchanged.
    ///
    /// Inodes identify the files. Both files stay open, so that no new file can get the inode of either.
    private struct Moment: ~Copyable {
        /// A failure means nothing unless the journal is unchanged: it is truncated when it is retired.
        let moves: Result<RefMoves?, any Error>
        private let journal: File?
        private let done: File?

        init(_ folder: Folder) throws {
            // In this order: a journal that disappears in between has become the other file.
            let done = try folder.findFile(RefMoves.doneName)
            let journal = try folder.findFile(RefMoves.fileName)
            do {
                moves = .success(try RefStore.parse(journal?.contents(limit: RefMoves.maximumLength)))
            } catch {
                moves = .failure(error)
            }
            self.done = done
            self.journal = journal
        }

        func isStill(in folder: Folder) throws -> Bool {
            let isSame = try journal?.status().inode == folder.find(RefMoves.fileName)?.inode
            return try isSame && done?.status().inode == folder.find(RefMoves.doneName)?.inode
        }
    }

    // MARK: Writing, under the repository's write lock

    /// Applies an update: all of it, or nothing. After an error, too, all of it has happened or nothing; in the first case the
    /// next writer completes it.
    func make(_ moves: RefMoves) throws {
        guard moves.count > 1 else { return try carryOut(moves, again: false) }
        let bytes = moves.bytes
        guard bytes.count <= RefMoves.maximumLength else {
            throw LimitExceeded("an update of \(moves.count) refs", "is too large: do it in parts")
        }
        try folder.replace(RefMoves.fileName, with: bytes, durable: isDurable, through: temporary)
        try carryOut(moves, again: false)
        try endMoves()
    }

    /// Completes the update that a killed or failed process left.
    func completeMoves() throws {
        if let moves = try journal() {
            try carryOut(moves, again: true)
            try endMoves()
        } else if try folder.find(RefMoves.doneName)?.size ?? 0 > 0 {
            try forgetMoves()
        }
    }

    /// Retires the journal: every file is written.
    private func endMoves() throws {
        try folder.rename(RefMoves.fileName, to: RefMoves.doneName)
        try forgetMoves()
    }

    /// Makes the retirement durable, and truncates the file to record that. Without this a power loss could restore the journal
    /// after the refs have moved on.
    private func forgetMoves() throws {
        guard isDurable else { return }
        try folder.sync()
        try folder.openForAppending(RefMoves.doneName).truncate(to: 0)
    }

    /// - Parameter again: whether parts of the update may be applied already.
    private func carryOut(_ moves: RefMoves, again: Bool) throws {
        let (before, after) = moves.ordered
        try logPublished(before + after, again: again)
        let places = try places()
        // A working tree that is gone has no HEAD to move.
        let place = moves.head.flatMap { move in places.first { $0.name == move.worktree } }
        let isHeadToMove = try place.map { try moves.head?.old == head(of: $0, in: nil) } ?? false
        // HEAD may be on a branch that moves: its line comes before that, too.
        if isHeadToMove, let move = moves.head { try log(nil, of: place, move.entry, again: again) }
        for move in before { try carryOut(move, with: moves, places, again: again) }
        if isHeadToMove, let move = moves.head, let place { try writeHead(move.new, of: place) }
        for move in after { try carryOut(move, with: moves, places, again: again) }
    }

    private func carryOut(
        _ move: RefMoves.Move, with moves: RefMoves, _ places: [WorktreePlace], again: Bool
    ) throws {
        // A damaged file is written again.
        if again, case .success(let found) = Result(catching: { try find(move.name, in: nil) }), found != move.old {
            return
        }
        // The log first: it has every value that a ref ever had.
        try log(move.name, move.entry, again: again)
        for place in places where !moves.movesHead(of: place.name) {
            // That the HEAD of another working tree is damaged does not end an update here.
            let head = try place.name == self.place.name ? head(of: place, in: nil) : try? head(of: place, in: nil)
            if head == .branch(move.name) { try log(nil, of: place, move.entry, again: again) }
        }
        if let new = move.new { try write(move.name, new) } else { try remove(move.name) }
    }

    /// - Parameter place: for `nil`, the working tree whose HEAD it is.
    private func log(
        _ name: RefName?, of place: WorktreePlace? = nil, _ entry: ReflogEntry, again: Bool
    ) throws {
        if again, try lastMove(of: name, in: place)?.line == entry.line { return }
        try appendLog(name, in: place, entry)
    }
}
