import ArgumentParser
import Engine
import GitFilter
import Objects

/// `at1 git textconv`: what git's diff compares.
struct GitTextconvCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "textconv",
        abstract: "Print a filtered file for git's diff: its call and parameters. Run by git."
    )

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The file.", transform: Word.path) var file: String

    func execute(_ console: Console) throws -> ExitStatus {
        let input = try InputFile(file)
        let content = try FileContent { sink in try Self.read(input, sink) }
        let pointer =
            try content.wholeBytes.flatMap { try GitPointer($0) }
            ?? GitWorkspace(options).knownPointers().find(content.sha256)
        if let pointer {
            print(pointer, console)
        } else if let bytes = content.wholeBytes, String(validating: bytes, as: UTF8.self) != nil {
            try console.write(bytes)
        } else {
            console.print("bytes   \(content.length)")
            console.print("sha256  \(content.sha256)")
        }
        return .done
    }

    private func print(_ pointer: GitPointer, _ console: Console) {
        switch pointer {
        case .recipe(let recipe):
            if let call = ReplayEngine().pythonText(of: recipe) { console.print("call        \(call)") }
            console.print("generator   \(TerminalText.oneLine(recipe.generator))")
            for member in recipe.params.members {
                console.print(
                    "parameter   \(JSONValue.string(member.key.text).canonicalText) \(member.value.canonicalText)")
            }
            console.print("array       \(TerminalText.oneLine(recipe.array))")
            console.print("encoding    \(TerminalText.oneLine(recipe.encoding))")
        case .object(let object):
            console.print("kept as     \(object.kind.rawValue)")
        }
        console.print("bytes       \(pointer.length)")
        console.print("sha256      \(pointer.sha256)")
    }

    private static func read(_ input: InputFile, _ sink: (RawSpan) throws -> Void) throws {
        var offset: UInt64 = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try input.read(into: $0, at: offset) }
            if count == 0 { return }
            try buffer.withUnsafeBytes { try sink(UnsafeRawBufferPointer(rebasing: $0[..<count]).bytes) }
            offset += UInt64(count)
        }
    }
}
