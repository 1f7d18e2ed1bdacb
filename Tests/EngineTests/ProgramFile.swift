import Objects

@testable import Engine

extension ReplayEngine {
    /// The bytes that a program writes.
    func file(_ lines: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try makeRecipe(generator: "program", params: ["code": .string(lines)]) {
            $0.withUnsafeBytes { bytes += $0 }
        }
        return bytes
    }
}
