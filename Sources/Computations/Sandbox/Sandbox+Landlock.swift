internal import Files
internal import Glibc
internal import Objects
internal import Store

/// The sandbox where no namespaces can be made: the program sees the machine's own files, and Landlock lets it open only
/// those of its environment and its folder; a filter of system calls refuses what Landlock does not cover; a guard ends
/// everything that it started (docs/computations.md).
extension Sandbox {
    /// Passes on the program's path and its start. Its descriptors are open, and its scratch folder exists, meanwhile.
    ///
    /// - Throws: ``ComputationRefusal`` if there is no Landlock either, or the environment exists only as a copy.
    func withConfined<Result>(
        _ words: [String], _ variables: [String: String], in folder: String, inner: TreePath?, input: Int32,
        output: Int32, _ body: (RunningProgram, _ path: String) throws -> Result
    ) throws -> Result {
        guard LandlockRules.isAvailable else {
            let what = try Namespaces.obstacle() ?? "bubblewrap failed"
            throw ComputationRefusal.unable(ComputationError.noSandbox(what, LandlockRules.obstacle))
        }
        let scratch = folder + ".tmp"
        try system(.create, scratch) { mkdir(scratch, 0o700) }
        defer { Folder.removeTree(scratch) }
        let rules = try LandlockRules()
        try permit(rules, folder: folder, scratch: scratch)
        // There is no /tmp of its own.
        var variables = variables.mapValues { $0 == "/tmp" ? scratch : $0 }
        if let clock = variation.clock {
            for library in clock.libraries { try rules.permit(.read, library) }
            variables.merge(clock.variables(libraries: clock.libraries)) { $1 }
        }
        let place = inner.map { "\(folder)/\($0)" } ?? folder
        let word = words[0]
        let name = word.contains("/") && !word.hasPrefix("/") ? "\(place)/\(word)" : word
        guard let path = ProgramSearch.find(name, in: variables["PATH"] ?? "") else {
            throw ComputationRefusal.failed(nil, what: "there is no program '\(word)'")
        }
        var program = RunningProgram(
            words: words, variables: variables, folder: place, input: input, output: output, errors: output,
            mask: variation.mask, processors: variation.processors, limits: limits)
        program.written = [folder, scratch]
        program.rules = rules.descriptor
        return try withExtendedLifetime(rules) { try body(program, path) }
    }

    private func permit(_ rules: borrowing LandlockRules, folder: String, scratch: String) throws {
        let home = getenv("HOME").map { String(cString: $0) } ?? "/"
        var listed: Set<String> = []
        for entry in try environment() {
            switch entry.what {
            case .file:
                try rules.permit(.read, entry.path)
                if let slash = entry.path.lastIndex(of: "/") { listed.insert(String(entry.path[..<slash])) }
            case .folder: listed.insert(entry.path)
            // What a link leads to is in the environment, too.
            case .link: break
            }
        }
        // A rule covers everything below: not the root, and not what the user's own files are below.
        for path in listed where !path.isEmpty && home != path && !home.hasPrefix(path + "/") {
            try rules.permit(.list, path)
        }
        for device in ["null", "zero", "urandom"] { try rules.permit(.device, "/dev/\(device)") }
        for path in [folder, scratch] { try rules.permit(.everything, path) }
    }
}
