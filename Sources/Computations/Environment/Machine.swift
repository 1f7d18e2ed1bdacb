internal import Files
internal import Glibc

/// Facts about this machine.
enum Machine {
    /// As in `uname -m`.
    static let architecture: String = {
        var names = utsname()
        guard uname(&names) == 0 else { return "unknown" }
        return withUnsafeBytes(of: &names.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }()

    /// Whether the processor has AVX2 and FMA, as nearly all of the last ten years do.
    static let hasAVX2: Bool = {
        guard let bytes = try? File.contents("/proc/cpuinfo") else { return false }
        let flags = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
        let words = Set(flags.split(separator: " "))
        return words.contains("avx2") && words.contains("fma")
    }()
}
