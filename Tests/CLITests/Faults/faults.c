// Lets the system fail, or the process die, at the Nth call that changes a file.
//
// AT1_FAULT_AT is N. AT1_FAULT_KIND is
//   half      SIGKILL at the call, of a write half done
//   after     SIGKILL when the call is done
//   error     the call fails with EIO, a lock with ENOLCK; those after it do not
//   short     the Nth write writes half of its bytes, and says so
//   full      there is no space from the call on
//   denied    there is no permission from the call on
//   readonly  the file system is read-only from the call on
//   nolocks   the file system has no locks
// A file AT1_FAULT_MARK says afterwards that the call was reached. AT1_FAULT_ROOM alone is a disk with that many bytes left.
#include "shim.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;
static atomic_long room;
static _Thread_local int dies;

static const char *kind;
static long limit;

__attribute__((constructor)) static void start(void) {
    const char *at = getenv("AT1_FAULT_AT"), *bytes = getenv("AT1_FAULT_ROOM");
    kind = at ? getenv("AT1_FAULT_KIND") : NULL;
    limit = at ? atol(at) : 0;
    room = bytes ? atol(bytes) : -1;
}

static int is(const char *name) { return !strcmp(kind, name); }

static void mark(void) {
    const char *path = getenv("AT1_FAULT_MARK");
    if (!path) return;
    long file = syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY, 0666);
    if (file >= 0) syscall(SYS_close, file);
}

static void die(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

static int take_room(int what, size_t *count) {
    if (room < 0 || !(what & GROWS)) return 0;
    long wanted = what & WRITES ? (long)*count : 0, left = atomic_load(&room);
    long got = wanted < left ? wanted : left;
    while (!atomic_compare_exchange_weak(&room, &left, left - got)) got = wanted < left ? wanted : left;
    if (got == 0 && (wanted > 0 || left == 0)) return ENOSPC;
    if (what & WRITES) *count = got;
    return 0;
}

// What goes through a pipe or a socket changes no file.
static int is_stream(int fd) {
    struct stat status;
    return fd >= 0 && fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

int fault_before(int what, int fd, const void *bytes, size_t *count) {
    dies = 0;
    if (what & WRITES && is_stream(fd)) return 0;
    if (!kind) return take_room(what, count);
    int permission = is("denied") ? EACCES : is("readonly") ? EROFS : 0;
    if (what == OPENS) return permission && calls >= limit - 1 ? permission : 0;
    if (is("nolocks")) return what & LOCKS ? ENOLCK : 0;
    if (is("short") && !(what & WRITES)) return 0;
    long now = atomic_fetch_add(&calls, 1) + 1;
    if (now == limit) mark();
    if (now < limit) return 0;
    if (permission) return what & (NAMES | OPENS) ? permission : 0;
    if (is("full")) return what & GROWS ? ENOSPC : 0;
    if (now > limit) return 0;
    if (is("half")) {
        if (what & WRITES) syscall(SYS_write, fd, bytes, *count / 2);
        die();
    }
    if (is("after")) dies = 1;
    if (is("short") && *count > 1) *count /= 2;
    return is("error") ? (what & LOCKS ? ENOLCK : EIO) : 0;
}

void fault_after(void) {
    if (dies) die();
}
