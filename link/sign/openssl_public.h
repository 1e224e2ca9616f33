#pragma once

#include <span>
#include <string>

#include "link/sign/bytes.h"
#include "link/sign/openssl_handles.h"

// Public keys as others read them: SubjectPublicKeyInfo (RFC 5280, RFC 8410), in PEM.
namespace satchel {

// Null when the text holds no public key. What stands before the PEM is passed over.
KeyHandle public_from_pem(const std::string& pem);
// Of EVP_PKEY_ED25519 or EVP_PKEY_X25519. Throws Error(Exit::kFailed).
KeyHandle public_from_raw(int type, std::span<const std::uint8_t> raw);
// The raw bytes of a key of this type; false when it is another.
bool raw_public(const EVP_PKEY* key, int type, std::span<std::uint8_t> raw);

ByteVector public_info(const EVP_PKEY* key);  // DER
std::string public_pem(const EVP_PKEY* key);
// SHA-256 of the DER, in hexadecimal: what people compare.
std::string public_fingerprint(std::span<const std::uint8_t> info);

}  // namespace satchel
