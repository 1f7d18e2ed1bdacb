internal import CSodium

/// libsodium, initialised.
enum Sodium {
    /// Initialises libsodium, once per process. It fails only if the system has no random numbers, and without those
    /// nothing here can work.
    static func start() {
        _ = started
    }

    private static let started: Bool = {
        guard sodium_init() >= 0 else { fatalError("libsodium could not be initialised") }
        return true
    }()
}

/// Random numbers of the operating system, suitable for keys.
package enum SystemRandom {
    package static func bytes(_ count: Int) -> [UInt8] {
        Sodium.start()
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let base = buffer.baseAddress { randombytes_buf(base, count) }
            initialized = count
        }
    }
}
