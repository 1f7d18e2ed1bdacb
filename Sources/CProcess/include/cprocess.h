#pragma once

/// Makes the process ready for what its surroundings may lack. To be called before anything else.
///
/// - A descriptor of the three standard ones that is closed becomes one on /dev/null that cannot be read or written, so
///   that no file of ours gets its number.
/// - Writing to a pipe that nobody reads is an error, and not a signal.
/// - The stack is there as far as ordinary commands need it, so that it need not grow when memory is short.
/// - A file that becomes shorter while it is mapped, or whose disk fails, ends the process with a message and exit code 4.
///
/// From the start of the process on, memory that cannot be had ends it in the same way (cprocess.c).
void cprocess_prepare(void);
