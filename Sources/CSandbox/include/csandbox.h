#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The limits and the initial state of a process.
struct csandbox_start {
    /// The working folder; NULL to inherit it.
    const char *folder;
    /// Descriptors that become standard input, output and error.
    int input, output, errors;
    /// A descriptor that the process gets under the same number; -1 for none.
    int kept;
    /// The mask of file modes.
    unsigned mask;
    /// Bytes of address space, bytes of one file, and seconds of processor time; 0 for no limit.
    uint64_t memory, file, seconds;
    /// The number of processors that it may use; 0 for all.
    unsigned processors;
    /// The rules that confine the program (csandbox_rules), with the strict filter of system calls; -1 for none.
    int rules;
};

/// Starts the program at `path` below a guard, which is the process that is started. When the program ends, or the guard gets SIGTERM, or the
/// thread that started it ends, the guard kills everything that the program started, and ends as the program did: with its exit status, or
/// 128 and the number of the signal.
///
/// bubblewrap needs one, too: if it is killed while it makes its namespaces, its first process there waits for it without end.
///
/// Returns 0, or the error number if it could not be started.
int csandbox_spawn(
    pid_t *id, const char *path, char *const arguments[], char *const variables[], const struct csandbox_start *start);

/// A descriptor of a filter of system calls, in the form that bubblewrap accepts; -1 if the system has none, with errno.
///
/// It refuses what a program that computes files does not need: keyrings, io_uring, ptrace, namespaces, mounts, kernel modules,
/// BPF, and injecting characters into a terminal.
int csandbox_filter(void);

/// The version of the kernel's Landlock; 0 if it has none, or has disabled it.
int csandbox_landlock(void);

/// The lowest version of Landlock that keeps a program from changing files: Linux 6.2.
#define CSANDBOX_LANDLOCK_LOWEST 3

/// A descriptor of rules that permit opening nothing, and, where Landlock can, no connections and no signals to other processes; -1 with
/// errno.
int csandbox_rules(void);

/// What rules permit.
enum csandbox_access {
    /// Reads and executes a file.
    CSANDBOX_READ,
    /// Lists a folder, and the folders below.
    CSANDBOX_LIST,
    /// Reads and writes a device.
    CSANDBOX_DEVICE,
    /// Does everything below a folder but making devices and sockets.
    CSANDBOX_EVERYTHING,
};

/// Permits access to the file at `path`, which is not a link. Returns 0, or the error number.
int csandbox_permit(int rules, const char *path, enum csandbox_access access);
