internal import Glibc

/// Another time of day for a program: libfaketime, loaded before its libraries.
///
/// It reaches programs that call the C library for the time. Clocks that measure intervals are left alone, and so are
/// the times of files.
struct ShiftedClock: Hashable, Sendable {
    /// Paths of the libraries that it consists of, dependencies first.
    let libraries: [String]
    /// In seconds.
    var shift: Int

    /// More than a year, so that year, month, day, weekday, hour, minute and second are all different.
    private static let long = 400 * 86_400 + 5 * 3_600 + 17 * 60 + 13

    /// Nil if libfaketime is not installed.
    static let installed: ShiftedClock? = {
        let triple = "\(Machine.architecture)-linux-gnu"
        let folders = ["/usr/lib/\(triple)", "/lib/\(triple)", "/usr/lib64", "/lib64", "/usr/local/lib", "/usr/lib"]
        func find(_ name: String) -> String? {
            for folder in folders {
                guard let path = realpath("\(folder)/\(name)", nil) else { continue }
                defer { free(path) }
                return String(cString: path)
            }
            return nil
        }
        guard let clock = find("faketime/libfaketimeMT.so.1"), let mathematics = find("libm.so.6") else { return nil }
        return ShiftedClock(libraries: [mathematics, clock], shift: long)
    }()

    /// The libraries, each with the path at which a program sees it in namespaces.
    var placed: [(library: String, place: String)] {
        libraries.enumerated().map { ($1, "/at1/clock-\($0).so") }
    }

    /// - Parameter libraries: where the program sees the libraries.
    func variables(libraries: [String]) -> [String: String] {
        [
            "LD_PRELOAD": libraries.joined(separator: ":"), "FAKETIME": "+\(shift)",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "FAKETIME_NO_CACHE": "1",
        ]
    }
}
