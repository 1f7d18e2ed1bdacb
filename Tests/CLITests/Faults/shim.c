// The calls that change files, between the program and the system.
#include "shim.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FAIL_IF(what) \
    do { int code = fault_before(what, -1, NULL, &(size_t){0}); if (code) { errno = code; return -1; } } while (0)
// Makes a call; `then` writes it down when it was done.
#define CALL(type, call, then) \
    do { \
        int recording = record_begin(); \
        type result = (type)(call); \
        int code = errno; \
        if (recording && result >= 0) { then; } \
        record_end(); \
        errno = code; \
        fault_after(); \
        return result; \
    } while (0)

static uint64_t inode(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

// The folder that a path's last name is in.
static uint64_t folder_of(int folder, const char *path) {
    char above[4096];
    const char *slash = strrchr(path, '/');
    struct stat status;
    if (!slash) return folder == AT_FDCWD ? (stat(".", &status) == 0 ? status.st_ino : 0) : inode(folder);
    snprintf(above, sizeof above, "%.*s", (int)(slash == path ? 1 : slash - path), path);
    return fstatat(folder, above, &status, 0) == 0 ? status.st_ino : 0;
}

static const char *name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static uint64_t inode_at(int folder, const char *path, int flags) {
    struct stat status;
    return fstatat(folder, path, &status, flags) == 0 ? status.st_ino : 0;
}

static int exists(int folder, const char *path) { return inode_at(folder, path, AT_SYMLINK_NOFOLLOW) != 0; }

ssize_t write(int fd, const void *bytes, size_t count) {
    if (fd <= 2) {
        CALL(ssize_t, syscall(SYS_write, fd, bytes, count), if (fd == 1) record(SAID, 0, 0, 0, NULL, bytes, result));
    }
    int failure = fault_before(GROWS | WRITES, fd, bytes, &count);
    if (failure) { errno = failure; return -1; }
    struct stat status;
    off_t at = lseek(fd, 0, SEEK_CUR);
    if (fcntl(fd, F_GETFL) & O_APPEND) at = fstat(fd, &status) == 0 ? status.st_size : 0;
    CALL(ssize_t, syscall(SYS_write, fd, bytes, count), record(WROTE, inode(fd), 0, at, NULL, bytes, result));
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    int failure = fault_before(GROWS | WRITES, fd, bytes, &count);
    if (failure) { errno = failure; return -1; }
    CALL(ssize_t, syscall(SYS_pwrite64, fd, bytes, count, at), record(WROTE, inode(fd), 0, at, NULL, bytes, result));
}

ssize_t pwrite64(int, const void *, size_t, off_t) __attribute__((alias("pwrite")));

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    int nameless = (flags & O_TMPFILE) == O_TMPFILE, makes = nameless || (flags & O_CREAT && !exists(folder, path));
    if (makes) FAIL_IF(GROWS | NAMES);
    else if ((flags & O_ACCMODE) != O_RDONLY) FAIL_IF(OPENS);
    if (!makes && !(flags & O_TRUNC)) return (int)syscall(SYS_openat, folder, path, flags, mode);
    CALL(int, syscall(SYS_openat, folder, path, flags, mode),
         if (makes) record(CREATED, nameless ? 0 : folder_of(folder, path), inode(result), 0, name_of(path), NULL, 0);
         else record(TRUNCATED, inode(result), 0, 0, NULL, NULL, 0));
}

int openat(int folder, const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    return open_at(folder, path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    return open_at(AT_FDCWD, path, flags, mode);
}

int openat64(int, const char *, int, ...) __attribute__((alias("openat")));
int open64(const char *, int, ...) __attribute__((alias("open")));

int mkdirat(int folder, const char *path, mode_t mode) {
    if (!exists(folder, path)) FAIL_IF(GROWS | NAMES);
    CALL(int, syscall(SYS_mkdirat, folder, path, mode),
         record(MADE_FOLDER, folder_of(folder, path), inode_at(folder, path, 0), 0, name_of(path), NULL, 0));
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int symlinkat(const char *target, int folder, const char *path) {
    FAIL_IF(GROWS | NAMES);
    CALL(int, syscall(SYS_symlinkat, target, folder, path),
         record(MADE_LINK, folder_of(folder, path), inode_at(folder, path, AT_SYMLINK_NOFOLLOW), 0, name_of(path), target,
                strlen(target)));
}

int linkat(int from, const char *old, int folder, const char *path, int flags) {
    FAIL_IF(GROWS | NAMES);
    CALL(int, syscall(SYS_linkat, from, old, folder, path, flags),
         record(LINKED, folder_of(folder, path), inode_at(folder, path, AT_SYMLINK_NOFOLLOW), 0, name_of(path), NULL, 0));
}

int ftruncate(int fd, off_t length) {
    FAIL_IF(GROWS);
    CALL(int, syscall(SYS_ftruncate, fd, length), record(TRUNCATED, inode(fd), 0, length, NULL, NULL, 0));
}

int ftruncate64(int, off_t) __attribute__((alias("ftruncate")));

int fsync(int fd) {
    FAIL_IF(0);
    CALL(int, syscall(SYS_fsync, fd), record(SYNCED, inode(fd), 0, 0, NULL, NULL, 0));
}

int fdatasync(int fd) {
    FAIL_IF(0);
    CALL(int, syscall(SYS_fdatasync, fd), record(SYNCED, inode(fd), 0, 0, NULL, NULL, 0));
}

int renameat(int from, const char *old, int to, const char *new) {
    FAIL_IF(NAMES);
    char both[8192];
    int length = snprintf(both, sizeof both, "%s", name_of(new));
    CALL(int, syscall(SYS_renameat2, from, old, to, new, 0),
         record(RENAMED, folder_of(from, old), folder_of(to, new), 0, name_of(old), both, length));
}

int rename(const char *old, const char *new) { return renameat(AT_FDCWD, old, AT_FDCWD, new); }

int unlinkat(int folder, const char *path, int flags) {
    FAIL_IF(NAMES);
    CALL(int, syscall(SYS_unlinkat, folder, path, flags),
         record(REMOVED, folder_of(folder, path), 0, 0, name_of(path), NULL, 0));
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int futimens(int fd, const struct timespec times[2]) {
    FAIL_IF(0);
    CALL(int, syscall(SYS_utimensat, fd, NULL, times, 0), );
}

int fchmod(int fd, mode_t mode) {
    FAIL_IF(0);
    CALL(int, syscall(SYS_fchmod, fd, mode), );
}

int chmod(const char *path, mode_t mode) {
    FAIL_IF(0);
    CALL(int, syscall(SYS_fchmodat, AT_FDCWD, path, mode), );
}

int flock(int fd, int operation) {
    if (!(operation & LOCK_UN)) FAIL_IF(LOCKS);
    CALL(int, syscall(SYS_flock, fd, operation), );
}
