// Tells the thread sanitizer of the slow ways through Swift's Mutex. Loaded before libswiftSynchronization by scripts/sanitize.
//
// A Mutex that is free is taken and given back by an atomic instruction of the caller's, which the sanitizer sees. One that
// is not free is taken and given back in the library, which was not built for the sanitizer: without this, every lock that
// somebody waited for looks like a race.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

__attribute__((weak)) void __tsan_acquire(void *);
__attribute__((weak)) void __tsan_release(void *);

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void lock_call(uint32_t, SELF);
typedef SWIFT bool try_call(SELF);
typedef SWIFT void unlock_call(SELF);

SWIFT void lock_slow(uint32_t id, SELF) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t id, SELF) {
    static lock_call *next;
    if (!next) next = (lock_call *)dlsym(RTLD_NEXT, LOCK);
    next(id, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT bool try_lock_slow(SELF) {
    static try_call *next;
    if (!next) next = (try_call *)dlsym(RTLD_NEXT, TRY_LOCK);
    bool taken = next(self);
    if (taken && __tsan_acquire) __tsan_acquire(self);
    return taken;
}

SWIFT void unlock_slow(SELF) {
    static unlock_call *next;
    if (!next) next = (unlock_call *)dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(self);
    next(self);
}
