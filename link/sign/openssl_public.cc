#include "link/sign/openssl_public.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/error.h"
#include "base/hash.h"

namespace satchel {

KeyHandle public_from_pem(const std::string& pem) {
  const BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  KeyHandle key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return key;
}

KeyHandle public_from_raw(int type, std::span<const std::uint8_t> raw) {
  KeyHandle key(EVP_PKEY_new_raw_public_key(type, nullptr, raw.data(), raw.size()));
  if (key == nullptr) throw Error(Exit::kFailed, "OpenSSL does not take a public key");
  return key;
}

bool raw_public(const EVP_PKEY* key, int type, std::span<std::uint8_t> raw) {
  std::size_t size = raw.size();
  return EVP_PKEY_base_id(key) == type &&
         EVP_PKEY_get_raw_public_key(key, raw.data(), &size) == 1 && size == raw.size();
}

ByteVector public_info(const EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) throw Error(Exit::kFailed, "OpenSSL does not write a public key");
  ByteVector info(der, der + size);
  OPENSSL_free(der);
  return info;
}

std::string public_pem(const EVP_PKEY* key) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PUBKEY(bio.get(), key) != 1) {
    throw Error(Exit::kFailed, "OpenSSL does not write a public key");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string public_fingerprint(std::span<const std::uint8_t> info) {
  return to_hex(sha256(info));
}

}  // namespace satchel
