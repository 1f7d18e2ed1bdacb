#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stdbool.h>

// libcurl and its dependencies take longer to load than most commands run, so it is loaded on first
// use. Its option setters take any type; here is one for each type that is needed.

/// Loads libcurl. False if it is not installed.
bool ccurl_load(void);

CURL *ccurl_easy_init(void);
void ccurl_easy_reset(CURL *handle);
void ccurl_easy_cleanup(CURL *handle);
CURLcode ccurl_easy_perform(CURL *handle);
const char *ccurl_easy_strerror(CURLcode code);
CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value);
CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value);
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, const void *value);
CURLcode ccurl_set_callback(CURL *handle, CURLoption option, size_t (*value)(char *, size_t, size_t, void *));
CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value);
/// Text that is valid as long as the handle's request; null if there is none.
const char *ccurl_get_text(CURL *handle, CURLINFO info);
struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text);
void ccurl_slist_free_all(struct curl_slist *list);

#endif
