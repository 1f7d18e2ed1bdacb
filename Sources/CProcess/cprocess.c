// What a process needs before main: standard streams, and messages for the two failures that cannot be thrown as errors.

#define _GNU_SOURCE
#include "cprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define ENVIRONMENT_FAILED 4

/// Ends the process with a message. Safe in a signal handler, and without memory. Of several threads, the first wins.
static _Noreturn void fail(const char *message) {
    static atomic_flag is_failing = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&is_failing)) {
        for (;;) pause();
    }
    size_t length = strlen(message);
    while (length > 0) {
        ssize_t count = write(2, message, length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        message += count;
        length -= (size_t)count;
    }
    _exit(ENVIRONMENT_FAILED);
}

// MARK: Standard streams

static void ignore(int number) { (void)number; }

static void handle(int number, void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static void lose_mapping(int number) {
    (void)number;
    fail("at1: error: cannot read a file: it became shorter while it was read, or its disk failed\n"
         "hint: try again when nothing writes to it; nothing was lost\n");
}

/// Touches as much stack as ordinary commands use.
static __attribute__((noinline)) void touch_stack(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < 1 << 20)
        fail("at1: error: the stack is limited to less than 1 MiB\n"
             "hint: 'ulimit -s 1024' or more, in the shell that starts at1\n");
    volatile char stack[256 << 10];
    for (size_t at = 0; at < sizeof stack; at += 4096) stack[at] = 0;
}

void cprocess_prepare(void) {
    for (int stream = 0; stream <= 2; stream++) {
        if (fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
        // The lowest free number is this one. Reading from it, or writing to it, remains an error.
        (void)open("/dev/null", stream == 0 ? O_WRONLY : stream == 1 ? O_RDONLY : O_RDWR);
    }
    // A handler, and not SIG_IGN: programs that are started do not inherit it.
    handle(SIGPIPE, ignore);
    handle(SIGXFSZ, ignore);
    handle(SIGBUS, lose_mapping);
    touch_stack();
}

// MARK: Memory

// The sanitizers have their own allocator; other C libraries lack these names.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define OWN_ALLOCATOR 1
#endif
#endif

#if defined(__GLIBC__) && !defined(OWN_ALLOCATOR)

// Swift ends a process that runs out of memory with a trap. Nothing can be thrown, but there can be a message, and an
// exit code. The kernel releases locks, and the next command sweeps half-written files: this is as safe as a kill.

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void *require(void *memory) {
    if (__builtin_expect(memory == NULL, 0)) {
        fail("at1: error: out of memory\n"
             "hint: give it more (see 'ulimit -v'), or work on less at once; nothing was lost\n");
    }
    return memory;
}

void *malloc(size_t length) { return require(__libc_malloc(length)); }

void *calloc(size_t count, size_t length) { return require(__libc_calloc(count, length)); }

void *realloc(void *memory, size_t length) {
    void *moved = __libc_realloc(memory, length);
    // An empty allocation may be NULL: that is not a failure.
    return moved == NULL && memory != NULL && length == 0 ? NULL : require(moved);
}

void *memalign(size_t alignment, size_t length) { return require(__libc_memalign(alignment, length)); }

void *aligned_alloc(size_t alignment, size_t length) { return memalign(alignment, length); }

int posix_memalign(void **memory, size_t alignment, size_t length) {
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    *memory = memalign(alignment, length);
    return 0;
}

#endif
