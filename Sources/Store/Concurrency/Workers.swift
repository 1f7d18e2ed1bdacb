internal import Dispatch
internal import Glibc

/// The threads that Dispatch works with.
enum Workers {
    /// How many files Dispatch opens for itself when its first thread starts: for events, wake-ups and timers; and one more.
    private static let descriptors = 4

    private static let start = Result { () throws(FileError) in
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        for _ in 0..<descriptors {
            held.append(try system("start threads in", "/") { open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
        }
    }.map {
        let group = DispatchGroup()
        DispatchQueue.global().async(group: group) {}
        group.wait()
    }

    /// Sees to it that Dispatch has started, where there is room for the files that it opens: it would end the process
    /// otherwise.
    static func ensureStarted() throws(FileError) {
        try start.get()
    }
}
