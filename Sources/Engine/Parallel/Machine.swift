internal import Glibc

/// The machine that this process runs on.
enum Machine {
    /// The number of processors that threads can run on.
    static let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// Requests large pages for a large array before it is written: one fault per 2 MiB instead of one per 4 KiB.
    static func adviseLarge(_ values: UnsafeMutableBufferPointer<Double>) {
        let page: UInt = 4096
        guard let start = values.baseAddress, values.count >= 1 << 19 else { return }
        let first = (UInt(bitPattern: start) + page - 1) / page * page
        let end = (UInt(bitPattern: start) + UInt(values.count) * 8) / page * page
        _ = madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), MADV_HUGEPAGE)
    }

    /// The memory that this process may use, in bytes, if it is limited; otherwise the maximum.
    static var addressSpace: UInt64 {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur != .max else {
            return .max
        }
        return UInt64(limit.rlim_cur)
    }

    /// The physical memory in bytes.
    static let memory = UInt64(max(0, sysconf(Int32(_SC_PHYS_PAGES)))) * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
}
