import Objects
import Store

/// Asks the user about the hunks of changed text files, one after the other, as `git add -p` does.
struct HunkChoice {
    /// What is done with the hunks that are chosen.
    enum Purpose {
        case stage
        case unstage
        case discard

        fileprivate var question: String {
            switch self {
            case .stage: "Stage"
            case .unstage: "Unstage"
            case .discard: "Discard"
            }
        }

        fileprivate var place: String { self == .discard ? " from worktree" : "" }

        /// Whether a chosen hunk goes away, and does not come.
        fileprivate var isReverse: Bool { self != .stage }
    }

    private let repository: Repository
    private let console: Console
    private let purpose: Purpose

    init(_ repository: Repository, _ console: Console, _ purpose: Purpose) {
        self.repository = repository
        self.console = console
        self.purpose = purpose
    }

    /// What the files of which something was chosen are to be in the index.
    ///
    /// - Parameters:
    ///   - changes: the changes to ask about.
    ///   - isWorkTree: whether the new side is the file of the working tree.
    func choose(_ changes: [Change], isWorkTree: Bool) throws -> [NewContent] {
        var contents: [NewContent] = []
        for change in changes {
            guard let (content, _, isEnd) = try ask(about: change, isWorkTree: isWorkTree) else { continue }
            if let content { contents.append(content) }
            if isEnd { break }
        }
        return contents
    }

    /// What the files of the working tree are to be, with what they are now.
    func chooseFiles(_ changes: [Change]) throws -> [(content: NewContent, was: [UInt8]?)] {
        var contents: [(content: NewContent, was: [UInt8]?)] = []
        for change in changes {
            guard let (content, was, isEnd) = try ask(about: change, isWorkTree: true) else { continue }
            if let content { contents.append((content, was)) }
            if isEnd { break }
        }
        return contents
    }

    /// Nil for a change that is passed over; no content where nothing was chosen.
    private func ask(
        about change: Change, isWorkTree: Bool
    ) throws -> (content: NewContent?, was: [UInt8]?, isEnd: Bool)? {
        let path = change.path
        func text(_ entry: Index.Entry?, fromWorkTree: Bool) throws -> [UInt8]?? {
            guard let entry else { return .some(nil) }
            guard entry.mode != .symbolicLink else { return nil }
            let bytes = try fromWorkTree ? repository.smallWorkTreeContent(path) : repository.smallContent(entry)
            return bytes.map { .some($0) }
        }
        guard let old = try text(change.old, fromWorkTree: false),
            let new = try text(change.new, fromWorkTree: isWorkTree)
        else {
            console.message("\(path.quoted) is passed over: it is not kept as text")
            return nil
        }
        let modes = (old: change.old?.mode, new: change.new?.mode)
        printHeading(change)
        var mode = (purpose.isReverse ? modes.new : modes.old) ?? modes.new ?? modes.old ?? .regular
        // A file that comes or goes is asked about as one.
        guard let old, let new else {
            if let patch = PartialPatch(from: old ?? [], to: new ?? []) { for hunk in patch.hunks { print(hunk) } }
            let what = old == nil ? "addition" : "deletion"
            let answer = try answer(
                "(1/1) \(purpose.question) \(what)\(purpose.place) [y,n,q,a,d,?]? ", allowed: "ynqad")
            guard "ya".contains(answer) else { return (nil, nil, answer == "q") }
            let target = purpose.isReverse ? old : new
            mode = (purpose.isReverse ? modes.old : modes.new) ?? mode
            return (NewContent(path: path, mode: mode, bytes: target), new, false)
        }
        var isChanged = false
        if let a = modes.old, let b = modes.new, a != b {
            let question = "(1/1) \(purpose.question) mode change\(purpose.place) [y,n,q,a,d,?]? "
            let answer = try answer(question, allowed: "ynqad")
            if answer == "q" { return (nil, nil, true) }
            if "ya".contains(answer) {
                mode = purpose.isReverse ? a : b
                isChanged = true
            }
        }
        guard var patch = PartialPatch(from: old, to: new, isReverse: purpose.isReverse) else {
            if old != new { console.message("\(path.quoted) is passed over: it is not text") }
            return (
                isChanged ? NewContent(path: path, mode: mode, bytes: purpose.isReverse ? new : old) : nil, new, false
            )
        }
        let editor = HunkEditor(repository, isReverse: purpose.isReverse)
        let (chosen, isEnd) = try HunkQuestions(console, editor, purpose.question, purpose.place).ask(&patch)
        guard chosen.contains(true) || isChanged else { return (nil, nil, isEnd) }
        return (NewContent(path: path, mode: mode, bytes: patch.text(chosen)), new, isEnd)
    }

    private func printHeading(_ change: Change) {
        let path = change.path.quoted
        console.print("diff --at1 a/\(path) b/\(path)", .heading)
        console.printModes(of: change)
        console.print("--- \(change.old == nil ? "/dev/null" : "a/\(path)")", .heading)
        console.print("+++ \(change.new == nil ? "/dev/null" : "b/\(path)")", .heading)
    }

    private func print(_ hunk: UnifiedDiff.Hunk) { HunkQuestions.print(hunk, console) }

    private func answer(_ question: String, allowed: String) throws -> Character {
        try HunkQuestions.answer(question, allowed: allowed, console)
    }
}
