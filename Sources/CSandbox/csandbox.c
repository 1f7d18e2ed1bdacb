// Starts programs between fork and exec, where only what is safe in a signal handler may be called.

#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int limit(int what, uint64_t value) {
    if (value == 0) return 0;
    struct rlimit now;
    if (getrlimit(what, &now) != 0) return -1;
    rlim_t most = now.rlim_max == RLIM_INFINITY || now.rlim_max > value ? (rlim_t)value : now.rlim_max;
    struct rlimit wanted = {.rlim_cur = most, .rlim_max = most};
    return setrlimit(what, &wanted);
}

static int use_processors(unsigned count) {
    if (count == 0) return 0;
    cpu_set_t all, few;
    if (sched_getaffinity(0, sizeof all, &all) != 0) return -1;
    CPU_ZERO(&few);
    for (int processor = 0; processor < CPU_SETSIZE && count > 0; processor++) {
        if (!CPU_ISSET(processor, &all)) continue;
        CPU_SET(processor, &few);
        count--;
    }
    return sched_setaffinity(0, sizeof few, &few);
}

/// Moves a descriptor out of the way of the standard ones.
static int move_up(int descriptor) { return descriptor > 2 ? descriptor : fcntl(descriptor, F_DUPFD, 3); }

int csandbox_prepare(const struct csandbox_start *start, pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -1;
    if (getppid() != parent) return -1;
    int input = move_up(start->input), output = move_up(start->output), errors = move_up(start->errors);
    if (input < 0 || output < 0 || errors < 0) return -1;
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) return -1;
    // Everything else is closed on exec: our own descriptors are opened like that, but inherited ones may not be.
    int kept = start->kept;
    for (int descriptor = 3; descriptor < 1024; descriptor++) {
        if (descriptor == kept) continue;
        (void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
    if (kept > 2 && fcntl(kept, F_SETFD, 0) != 0) return -1;
    for (int number = 1; number < NSIG; number++) {
        if (number != SIGKILL && number != SIGSTOP) signal(number, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    umask(start->mask);
    // The layout of addresses is another one in each execution, whatever the caller's is.
    int kind = personality(0xffffffff);
    if (kind >= 0) (void)personality((unsigned long)kind & ~(unsigned long)ADDR_NO_RANDOMIZE);
    if (use_processors(start->processors) != 0) return -1;
    struct rlimit none_at_all = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none_at_all) != 0 || limit(RLIMIT_AS, start->memory) != 0 || limit(RLIMIT_FSIZE, start->file) != 0
        || limit(RLIMIT_CPU, start->seconds) != 0)
        return -1;
    if (start->folder != NULL && chdir(start->folder) != 0) return -1;
    return 0;
}

int csandbox_spawn(
    pid_t *id, const char *path, char *const arguments[], char *const variables[], const struct csandbox_start *start) {
    int channel[2];
    if (pipe2(channel, O_CLOEXEC) != 0) return errno;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0) {
        int code = errno;
        close(channel[0]);
        close(channel[1]);
        return code;
    }
    if (child == 0) {
        // Out of the way of the standard streams, which may be the lowest free numbers.
        int report = fcntl(channel[1], F_DUPFD_CLOEXEC, 3);
        if (report < 0) _exit(127);
        csandbox_guard(path, arguments, variables, start, parent, report);
    }
    close(channel[1]);
    int code = 0;
    ssize_t count;
    do count = read(channel[0], &code, sizeof code);
    while (count < 0 && errno == EINTR);
    close(channel[0]);
    if (count == (ssize_t)sizeof code) {
        int status;
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
        return code;
    }
    *id = child;
    return 0;
}
