// The filter of system calls: a list of refused ones, since programs in any language need most of the others.

#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
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

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

int csandbox_filter(void) {
    struct sock_filter program[256];
    size_t length = 0;
#define ADD(...) program[length++] = (struct sock_filter)__VA_ARGS__
    ADD(LOAD(arch));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0));
    ADD(REFUSE(ENOSYS));
    ADD(LOAD(nr));
#ifdef __x86_64__
    ADD(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
    ADD(REFUSE(ENOSYS));
#endif
    for (size_t index = 0; index < COUNT(refused); index++) {
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, refused[index], 0, 1));
        ADD(REFUSE(EPERM));
    }
    for (size_t index = 0; index < COUNT(unknown); index++) {
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, unknown[index], 0, 1));
        ADD(REFUSE(ENOSYS));
    }
    // clone with any of the flags that create a namespace.
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4));
    ADD(LOAD(args[0]));
    ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x7e020000u, 0, 1));
    ADD(REFUSE(EPERM));
    ADD(LOAD(nr));
    // ioctl with a command that injects characters into a terminal.
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 4));
    ADD(LOAD(args[1]));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCLINUX, 0, 1));
    ADD(REFUSE(EPERM));
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
#undef ADD
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

int csandbox_filter(void) {
    errno = ENOTSUP;
    return -1;
}

#endif
