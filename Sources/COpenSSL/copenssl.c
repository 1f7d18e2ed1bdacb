#include "copenssl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

typedef int Callback(char *, int, int, void *);

// The numbers are those of OpenSSL's headers; they are part of its interface.
enum { ED25519 = 1087, SET_TAG = 0x11, GET_TAG = 0x10 };

static void *(*new_buffer)(const void *, int);
static void *(*new_bio)(const void *);
static const void *(*memory_bio)(void);
static int (*read_bio)(void *, void *, int);
static int (*free_bio)(void *);
static void *(*read_key)(void *, void **, Callback *, void *);
static int (*write_key)(void *, void *, const void *, const char *, int, Callback *, void *);
static int (*key_type)(const void *);
static int (*raw_key)(const void *, unsigned char *, size_t *);
static void *(*new_key)(int, void *, const unsigned char *, size_t);
static void (*free_key)(void *);
static const void *(*cipher_named)(const char *);
static void *(*new_context)(void);
static void (*free_context)(void *);
static int (*begin)(void *, const void *, void *, const unsigned char *, const unsigned char *, int);
static int (*set_padding)(void *, int);
static int (*control)(void *, int, int, void *);
static int (*update)(void *, unsigned char *, int *, const unsigned char *, int);
static int (*finish)(void *, unsigned char *, int *);
static void (*clear_errors)(void);

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded;

static bool find(void *library, const char *name, void *place) {
    void *symbol = dlsym(library, name);
    memcpy(place, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void load(void) {
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return;
    is_loaded = find(library, "BIO_new_mem_buf", &new_buffer) && find(library, "BIO_new", &new_bio)
        && find(library, "BIO_s_secmem", &memory_bio) && find(library, "BIO_read", &read_bio)
        && find(library, "BIO_free", &free_bio) && find(library, "PEM_read_bio_PrivateKey", &read_key)
        && find(library, "PEM_write_bio_PKCS8PrivateKey", &write_key) && find(library, "EVP_PKEY_get_base_id", &key_type)
        && find(library, "EVP_PKEY_get_raw_private_key", &raw_key)
        && find(library, "EVP_PKEY_new_raw_private_key", &new_key) && find(library, "EVP_PKEY_free", &free_key)
        && find(library, "EVP_get_cipherbyname", &cipher_named) && find(library, "EVP_CIPHER_CTX_new", &new_context)
        && find(library, "EVP_CIPHER_CTX_free", &free_context) && find(library, "EVP_CipherInit_ex", &begin)
        && find(library, "EVP_CIPHER_CTX_set_padding", &set_padding) && find(library, "EVP_CIPHER_CTX_ctrl", &control)
        && find(library, "EVP_CipherUpdate", &update) && find(library, "EVP_CipherFinal_ex", &finish)
        && find(library, "ERR_clear_error", &clear_errors);
}

bool copenssl_load(void) {
    pthread_once(&once, load);
    return is_loaded;
}

struct passphrase {
    const void *bytes;
    size_t length;
};

static int give(char *buffer, int size, int writes, void *data) {
    (void)writes;
    const struct passphrase *passphrase = data;
    if (passphrase->length > (size_t)size) return -1;
    memcpy(buffer, passphrase->bytes, passphrase->length);
    return (int)passphrase->length;
}

int copenssl_open_pem(const void *pem, size_t length, const void *bytes, size_t bytes_length, uint8_t seed[32]) {
    struct passphrase passphrase = {bytes, bytes_length};
    void *bio = new_buffer(pem, (int)length);
    if (bio == NULL) return COPENSSL_FAILED;
    void *key = read_key(bio, NULL, give, &passphrase);
    free_bio(bio);
    clear_errors();
    if (key == NULL) return COPENSSL_WRONG_PASSPHRASE;
    size_t count = 32;
    int result = COPENSSL_DONE;
    if (key_type(key) != ED25519) result = COPENSSL_OTHER_ALGORITHM;
    else if (raw_key(key, seed, &count) != 1 || count != 32) result = COPENSSL_FAILED;
    free_key(key);
    return result;
}

int copenssl_seal_pem(const uint8_t seed[32], const void *bytes, size_t bytes_length, void *pem, size_t *length) {
    struct passphrase passphrase = {bytes, bytes_length};
    void *key = new_key(ED25519, NULL, seed, 32);
    void *bio = new_bio(memory_bio());
    int count = -1;
    if (key != NULL && bio != NULL
        && write_key(bio, key, cipher_named("aes-256-cbc"), NULL, 0, give, &passphrase) == 1)
        count = read_bio(bio, pem, (int)*length);
    if (bio != NULL) free_bio(bio);
    if (key != NULL) free_key(key);
    clear_errors();
    if (count <= 0) return COPENSSL_FAILED;
    *length = (size_t)count;
    return COPENSSL_DONE;
}

int copenssl_cipher(
    const char *name, bool encrypts, const uint8_t *key, const uint8_t *iv, const uint8_t *input, size_t length,
    uint8_t *output, uint8_t *tag) {
    const void *cipher = cipher_named(name);
    void *context = cipher == NULL ? NULL : new_context();
    if (context == NULL) return COPENSSL_FAILED;
    int count = 0, last = 0;
    bool done = begin(context, cipher, NULL, key, iv, encrypts) == 1 && set_padding(context, 0) == 1
        && (tag == NULL || encrypts || control(context, SET_TAG, 16, tag) == 1)
        && update(context, output, &count, input, (int)length) == 1;
    int result = COPENSSL_FAILED;
    if (done) {
        bool whole = finish(context, output + count, &last) == 1 && (size_t)(count + last) == length;
        if (whole && tag != NULL && encrypts) whole = control(context, GET_TAG, 16, tag) == 1;
        result = whole ? COPENSSL_DONE : COPENSSL_WRONG_PASSPHRASE;
    }
    free_context(context);
    clear_errors();
    return result;
}
