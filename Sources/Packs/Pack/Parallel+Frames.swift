package import Threads

extension Parallel {
    /// How many frames are decoded at once, so that large ones take at most 256 MiB together.
    package static func width(forFramesOf length: UInt32?) -> Int {
        max(1, min(width, (256 << 20) / max(1, Int(length ?? 1))))
    }
}
