import Objects
import Testing

/// The three kinds that describe computed files. The vectors are those of docs/format.md §13.1, computed with Python.
@Suite struct ComputationTests {
    static let environment: String =
        #"{"architecture":"x86_64","files":[{"path":"/opt/empty"},{"content":null,"length":2,"mode":"100755","#
        + #""path":"/usr/bin/tool","sha256":"8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"},"#
        + #"{"path":"/usr/lib/tool","target":"../bin/tool"}],"packages":[{"name":"numpy","version":"2.0"}]}"#
    static let computation: String =
        #"{"arguments":["tool","in.txt"],"#
        + #""environment":"f695eefdf5c6022b55bd2c9bd592727b269d873f21f5e0411978da0228e0e08c","folder":null,"#
        + #""inputs":[{"id":"2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4","kind":"blob","#
        + #""mode":"100644","path":"in.txt"}],"outputs":[{"length":6,"mode":"100644","path":"out/a.txt","#
        + #""sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"}],"stdin":null,"#
        + #""variables":{"TZ":"UTC"}}"#
    static let output: String =
        #"{"computation":"b255bd7d7b4dcdf0fec4ecf03ae16d66ae4aeb1cc1b99d13c8a52c6590d318ce","content":null,"#
        + #""length":6,"path":"out/a.txt","#
        + #""sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"}"#

    @Test func vectors() throws {
        let environment = try ProgramEnvironment(payload: Array(Self.environment.utf8))
        #expect(environment.id.hex == "f695eefdf5c6022b55bd2c9bd592727b269d873f21f5e0411978da0228e0e08c")
        #expect(environment.entries.map(\.path) == ["/opt/empty", "/usr/bin/tool", "/usr/lib/tool"])
        #expect(environment.entries[0].what == .folder)
        #expect(environment.entries[2].what == .link(target: "../bin/tool"))
        #expect(environment.packages == [.init(name: "numpy", version: "2.0")])
        let computation = try Computation(payload: Array(Self.computation.utf8))
        #expect(computation.id.hex == "b255bd7d7b4dcdf0fec4ecf03ae16d66ae4aeb1cc1b99d13c8a52c6590d318ce")
        #expect(computation.environment == environment.id)
        #expect(computation.arguments == ["tool", "in.txt"])
        #expect(computation.variables == ["TZ": "UTC"])
        let file = try ComputedFile(payload: Array(Self.output.utf8))
        #expect(file.id.hex == "23f4d20794a2807a8e8fc31ece9153e8af1982e884969d2bd9ef0ce5aab4e7c8")
        #expect(file.isOutput(of: computation))
    }

    /// What is written is what the other hand wrote.
    @Test func whatIsReadIsWrittenAgain() throws {
        let read = try Computation(payload: Array(Self.computation.utf8))
        let made = try Computation(
            arguments: read.arguments, environment: read.environment, folder: nil, inputs: read.inputs,
            outputs: read.outputs, standardInput: nil, variables: read.variables)
        #expect(made.bytes == Array(Self.computation.utf8))
        let environment = try ProgramEnvironment(payload: Array(Self.environment.utf8))
        let again = try ProgramEnvironment(
            architecture: environment.architecture, entries: environment.entries.reversed(),
            packages: environment.packages)
        #expect(again.bytes == Array(Self.environment.utf8))
        #expect(
            ComputedFile(read.outputs[0], of: read.id).bytes == Array(Self.output.utf8))
    }

    /// A text with one part of it put in another's place.
    private static func with(_ text: String, _ part: String, _ other: String) -> String {
        precondition(text.contains(part), "there is no \(part)")
        return text.replacing(part, with: other, maxReplacements: 1)
    }

    private static func computation(_ part: String, _ other: String) -> String { with(computation, part, other) }
    private static func environment(_ part: String, _ other: String) -> String { with(environment, part, other) }

    private static let input =
        #"{"id":"2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4","kind":"blob","mode":"100644","path":"in.txt"}"#

    @Test(arguments: [
        BadVector("nothing", "", .truncated),
        BadVector("a space", computation(#":["tool""#, #": ["tool""#), .notCanonical),
        BadVector("no program", computation(#""tool","in.txt""#, ""), .outOfRange),
        BadVector("a program without a name", computation(#""tool""#, #""""#), .outOfRange),
        BadVector("an argument with a NUL", computation(#""tool""#, #""to\u0000ol""#), .outOfRange),
        BadVector("an argument that is a number", computation(#""tool""#, "1"), .wrongType),
        BadVector("a path with ..", computation("out/a.txt", "../a.txt"), .badName),
        BadVector("a path into the store", computation("out/a.txt", ".at1store/config"), .badName),
        BadVector("a path from the root", computation("out/a.txt", "/etc/cron"), .badName),
        BadVector("a path with a NUL", computation("out/a.txt", #"a\u0000b"#), .badName),
        BadVector("an input that is the output", computation("out/a.txt", "in.txt"), .order),
        BadVector("an output in the place of a folder", computation("out/a.txt", "in.txt/a"), .order),
        BadVector("an input twice", computation(input, "\(input),\(input)"), .order),
        BadVector("an input that is a tree", computation(#""kind":"blob""#, #""kind":"tree""#), .wrongType),
        BadVector(
            "an input that is a folder", computation(#""mode":"100644","path":"in"#, #""mode":"40000","path":"in"#),
            .wrongType),
        BadVector(
            "an output that is a link", computation(#""length":6,"mode":"100644""#, #""length":6,"mode":"120000""#),
            .outOfRange),
        BadVector("a standard input that is no input", computation(#""stdin":null"#, #""stdin":"x""#), .missing),
        BadVector("a variable with =", computation(#""TZ":"UTC""#, #""T=Z":"UTC""#), .badName),
        BadVector("a variable that is a number", computation(#""UTC""#, "1"), .wrongType),
        BadVector("another member", computation(#"{"arguments""#, #"{"a":1,"arguments""#), .unknownField),
        BadVector(
            "no outputs",
            #"{"arguments":["a"],"environment":"\#(String(repeating: "0", count: 64))","folder":null,"inputs":[],"outputs":[],"stdin":null,"variables":{}}"#,
            .outOfRange),
        BadVector("too long", "[\"" + String(repeating: "a", count: 16 << 20) + "\"]", .outOfRange),
    ])
    func aComputationIsRefused(_ vector: BadVector) { vector.expect(Computation.init(payload:)) }

    @Test(arguments: [
        BadVector("a path that is relative", environment("/opt/empty", "opt/empty"), .badName),
        BadVector("a path with ..", environment("/opt/empty", "/opt/../empty"), .badName),
        BadVector("a path that ends in a slash", environment("/opt/empty", "/opt/"), .badName),
        BadVector("a file of the kernel", environment("/opt/empty", "/proc/empty"), .badName),
        BadVector("a file of the sandbox", environment("/opt/empty", "/at1/empty"), .badName),
        BadVector("out of order", environment("/opt/empty", "/var/empty"), .order),
        BadVector("a file that is a folder", environment("/usr/lib/tool", "/usr/bin/tool/a"), .order),
        BadVector("a link that leads nowhere", environment(#""../bin/tool""#, #""""#), .badName),
        BadVector("a link that is a file too", environment(#""target""#, #""sha256":null,"target""#), .unknownField),
        BadVector("a SHA-256 that is short", environment("327aa4", "327a"), .wrongType),
        BadVector(
            "another member", environment(#"{"path":"/opt/empty"}"#, #"{"a":1,"path":"/opt/empty"}"#), .unknownField),
        BadVector(
            "kept bytes that are a tree",
            environment(#""content":null"#, #""content":{"id":"\#(Samples.a)","kind":"tree"}"#), .wrongType),
        BadVector(
            "kept bytes that are a recipe",
            environment(#""content":null"#, #""content":{"id":"\#(Samples.a)","kind":"recipe"}"#), .outOfRange),
    ])
    func anEnvironmentIsRefused(_ vector: BadVector) { vector.expect(ProgramEnvironment.init(payload:)) }

    @Test(arguments: [
        BadVector("a path with ..", with(output, "out/a.txt", "../a.txt"), .badName),
        BadVector("no computation", with(output, #""computation":"b2"#, #""computation":"zz"#), .wrongType),
        BadVector("a negative length", with(output, ":6,", ":-6,"), .wrongType),
        BadVector("another member", with(output, #"{"computation""#, #"{"a":1,"computation""#), .unknownField),
        BadVector("too long", with(output, "out/a.txt", String(repeating: "a", count: 1 << 15)), .outOfRange),
    ])
    func anOutputIsRefused(_ vector: BadVector) { vector.expect(ComputedFile.init(payload:)) }

    @Test func inputsBeyondTheLimitAreRefused() throws {
        let inputs = (0...65_536).map { number in
            Self.input.replacing("in.txt", with: "in/\(String(number + 100_000))")
        }
        let text = Self.computation(Self.input, inputs.joined(separator: ","))
        BadVector("65,537 inputs", text, .outOfRange).expect(Computation.init(payload:))
    }
}
