#include "link/sign/sealing_key.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/error.h"
#include "base/file.h"
#include "link/sign/openssl_handles.h"

namespace satchel {

static_assert(kSealingPublicBytes == crypto_box_PUBLICKEYBYTES);

SealingPublic read_sealing_public(const std::filesystem::path& path) {
  const std::string pem = read_text_file(path);
  const BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const KeyHandle key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  SealingPublic raw = {};
  std::size_t size = raw.size();
  if (key == nullptr || EVP_PKEY_base_id(key.get()) != EVP_PKEY_X25519 ||
      EVP_PKEY_get_raw_public_key(key.get(), raw.data(), &size) != 1) {
    throw Error(
        Exit::kUnusable, path.string() + " is no public X25519 key",
        "Kits seal to such a key; openssl genpkey -algorithm X25519 makes one, openssl pkey "
        "-pubout its public half.");
  }
  return raw;
}

SealingKey SealingKey::generate() {
  if (sodium_init() < 0) throw Error(Exit::kFailed, "libsodium finds no source of randomness");
  SecretBytes secret(crypto_box_SECRETKEYBYTES);
  randombytes_buf(secret.data(), secret.size());
  return from_secret(std::move(secret));
}

SealingKey SealingKey::from_secret(SecretBytes secret) {
  if (secret.size() != crypto_box_SECRETKEYBYTES) {
    throw Error(Exit::kUnusable,
                "a sealing key has 32 bytes, this one has " + std::to_string(secret.size()));
  }
  SealingKey key;
  key.secret_ = std::move(secret);
  crypto_scalarmult_base(key.public_.data(), key.secret_.data());
  return key;
}

ByteVector SealingKey::open(std::span<const std::uint8_t> sealed) const {
  ByteVector message(sealed.size() < crypto_box_SEALBYTES ? 0
                                                          : sealed.size() - crypto_box_SEALBYTES);
  if (sealed.size() < crypto_box_SEALBYTES ||
      crypto_box_seal_open(message.data(), sealed.data(), sealed.size(), public_.data(),
                           secret_.data()) != 0) {
    throw Error(Exit::kRefused, "the sealed message does not open with this key",
                "It was sealed to another key, or changed on its way. Compare the key with the one "
                "in the kits' settings.");
  }
  return message;
}

}  // namespace satchel
