#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// What a process that is started may take, and how it begins.
struct csandbox_start {
    /// The working folder; NULL for this process's own.
    const char *folder;
    /// Descriptors that become standard input, output and error.
    int input, output, errors;
    /// A descriptor that the process gets under the same number; -1 for none.
    int kept;
    /// The mask of file modes.
    unsigned mask;
    /// Bytes of address space, bytes of one file, and seconds of processor time; 0 for as much as there is.
    uint64_t memory, file, seconds;
    /// The number of processors that it may use; 0 for all.
    unsigned processors;
};

/// Starts the program at `path`. It is killed when the thread that started it ends.
///
/// Returns 0, or the number of the error that kept it from being started.
int csandbox_spawn(
    pid_t *id, const char *path, char *const arguments[], char *const variables[], const struct csandbox_start *start);

/// A descriptor of a filter of system calls, in the form that bubblewrap takes; -1 where the system has none, with errno.
///
/// It refuses what a program that computes files does not need: keyrings, io_uring, ptrace, namespaces, mounts, kernel modules,
/// BPF, and pushing characters into a terminal.
int csandbox_filter(void);
