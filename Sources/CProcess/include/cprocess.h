#pragma once

/// Prepares the process for an incomplete environment. Call it before anything else.
///
/// - A closed standard descriptor is opened on /dev/null such that it cannot be read or written, so
///   that no other file gets its number.
/// - Writing to a pipe without a reader is an error, not a signal.
/// - As much stack as ordinary commands need is allocated, so that it need not grow when memory is short.
/// - A file that becomes shorter while it is mapped, or whose disk fails, ends the process with a message and exit code 4.
///
/// From the start of the process on, a failed allocation ends it in the same way (cprocess.c).
void cprocess_prepare(void);
