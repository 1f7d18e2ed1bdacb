// Writes down every call that changes a file, in the order in which they were made, with the bytes: what a loss of power
// may take away is worked out from that.
//
// AT1_RECORD names the file. A record is a byte for the operation, three numbers of 8 bytes, two lengths of 4 bytes in
// the machine's order, a name and bytes. Files and folders are their inodes.
#include "shim.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int file = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("AT1_RECORD");
    if (path) file = (int)syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0666);
}

int record_begin(void) {
    if (file < 0) return 0;
    pthread_mutex_lock(&lock);
    return 1;
}

void record_end(void) {
    if (file >= 0) pthread_mutex_unlock(&lock);
}

void record(enum operation operation, uint64_t a, uint64_t b, uint64_t number, const char *name, const void *bytes,
            size_t count) {
    uint8_t head[33];
    uint32_t lengths[2] = {name ? (uint32_t)strlen(name) : 0, (uint32_t)count};
    head[0] = operation;
    memcpy(head + 1, &a, 8);
    memcpy(head + 9, &b, 8);
    memcpy(head + 17, &number, 8);
    memcpy(head + 25, lengths, 8);
    struct iovec parts[3] = {{head, sizeof head}, {(void *)name, lengths[0]}, {(void *)bytes, lengths[1]}};
    if (syscall(SYS_writev, file, parts, 3) < 0) abort();
}
