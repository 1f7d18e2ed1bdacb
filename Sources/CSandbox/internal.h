#pragma once

#include "csandbox.h"

#include <linux/filter.h>
#include <stdbool.h>

/// The maximum length of a filter.
#define FILTER_LENGTH 512

/// Writes the filter, and returns its length; 0 if this processor has none.
///
/// `strict` is for programs without namespaces: it also refuses everything by which they could reach beyond their files: sockets, IPC,
/// sessions, other processes' scheduling, and changing the modes, owners and times of files. Where `signals` is false, it refuses all signals
/// but those of the process with this `id` to itself.
size_t csandbox_write_filter(struct sock_filter program[FILTER_LENGTH], bool strict, bool signals, pid_t id);

/// Confines this process. Safe between fork and exec.
int csandbox_confine(int rules);

/// Prepares this process for a program: everything that `start` says but the confinement.
int csandbox_prepare(const struct csandbox_start *start, pid_t parent);

/// Guards a program, and ends with it. Writes the error number to `report` if it cannot be started.
_Noreturn void csandbox_guard(
    const char *path, char *const arguments[], char *const variables[], const struct csandbox_start *start, pid_t parent, int report);
