#ifndef AT1_CGIT2_H
#define AT1_CGIT2_H

#include <git2.h>

// libgit2, loaded on first use and not when the program starts: it depends on Kerberos, TLS and SSH libraries, and
// loading them takes longer than most commands do. The types come from its headers, and the library of the same version is
// loaded.

#define AT1_GIT2_FUNCTIONS(F) \
    F(libgit2_init) F(error_last) F(error_set_str) F(buf_dispose) F(strarray_dispose) \
    F(repository_open_bare) F(repository_init_ext) F(repository_init_options_init) F(repository_free) \
    F(repository_odb) F(repository_head_unborn) F(repository_set_head) \
    F(odb_free) F(odb_exists) F(odb_read) F(odb_read_header) F(odb_write) F(odb_refresh) F(blob_create_from_stream) F(blob_create_from_stream_commit) \
    F(odb_object_free) F(odb_object_data) F(odb_object_size) F(odb_object_type) \
    F(reference_create) F(reference_create_matching) F(reference_remove) F(reference_list) F(reference_free) F(reference_name_to_id) \
    F(reference_name_is_valid) F(graph_descendant_of) \
    F(remote_create_anonymous) F(remote_free) F(remote_connect) F(remote_disconnect) F(remote_ls) \
    F(remote_default_branch) F(remote_download) F(remote_upload) F(remote_stats) \
    F(remote_init_callbacks) F(fetch_options_init) F(push_options_init) \
    F(credential_userpass_plaintext_new) F(credential_username_new) F(credential_ssh_key_new) \
    F(credential_ssh_key_from_agent) \
    F(merge_file) F(merge_file_options_init) F(merge_file_result_free)

#define AT1_GIT2_MEMBER(name) __typeof__(&git_##name) name;

// The functions used, by their names without `git_`.
struct at1_git2 {
    AT1_GIT2_FUNCTIONS(AT1_GIT2_MEMBER)
};

// Loads libgit2 once and returns its functions. NULL if it is missing, and then `*error` says why. Thread-safe.
const struct at1_git2 *at1_git2_open(const char **error);

// The number of bytes sent and received over a TCP connection so far, as confirmed by the other side. -1 if the descriptor
// is not one.
long long at1_tcp_bytes(int descriptor);

#endif
