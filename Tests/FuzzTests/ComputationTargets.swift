import Objects

extension FuzzTarget {
    private static let id = "579461a9400000000000000000000000000000000000000000000000000000ff"

    /// The three kinds that describe what programs make.
    static let computations: [FuzzTarget] = [
        FuzzTarget(
            name: "computation", words: ["\"inputs\":[", "\"path\":\"..\"", "\"stdin\":null", "\"variables\":{}", id],
            seeds: { [try computation().bytes] }
        ) {
            let computation = try Computation(payload: $0)
            try require(computation.bytes == $0, "another payload")
            let made = try Computation(
                arguments: computation.arguments, environment: computation.environment, folder: computation.folder,
                inputs: computation.inputs, outputs: computation.outputs, standardInput: computation.standardInput,
                variables: computation.variables)
            try require(made.bytes == $0, "it would be written in another way")
        },
        FuzzTarget(
            name: "environment",
            words: ["\"files\":[", "\"target\":\"/\"", "\"path\":\"/a/..\"", "\"content\":null", id],
            seeds: {
                let link = ComputedFile.ContentLink(kind: .blob, id: ObjectID(of: .blob, [1]))
                let environment = try ProgramEnvironment(
                    architecture: "x86_64",
                    entries: [
                        .init(
                            path: "/a/b", .file(length: 1, sha256: Digest(of: [1]), isExecutable: true, content: link)),
                        .init(path: "/a/c", .link(target: "b")), .init(path: "/d", .folder),
                    ], packages: [.init(name: "a", version: "1")])
                return [environment.bytes]
            }
        ) {
            let environment = try ProgramEnvironment(payload: $0)
            let made = try ProgramEnvironment(
                architecture: environment.architecture, entries: environment.entries, packages: environment.packages)
            try require(made.bytes == $0, "it would be written in another way")
            for entry in environment.entries {
                try require(entry.path.hasPrefix("/") && !entry.path.contains("/../"), "the path '\(entry.path)'")
            }
        },
        FuzzTarget(
            name: "output", words: ["\"path\":\"..\"", "\"content\":{", "\"length\":\"", id],
            seeds: {
                let made = try computation()
                return [ComputedFile(made.outputs[0], of: made.id).bytes]
            }
        ) {
            let file = try ComputedFile(payload: $0)
            let made = ComputedFile(
                computation: file.computation, path: file.path, length: file.length, sha256: file.sha256,
                content: file.content)
            try require(made.bytes == $0, "it would be written in another way")
        },
    ]

    private static func computation() throws -> Computation {
        try Computation(
            arguments: ["python", "make.py"], environment: ObjectID(of: .environment, []), folder: TreePath("src"),
            inputs: [.init(path: TreePath("src/make.py"), mode: .regular, kind: .blob, id: ObjectID(of: .blob, []))],
            outputs: [.init(path: TreePath("out"), mode: .regular, length: 3, sha256: Digest(of: [1]))],
            standardInput: TreePath("src/make.py"), variables: ["TZ": "UTC"])
    }
}
