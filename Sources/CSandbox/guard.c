// The process above a program. It runs in a copy of a process with several threads, so that it may call
// only what is safe in a signal handler.

#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Kills the processes that the kernel lists as children of this one.
static void kill_children(void) {
    // The path of a thread's own entry; this process has one thread.
    int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    char text[4096];
    long number = 0;
    ssize_t count;
    while ((count = read(file, text, sizeof text)) > 0) {
        for (ssize_t place = 0; place < count; place++) {
            if (text[place] >= '0' && text[place] <= '9') {
                number = number * 10 + (text[place] - '0');
            } else {
                if (number > 1) kill((pid_t)number, SIGKILL);
                number = 0;
            }
        }
    }
    close(file);
}

/// Kills everything that the program started; what loses its parent becomes a child of this process. The program itself has not been waited
/// for, so that its number, which is that of its group, belongs to nobody else.
static void kill_all(pid_t program) {
    kill(-program, SIGKILL);
    kill(program, SIGKILL);
    for (;;) {
        kill_children();
        int status;
        pid_t done = waitpid(-1, &status, WNOHANG);
        if (done < 0 && errno == ECHILD) return;
        if (done == 0) {
            struct timespec pause = {0, 1000000};
            nanosleep(&pause, NULL);
        }
    }
}

static int start_program(
    const char *path, char *const arguments[], char *const variables[], const struct csandbox_start *start, pid_t parent) {
    if (setpgid(0, 0) != 0 || csandbox_prepare(start, parent) != 0) return -1;
    if (start->rules >= 0 && csandbox_confine(start->rules) != 0) return -1;
    return execve(path, arguments, variables);
}

_Noreturn void csandbox_guard(
    const char *path, char *const arguments[], char *const variables[], const struct csandbox_start *start, pid_t parent, int report) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    pid_t own = getpid(), program = -1;
    errno = 0;
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 && setsid() >= 0) {
        if (getppid() != parent) _exit(127);
        program = fork();
    }
    if (program <= 0) {
        if (program == 0) (void)start_program(path, arguments, variables, start, own);
        int code = errno == 0 ? ECHILD : errno;
        (void)!write(report, &code, sizeof code);
        _exit(127);
    }
    // Files, locks and pipes of the process that this one is a copy of.
    (void)syscall(SYS_close_range, 0u, ~0u, 0u);
    (void)setpgid(program, program);
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    sigaddset(&awaited, SIGTERM);
    for (;;) {
        siginfo_t end = {0};
        if (waitid(P_PID, (id_t)program, &end, WEXITED | WNOHANG | WNOWAIT) == 0 && end.si_pid == program) {
            kill_all(program);
            _exit(end.si_code == CLD_EXITED ? end.si_status : 128 + end.si_status);
        }
        // Orphans that have ended.
        siginfo_t other = {0};
        while (waitid(P_ALL, 0, &other, WEXITED | WNOHANG | WNOWAIT) == 0 && other.si_pid != 0 && other.si_pid != program) {
            int status;
            (void)waitpid(other.si_pid, &status, 0);
            other = (siginfo_t){0};
        }
        // A second at most, should a signal have come between.
        struct timespec second = {1, 0};
        int signal = sigtimedwait(&awaited, NULL, &second);
        if (signal == SIGTERM) {
            kill_all(program);
            _exit(128 + SIGKILL);
        }
    }
}
