import Foundation
import Testing

/// One reader of bytes from elsewhere, and what must hold of it whatever it reads.
struct FuzzTarget: CustomTestStringConvertible, Sendable {
    let name: String
    /// Folders of the corpus that it starts from; its own name where it is left out.
    var corpora: [String]?
    /// Words that inputs of this kind are made of.
    var words: [String] = []
    /// Puts checksums right after a mutation, so that what lies behind them is reached.
    var fix: (@Sendable ([UInt8]) -> [UInt8])?
    /// Further inputs to start from.
    var seeds: @Sendable () throws -> [[UInt8]] = { [] }
    /// Reads an input. To throw is to refuse it, which is right; a ``Violation`` is not.
    let read: @Sendable ([UInt8]) throws -> Void

    var testDescription: String { name }

    /// Something holds no more that must hold of every input.
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    static func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
        if !condition { throw Violation(description: what()) }
    }

    /// The inputs of the corpus that it starts from.
    func corpus() throws -> [[UInt8]] {
        var inputs = try seeds()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus")
        for folder in corpora ?? [name] {
            let folder = root.appendingPathComponent(folder)
            guard FileManager.default.fileExists(atPath: folder.path) else { continue }
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
                inputs.append([UInt8](try Data(contentsOf: folder.appendingPathComponent(file))))
            }
        }
        return inputs
    }
}
