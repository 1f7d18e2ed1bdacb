#ifndef COPENSSL_H
#define COPENSSL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// libcrypto, loaded on first use: only encrypted private keys of other tools need it. Its interface
// since 3.0 is stable, so that its headers are not needed to build.

/// Loads libcrypto. False if it is not installed.
bool copenssl_load(void);

enum { COPENSSL_DONE = 0, COPENSSL_WRONG_PASSPHRASE = 1, COPENSSL_OTHER_ALGORITHM = 2, COPENSSL_FAILED = 3 };

/// Reads the Ed25519 seed of an encrypted PKCS#8 key in PEM.
int copenssl_open_pem(const void *pem, size_t length, const void *passphrase, size_t passphrase_length, uint8_t seed[32]);

/// Writes an Ed25519 key as encrypted PKCS#8 in PEM: PBES2 with PBKDF2 and AES-256-CBC. `*length` is the room, then the length.
int copenssl_seal_pem(const uint8_t seed[32], const void *passphrase, size_t passphrase_length, void *pem, size_t *length);

/// Runs a cipher without padding over whole blocks, or an authenticated one when `tag` is not NULL. Names as in OpenSSL.
int copenssl_cipher(
    const char *name, bool encrypts, const uint8_t *key, const uint8_t *iv, const uint8_t *input, size_t length,
    uint8_t *output, uint8_t *tag);

#endif
