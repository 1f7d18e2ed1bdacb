internal import Files

/// Files that exist on every machine with different contents: programs see these instead.
enum FixedFiles {
    /// What a program may read but never sees as it is on this machine. Environments do not contain them.
    static let paths: Set<String> = [
        "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf",
        "/etc/host.conf", "/etc/gai.conf", "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/localtime", "/etc/timezone",
        "/etc/machine-id",
    ]

    private static let files = [
        (
            "passwd",
            "root:x:0:0:root:/tmp:/bin/sh\nuser:x:1000:1000:user:/tmp:/bin/sh\nother:x:2000:2000:other:/tmp:/bin/sh\n"
        ),
        ("group", "root:x:0:\nuser:x:1000:\nother:x:2000:\n"),
        ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
        ("hosts", "127.0.0.1 localhost\n"),
    ]

    static func write(to root: String) throws {
        try Folder.create(root + "/etc", permissions: 0o755)
        for (name, text) in files {
            let file = try File(creating: "\(root)/etc/\(name)")
            try file.write(Array(text.utf8).span.bytes)
        }
    }
}
