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
};

/// Starts the program at `path`. It is killed when the thread that started it ends.
///
/// Returns 0, or the error number if it could not be started.
int csandbox_spawn(
    pid_t *id, const char *path, char *const arguments[], char *const variables[], const struct csandbox_start *start);

/// A descriptor of a filter of system calls, in the form that bubblewrap accepts; -1 if the system has none, with errno.
///
/// It refuses what a program that computes files does not need: keyrings, io_uring, ptrace, namespaces, mounts, kernel modules,
/// BPF, and injecting characters into a terminal.
int csandbox_filter(void);
