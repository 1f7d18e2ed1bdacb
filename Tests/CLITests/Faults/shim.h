// What stands between a program under test and the system's calls that change files: shim.c has the calls, faults.c
// lets them fail, record.c writes them down. Compiled into one library by the tests, and loaded before libc.
#pragma once
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What a call does, for those who decide whether it fails.
enum {
    GROWS = 1,   // takes room: fails on a full disk
    NAMES = 2,   // makes, moves or removes a name: fails without permission
    OPENS = 4,   // opens a file that is there for writing: fails without permission, and is no change by itself
    LOCKS = 8,   // takes a lock
    WRITES = 16, // writes bytes
};

// Before a call. Gives errno for a call that is to fail, else 0; may not return. `*count` may be made smaller.
int fault_before(int what, int fd, const void *bytes, size_t *count);
// After a call that was made.
void fault_after(void);

enum operation {
    CREATED = 1, WROTE, TRUNCATED, SYNCED, RENAMED, REMOVED, MADE_FOLDER, LINKED, MADE_LINK, SAID,
};

// Whether calls are written down. While one is made, others wait.
int record_begin(void);
void record_end(void);
void record(enum operation operation, uint64_t a, uint64_t b, uint64_t number, const char *name, const void *bytes,
            size_t count);
