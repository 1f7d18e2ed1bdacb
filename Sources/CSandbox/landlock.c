// Confines programs to their files where no namespaces can be made.

#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's interface (Documentation/userspace-api/landlock.rst), of which the headers of older systems lack parts.
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446, VERSION = 1, PATH_BENEATH = 1 };

struct ruleset {
    uint64_t files, network, scopes;
};

struct path_rule {
    uint64_t allowed;
    int32_t descriptor;
} __attribute__((packed));

#define BIT(number) (UINT64_C(1) << (number))

enum {
    EXECUTE = 0, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE, MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO,
    MAKE_BLOCK, MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV,
};

int csandbox_landlock(void) {
    long version = syscall(CREATE_RULESET, NULL, 0, VERSION);
    return version < 0 ? 0 : (int)version;
}

/// Every right that this version knows.
static uint64_t all_rights(int version) {
    int last = version >= 5 ? IOCTL_DEV : version >= 3 ? TRUNCATE : version >= 2 ? REFER : MAKE_SYM;
    return BIT(last + 1) - 1;
}

int csandbox_rules(void) {
    int version = csandbox_landlock();
    if (version < CSANDBOX_LANDLOCK_LOWEST) {
        errno = ENOSYS;
        return -1;
    }
    // Binding and connecting of TCP; abstract sockets and signals.
    struct ruleset rules = {all_rights(version), version >= 4 ? 3 : 0, version >= 6 ? 3 : 0};
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    // It is opened with O_CLOEXEC.
    return (int)syscall(CREATE_RULESET, &rules, size, 0);
}

int csandbox_permit(int rules, const char *path, enum csandbox_access access) {
    uint64_t allowed = 0;
    switch (access) {
        case CSANDBOX_READ: allowed = BIT(EXECUTE) | BIT(READ_FILE); break;
        case CSANDBOX_LIST: allowed = BIT(READ_DIR); break;
        case CSANDBOX_DEVICE: allowed = BIT(READ_FILE) | BIT(WRITE_FILE); break;
        case CSANDBOX_EVERYTHING:
            allowed = (BIT(TRUNCATE + 1) - 1) & ~(BIT(MAKE_CHAR) | BIT(MAKE_BLOCK) | BIT(MAKE_SOCK));
            break;
    }
    int file = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) return errno;
    struct path_rule rule = {allowed, file};
    int code = syscall(ADD_RULE, rules, PATH_BENEATH, &rule, 0) == 0 ? 0 : errno;
    close(file);
    return code;
}

int csandbox_confine(int rules) {
    struct sock_filter program[FILTER_LENGTH];
    size_t length = csandbox_write_filter(program, true, csandbox_landlock() >= 6, getpid());
    if (length == 0) {
        errno = ENOTSUP;
        return -1;
    }
    struct sock_fprog filter = {.len = (unsigned short)length, .filter = program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    if (syscall(RESTRICT_SELF, rules, 0) != 0) return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}
