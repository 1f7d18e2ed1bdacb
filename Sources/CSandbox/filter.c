// The filter of system calls: a list of refused ones, since programs in any language need most of the others.

#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef OWN_ARCHITECTURE

#ifndef TIOCLINUX
#define TIOCLINUX 0x541c
#endif

#define X32_BIT 0x40000000u
#define REFUSE(code) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((code) & SECCOMP_RET_DATA))
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))

/// Calls that fail with EPERM.
static const unsigned refused[] = {
    SYS_add_key, SYS_request_key, SYS_keyctl,
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp,
    SYS_unshare, SYS_setns, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot,
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load,
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_open_by_handle_at, SYS_name_to_handle_at,
    SYS_swapon, SYS_swapoff, SYS_reboot, SYS_quotactl, SYS_acct, SYS_syslog,
    SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
#ifdef SYS_iopl
    SYS_iopl, SYS_ioperm, SYS_modify_ldt,
#endif
};

/// Calls that fail with ENOSYS, so that libraries do without.
static const unsigned unknown[] = {
#ifdef SYS_io_uring_setup
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
#endif
#ifdef SYS_open_tree
    SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
#endif
#ifdef SYS_mount_setattr
    SYS_mount_setattr,
#endif
#ifdef SYS_pidfd_getfd
    SYS_pidfd_getfd,
#endif
    // Its flags are in memory, which a filter cannot read; those of clone are in a register.
    SYS_clone3,
    // Memory that does not count towards the limit of any file system.
    SYS_memfd_create,
};

/// Calls that fail with EPERM in the strict filter: each reaches what Landlock does not cover.
static const unsigned strict_refused[] = {
    // Connections. Pairs of connected streams are permitted (below).
    SYS_socket, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    // Shared memory, semaphores and queues, which have no paths.
    SYS_shmget, SYS_shmat, SYS_shmctl, SYS_semget, SYS_semop, SYS_semtimedop, SYS_semctl, SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_msgctl,
    SYS_mq_open, SYS_mq_unlink,
    // A process that left its group could outlive the program.
    SYS_setsid, SYS_setpgid,
    // Other processes of the user.
    SYS_sched_setaffinity, SYS_sched_setscheduler, SYS_sched_setparam, SYS_sched_setattr, SYS_setpriority, SYS_ioprio_set,
    SYS_migrate_pages, SYS_move_pages,
    // Modes, owners, times and attributes of any file that the user owns.
    SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat,
    SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
    // fchmodat2, setxattrat, removexattrat, file_setattr, process_madvise, process_mrelease: their numbers are those of every processor.
    452, 463, 466, 469, 440, 448,
    SYS_inotify_add_watch, SYS_fanotify_init, SYS_fanotify_mark,
#ifdef SYS_chmod
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
};

/// Calls that send signals.
static const unsigned signalling[] = {
    SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
    // pidfd_send_signal
    424,
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

size_t csandbox_write_filter(struct sock_filter program[FILTER_LENGTH], bool strict, bool signals, pid_t id) {
    size_t length = 0;
#define ADD(...) program[length++] = (struct sock_filter)__VA_ARGS__
#define REFUSE_CALL(number, code)                                   \
    do {                                                            \
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1));   \
        ADD(REFUSE(code));                                          \
    } while (0)
// Refuses a call where the low half of an argument is, or is not, a value.
#define REFUSE_IF(number, argument, value)                          \
    do {                                                            \
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 4));   \
        ADD(LOAD(args[argument]));                                  \
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1));    \
        ADD(REFUSE(EPERM));                                         \
        ADD(LOAD(nr));                                              \
    } while (0)
#define REFUSE_UNLESS(number, argument, value)                      \
    do {                                                            \
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 4));   \
        ADD(LOAD(args[argument]));                                  \
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 1, 0));    \
        ADD(REFUSE(EPERM));                                         \
        ADD(LOAD(nr));                                              \
    } while (0)
    ADD(LOAD(arch));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0));
    ADD(REFUSE(ENOSYS));
    ADD(LOAD(nr));
#ifdef __x86_64__
    ADD(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
    ADD(REFUSE(ENOSYS));
#endif
    for (size_t index = 0; index < COUNT(refused); index++) REFUSE_CALL(refused[index], EPERM);
    for (size_t index = 0; index < COUNT(unknown); index++) REFUSE_CALL(unknown[index], ENOSYS);
    // clone with any of the flags that create a namespace.
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4));
    ADD(LOAD(args[0]));
    ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x7e020000u, 0, 1));
    ADD(REFUSE(EPERM));
    ADD(LOAD(nr));
    // ioctl with a command that injects characters into a terminal.
    REFUSE_IF(SYS_ioctl, 1, TIOCSTI);
    REFUSE_IF(SYS_ioctl, 1, TIOCLINUX);
    if (strict) {
        for (size_t index = 0; index < COUNT(strict_refused); index++) REFUSE_CALL(strict_refused[index], EPERM);
        // Datagrams may have any address, even from a socket that is connected.
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socketpair, 0, 5));
        ADD(LOAD(args[1]));
        ADD(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf));
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SOCK_STREAM, 1, 0));
        ADD(REFUSE(EPERM));
        ADD(LOAD(nr));
        // Who gets a signal when a file is ready, and other processes' limits.
        REFUSE_IF(SYS_fcntl, 1, F_SETOWN);
        REFUSE_IF(SYS_fcntl, 1, F_SETOWN_EX);
        REFUSE_UNLESS(SYS_prlimit64, 0, 0);
        if (!signals) {
            for (size_t index = 0; index < COUNT(signalling); index++) REFUSE_CALL(signalling[index], EPERM);
            // raise and abort.
            REFUSE_UNLESS(SYS_tgkill, 0, (unsigned)id);
        }
    }
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    return length;
}

int csandbox_filter(void) {
    struct sock_filter program[FILTER_LENGTH];
    size_t length = csandbox_write_filter(program, false, true, 0);
    int file = memfd_create("at1-filter", MFD_CLOEXEC);
    if (file < 0) return -1;
    size_t size = length * sizeof program[0];
    if (write(file, program, size) != (ssize_t)size || lseek(file, 0, SEEK_SET) != 0) {
        close(file);
        return -1;
    }
    return file;
}

#else

size_t csandbox_write_filter(struct sock_filter program[FILTER_LENGTH], bool strict, bool signals, pid_t id) { return 0; }

int csandbox_filter(void) {
    errno = ENOTSUP;
    return -1;
}

#endif
