public import Objects

extension SecondWriter {
    /// Commits of one file `f`, two packs for each as `add` and `commit` make them, as the branch main. The file has the
    /// number of the commit, from 0.
    ///
    /// - Returns: the commits, the oldest first.
    @discardableResult
    public static func history(_ commits: Int, in scratch: Scratch, _ store: String = ".at1store") throws -> [ObjectID]
    {
        var ids: [ObjectID] = []
        for number in 0..<commits {
            let blob = Object(.blob, Array("\(number)\n".utf8))
            let tree = tree([("100644", "blob", "f", blob.id)])
            let commit = commit(tree: tree.id, parents: ids.suffix(1), at: 1_800_000_000 + number)
            try put([blob], in: scratch, store)
            try put([tree, commit], in: scratch, store)
            ids.append(commit.id)
        }
        if let tip = ids.last {
            try scratch.write("\(store)/refs/heads/main", "\(tip)\n")
            let zeros = String(repeating: "0", count: 64)
            let line = "\(zeros) \(tip) Eve <eve@example.org> 1800000000 +0000\tforeign\t"
            let check = hex(sha256(Array(line.utf8))).prefix(16)
            for log in ["HEAD", "refs/heads/main~"] { try scratch.write("\(store)/logs/\(log)", "\(line)\(check)\n") }
        }
        return ids
    }
}
