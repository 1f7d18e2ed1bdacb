#include "CCurl.h"

// The header checks argument types with macros of these names; the functions are needed here.
#undef curl_easy_setopt
#undef curl_easy_getinfo

#include <dlfcn.h>
#include <pthread.h>

static CURL *(*easy_init)(void);
static void (*easy_reset)(CURL *);
static void (*easy_cleanup)(CURL *);
static CURLcode (*easy_perform)(CURL *);
static const char *(*easy_strerror)(CURLcode);
static CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
static CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
static struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
static void (*slist_free_all)(struct curl_slist *);

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded;

static void load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    CURLcode (*global_init)(long) = dlsym(library, "curl_global_init");
    easy_init = dlsym(library, "curl_easy_init");
    easy_reset = dlsym(library, "curl_easy_reset");
    easy_cleanup = dlsym(library, "curl_easy_cleanup");
    easy_perform = dlsym(library, "curl_easy_perform");
    easy_strerror = dlsym(library, "curl_easy_strerror");
    easy_setopt = dlsym(library, "curl_easy_setopt");
    easy_getinfo = dlsym(library, "curl_easy_getinfo");
    slist_append = dlsym(library, "curl_slist_append");
    slist_free_all = dlsym(library, "curl_slist_free_all");
    is_loaded = global_init && easy_init && easy_reset && easy_cleanup && easy_perform && easy_strerror && easy_setopt
        && easy_getinfo && slist_append && slist_free_all && global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

bool ccurl_load(void) {
    pthread_once(&once, load);
    return is_loaded;
}

CURL *ccurl_easy_init(void) { return easy_init(); }
void ccurl_easy_reset(CURL *handle) { easy_reset(handle); }
void ccurl_easy_cleanup(CURL *handle) { easy_cleanup(handle); }
CURLcode ccurl_easy_perform(CURL *handle) { return easy_perform(handle); }
const char *ccurl_easy_strerror(CURLcode code) { return easy_strerror(code); }
CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) { return easy_setopt(handle, option, value); }
CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value) { return easy_setopt(handle, option, value); }
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return easy_setopt(handle, option, value);
}
CURLcode ccurl_set_callback(CURL *handle, CURLoption option, size_t (*value)(char *, size_t, size_t, void *)) {
    return easy_setopt(handle, option, value);
}
CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) { return easy_getinfo(handle, info, value); }
const char *ccurl_get_text(CURL *handle, CURLINFO info) {
    char *text = NULL;
    return easy_getinfo(handle, info, &text) == CURLE_OK ? text : NULL;
}
struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text) { return slist_append(list, text); }
void ccurl_slist_free_all(struct curl_slist *list) { slist_free_all(list); }
