public import Objects
internal import XZ

extension ContainerFile {
    /// A difference or damage.
    public enum Finding: Hashable, Sendable, CustomStringConvertible {
        /// The output differs from what was recorded.
        case output(OutputDiffers)
        /// The stored stream cannot be read to its end.
        case damaged(String)
        /// The other file has another length.
        case length(file: UInt64, recorded: UInt64)
        /// The other file has other bytes.
        case bytes(Identification.Agreement)

        public var description: String {
            switch self {
            case .output(let error): error.description
            case .damaged(let what): what
            case .length(let file, let recorded): "the file has \(counted(file, "byte")), not the \(recorded) recorded"
            case .bytes(let agreement): "the file differs: \(agreement)"
            }
        }
    }

    /// Computes or unpacks the file and compares it with what was recorded, and with `other` if that is given.
    ///
    /// - Returns: everything that is wrong; empty if nothing is.
    /// - Throws: what prevents the comparison: `RecipeRefusal`, `FileError`.
    public func verify(with engine: some RecipeEvaluator, against other: (some ByteSource)?) throws -> [Finding] {
        var findings: [Finding] = []
        var comparison = WordComparison()
        var reader = other.map { SequentialReader($0) }
        if let other, other.length != container.output.length {
            findings.append(.length(file: other.length, recorded: container.output.length))
            reader = nil
        }
        do {
            try unpack(with: engine) { piece in
                try reader?.read(piece.byteCount) { comparison.add(piece, $0) }
            }
        } catch let error as OutputDiffers {
            findings.append(.output(error))
        } catch let error as XZError {
            findings.append(.damaged(error.description))
        }
        let agreement = comparison.finish()
        if !agreement.isComplete { findings.append(.bytes(agreement)) }
        return findings
    }
}
