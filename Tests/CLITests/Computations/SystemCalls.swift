import Foundation
import TestSupport
import Testing

/// A program in C that makes system calls, and notes which were refused.
enum SystemCalls {
    /// A word that names the working tree from inside it, and nothing in a sandbox.
    static func sign(of files: Scratch) -> String {
        "../" + (files.path.split(separator: "/").last.map(String.init) ?? "")
    }

    /// Somebody listens at the abstract address, so that connecting fails for no other reason.
    private static let listener: Int32 = {
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            for (index, byte) in "\0at1-abstract-test".utf8.enumerated() { path[index] = byte }
        }
        let isBound = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, 2 + 19) == 0 }
        }
        return isBound && listen(listener, 8) == 0 ? listener : -1
    }()

    /// Compiles `calls`. In the working tree it says that all were refused; elsewhere it tries.
    static func compile(in files: Scratch) throws {
        try #require(listener >= 0)
        try files.write("calls.c", source)
        let compiled = try run("/usr/bin/cc", ["-o", "calls", "calls.c"], in: files.path)
        try #require(compiled.status == 0, "\(compiled.errors)")
    }

    private static let source = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <netinet/in.h>
        #include <sched.h>
        #include <signal.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/ioctl.h>
        #include <sys/ptrace.h>
        #include <sys/resource.h>
        #include <sys/shm.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/un.h>
        #include <sys/wait.h>
        #include <unistd.h>
        static FILE *out;
        static int inside;
        static long last;
        #define TRY(name, call) \\
            do { \\
                if (inside) last = (long)(call); \\
                fprintf(out, "%s %s\\n", name, !inside || last < 0 ? "refused" : "ALLOWED"); \\
            } while (0)
        int main(int count, char **words) {
            int strict = strcmp(words[1], "strict") == 0;
            inside = access(words[count - 1], F_OK) != 0;
            out = fopen("calls.txt", "w");
            struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(53)};
            address.sin_addr.s_addr = htonl(0x01010101);
            struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\\0at1-abstract-test"};
            socklen_t length = offsetof(struct sockaddr_un, sun_path) + 19;
            int pair[2];
            char c = 'x';
            TRY("keyctl", syscall(SYS_keyctl, 0, -3, 0));
            TRY("add_key", syscall(SYS_add_key, "user", "a", "b", 1, -3));
            TRY("io_uring", syscall(SYS_io_uring_setup, 1, NULL));
            TRY("ptrace", ptrace(PTRACE_TRACEME, 0, 0, 0));
            TRY("userns", syscall(SYS_unshare, CLONE_NEWUSER));
            TRY("clone", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
            TRY("clone3", syscall(SYS_clone3, NULL, 0));
            TRY("bpf", syscall(SYS_bpf, 0, NULL, 0));
            TRY("perf", syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
            TRY("memfd", syscall(SYS_memfd_create, "a", 0));
            TRY("setuid", strict ? -1 : setuid(0));
            TRY("tiocsti", ioctl(0, TIOCSTI, &c) < 0 && errno == EPERM ? -1 : 0);
            TRY("connect", connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address));
            TRY("abstract", connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&name, length));
            TRY("kill", strict ? kill(getppid(), 0) : -1);
            if (strict) {
                TRY("unix", socket(AF_UNIX, SOCK_STREAM, 0));
                TRY("netlink", socket(AF_NETLINK, SOCK_RAW, 0));
                TRY("datagrams", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
                TRY("shm", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
                TRY("setsid", setsid());
                TRY("setpgid", setpgid(0, 0));
                TRY("chmod", chmod("calls.txt", 0600));
                TRY("fchmod", fchmod(1, 0600));
                TRY("times", utimensat(AT_FDCWD, "calls.txt", NULL, 0));
                TRY("affinity", syscall(SYS_sched_setaffinity, getppid(), 8, &address));
                TRY("prlimit", prlimit(getppid(), RLIMIT_CORE, NULL, NULL));
                TRY("owner", fcntl(1, F_SETOWN, getppid()));
                TRY("by handle", syscall(SYS_open_by_handle_at, -1, NULL, 0));
                // And what programs need.
                int status = 0;
                pid_t child = inside ? fork() : 0;
                if (inside && child == 0) _exit(7);
                fprintf(out, "pairs %d\\n", inside ? socketpair(AF_UNIX, SOCK_STREAM, 0, pair) : 0);
                fprintf(out, "children %d\\n", inside ? (kill(child, 0), waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7) : 1);
                fprintf(out, "limits %d\\n", inside ? prlimit(0, RLIMIT_CORE, NULL, &(struct rlimit){0}) : 0);
            }
            return fclose(out);
        }
        """
}
