extension Computation {
    /// Checks what JSON alone does not: names, order, and that no path is a folder of another.
    func check() throws(DecodeError) {
        guard bytes.count <= Self.maximumLength else {
            throw DecodeError(.outOfRange, "a computation of \(bytes.count) bytes")
        }
        guard let program = arguments.first, !program.isEmpty else {
            throw DecodeError(.outOfRange, "a computation names no program")
        }
        guard arguments.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw DecodeError(.outOfRange, "an argument has a NUL")
        }
        for (name, value) in variables {
            guard Self.isVariable(name), !value.utf8.contains(0) else {
                throw DecodeError(.badName, "'\(name)' is not a valid environment variable")
            }
        }
        guard !outputs.isEmpty else { throw DecodeError(.outOfRange, "a computation makes nothing") }
        guard inputs.count <= Self.maximumFiles, outputs.count <= Self.maximumFiles else {
            throw DecodeError(.outOfRange, "a computation with more than \(Self.maximumFiles) files")
        }
        guard outputs.allSatisfy({ $0.mode == .regular || $0.mode == .executable }) else {
            throw DecodeError(.outOfRange, "an output is not a regular file")
        }
        try Self.checkOrder(inputs.map(\.path), "inputs")
        try Self.checkOrder(outputs.map(\.path), "outputs")
        let paths = (inputs.map(\.path) + outputs.map(\.path)).sorted()
        let files = Set(paths)
        guard files.count == paths.count else { throw DecodeError(.order, "a file is an input and an output") }
        for path in paths {
            var folder = path.parent
            while let above = folder {
                if files.contains(above) { throw DecodeError(.order, "'\(above)' is a file and a folder") }
                folder = above.parent
            }
        }
        if let folder, files.contains(folder) { throw DecodeError(.order, "'\(folder)' is a file and a folder") }
        if let standardInput, !inputs.contains(where: { $0.path == standardInput }) {
            throw DecodeError(.missing, "the standard input '\(standardInput)' is not an input")
        }
    }

    private static func checkOrder(_ paths: [TreePath], _ what: String) throws(DecodeError) {
        for (a, b) in zip(paths, paths.dropFirst()) where a >= b {
            throw DecodeError(.order, "the \(what) are out of order at '\(b)'")
        }
    }

    /// Whether a word is a letter or `_`, followed by letters, digits and `_`.
    public static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// The output at `path`; nil if there is none.
    public func output(at path: TreePath) -> Output? { outputs.first { $0.path == path } }
}
