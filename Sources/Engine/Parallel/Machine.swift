internal import Glibc

/// The machine that this process runs on.
enum Machine {
    /// The processors that threads can run on.
    static let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// The physical memory in bytes.
    static let memory = UInt64(max(0, sysconf(Int32(_SC_PHYS_PAGES)))) * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
}
