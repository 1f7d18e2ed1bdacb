internal import Glibc

/// The wall clock.
package enum FileClock {
    /// Nanoseconds since 1970, as the times of files.
    package static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Milliseconds since 1970.
    package static var milliseconds: UInt64 { UInt64(max(0, now / 1_000_000)) }
}
