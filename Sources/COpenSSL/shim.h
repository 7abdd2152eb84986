/* OpenSSL's libcrypto (libssl-dev): the digests of RFC 9530's registry and MD5, through EVP, which takes the
 * processor's own instructions where there are any. */
#pragma once
#include <openssl/evp.h>
