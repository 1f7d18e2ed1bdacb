// Writes one file of a revision to standard output. A recipe is executed; nothing comes out unless its SHA-256 is right.
//
//     ReadFile FOLDER REVISION:PATH
import Engine
import Foundation
import Store

@main
enum ReadFile {
    static func main() throws {
        guard CommandLine.arguments.count == 3 else {
            print("usage: ReadFile FOLDER REVISION:PATH")
            exit(2)
        }
        let repository = try Repository.open(
            at: CommandLine.arguments[1], Repository.Options(evaluator: { _ in ReplayEngine() }))
        try repository.content(of: CommandLine.arguments[2]) { bytes in
            try bytes.withUnsafeBytes { try FileHandle.standardOutput.write(contentsOf: Data($0)) }
        }
    }
}
