internal import CSandbox
internal import Files
internal import Glibc

/// What a program may open where there are no namespaces: what these rules permit, and nothing else.
struct LandlockRules: ~Copyable {
    let descriptor: Int32

    /// Rules that permit nothing.
    ///
    /// - Throws: ``FileError`` if the kernel has no Landlock, or too old a one.
    init() throws {
        descriptor = try system(.create, "rules of Landlock") { csandbox_rules() }
    }

    deinit { close(descriptor) }

    /// Whether the kernel has what is needed.
    static var isAvailable: Bool { csandbox_landlock() >= CSANDBOX_LANDLOCK_LOWEST }

    /// Why there are no rules on this machine.
    static var obstacle: String {
        switch csandbox_landlock() {
        case 0: "the kernel has no Landlock"
        case let version: "Landlock has version \(version), and \(CSANDBOX_LANDLOCK_LOWEST) is needed (Linux 6.2)"
        }
    }

    /// What is permitted for a file.
    enum Access {
        case read, list, device, everything

        fileprivate var value: csandbox_access {
            switch self {
            case .read: CSANDBOX_READ
            case .list: CSANDBOX_LIST
            case .device: CSANDBOX_DEVICE
            case .everything: CSANDBOX_EVERYTHING
            }
        }
    }

    /// - Parameter path: a file, or a folder with everything below it; not a link.
    func permit(_ access: Access, _ path: String) throws(FileError) {
        let code = csandbox_permit(descriptor, path, access.value)
        guard code == 0 else { throw FileError(.open, path, code: code) }
    }
}
