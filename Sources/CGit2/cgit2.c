#define _GNU_SOURCE
#include "cgit2.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static struct at1_git2 functions;
static char failure[256];
static int is_open;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_library(void) {
    void *library = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        snprintf(failure, sizeof failure, "%s", dlerror());
        return;
    }
#define AT1_GIT2_FIND(name) \
    functions.name = (__typeof__(functions.name))dlsym(library, "git_" #name); \
    if (functions.name == NULL) { \
        snprintf(failure, sizeof failure, "it has no function git_" #name); \
        return; \
    }
    AT1_GIT2_FUNCTIONS(AT1_GIT2_FIND)
    if (functions.libgit2_init() < 0) {
        const git_error *last = functions.error_last();
        snprintf(failure, sizeof failure, "%s", last != NULL ? last->message : "it does not start");
        return;
    }
    is_open = 1;
}

const struct at1_git2 *at1_git2_open(const char **error) {
    pthread_once(&once, open_library);
    *error = failure;
    return is_open ? &functions : NULL;
}
