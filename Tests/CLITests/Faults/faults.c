// Loaded before libc into a program under test: lets the system fail, or the process die, at the Nth call that changes
// a file. AT1_FAULT_AT is N, AT1_FAULT_KIND is "kill" (SIGKILL, half of a write done), "full" (no space from then on) or
// "error" (that one call fails). A file AT1_FAULT_MARK says afterwards that the call was reached.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;

enum what { GROWS, CHANGES };

// Whether this call is to fail. Does not return when the process is to die.
static int fault(enum what what, int fd, const void *bytes, size_t count) {
    const char *at = getenv("AT1_FAULT_AT"), *kind = getenv("AT1_FAULT_KIND");
    if (!at || !kind) return 0;
    long now = atomic_fetch_add(&calls, 1) + 1, limit = atol(at);
    if (now < limit || (now > limit && strcmp(kind, "full"))) return 0;
    if (now == limit && getenv("AT1_FAULT_MARK")) {
        long mark = syscall(SYS_openat, AT_FDCWD, getenv("AT1_FAULT_MARK"), O_CREAT | O_WRONLY, 0666);
        if (mark >= 0) syscall(SYS_close, mark);
    }
    if (!strcmp(kind, "kill")) {
        if (bytes) syscall(SYS_write, fd, bytes, count / 2);
        syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
        for (;;) pause();
    }
    if (!strcmp(kind, "full")) {
        if (what != GROWS) return 0;
        errno = ENOSPC;
        return 1;
    }
    errno = EIO;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t count) {
    if (fd > 2 && fault(GROWS, fd, bytes, count)) return -1;
    return syscall(SYS_write, fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    if (fault(GROWS, fd, NULL, 0)) return -1;
    return syscall(SYS_pwrite64, fd, bytes, count, offset);
}

int openat(int folder, const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    struct stat status;
    if (flags & O_CREAT && fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) != 0 && fault(GROWS, 0, NULL, 0)) return -1;
    return syscall(SYS_openat, folder, path, flags, mode);
}

int openat64(int, const char *, int, ...) __attribute__((alias("openat")));

int mkdirat(int folder, const char *path, mode_t mode) {
    struct stat status;
    if (fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) != 0 && fault(GROWS, 0, NULL, 0)) return -1;
    return REAL(mkdirat)(folder, path, mode);
}

int symlinkat(const char *target, int folder, const char *path) {
    if (fault(GROWS, 0, NULL, 0)) return -1;
    return REAL(symlinkat)(target, folder, path);
}

int ftruncate(int fd, off_t length) {
    if (fault(GROWS, 0, NULL, 0)) return -1;
    return REAL(ftruncate)(fd, length);
}

int fsync(int fd) {
    if (fault(CHANGES, 0, NULL, 0)) return -1;
    return REAL(fsync)(fd);
}

int renameat(int from, const char *old, int to, const char *new) {
    if (fault(CHANGES, 0, NULL, 0)) return -1;
    return REAL(renameat)(from, old, to, new);
}

int unlinkat(int folder, const char *path, int flags) {
    if (fault(CHANGES, 0, NULL, 0)) return -1;
    return REAL(unlinkat)(folder, path, flags);
}

int rename(const char *old, const char *new) {
    if (fault(CHANGES, 0, NULL, 0)) return -1;
    return REAL(rename)(old, new);
}

int unlink(const char *path) {
    if (fault(CHANGES, 0, NULL, 0)) return -1;
    return REAL(unlink)(path);
}

int futimens(int fd, const struct timespec times[2]) {
    if (fault(CHANGES, 0, NULL, 0)) return -1;
    return REAL(futimens)(fd, times);
}
