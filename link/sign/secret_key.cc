#include "link/sign/secret_key.h"

#include "base/error.h"
#include "link/sign/key_file.h"

namespace satchel {

SecretKey SecretKey::generate() {
  if (sodium_init() < 0) throw Error(Exit::kFailed, "libsodium does not start");
  SecretKey key;
  key.pair_.resize(crypto_sign_SECRETKEYBYTES);
  Ed25519Public ignored;
  crypto_sign_keypair(ignored.data(), key.pair_.data());
  return key;
}

void SecretKey::save(const std::filesystem::path& path, const SecretText& passphrase) const {
  write_key_file(path, KeyKind::kPublisher, std::span(pair_).first(crypto_sign_SEEDBYTES),
                 passphrase);
}

SecretKey SecretKey::open(const std::filesystem::path& path, const SecretText& passphrase) {
  const SecretBytes seed = open_key_file(path, KeyKind::kPublisher, passphrase);
  SecretKey opened;
  opened.pair_.resize(crypto_sign_SECRETKEYBYTES);
  Ed25519Public made;
  crypto_sign_seed_keypair(made.data(), opened.pair_.data(), seed.data());
  return opened;
}

PublicKey SecretKey::public_key() const {
  Ed25519Public raw;
  crypto_sign_ed25519_sk_to_pk(raw.data(), pair_.data());
  return PublicKey::from_ed25519(raw);
}

bool SecretKey::sign(ByteView message, uint8_t signature[kSignatureBytes]) {
  return crypto_sign_detached(signature, nullptr, message.data, message.size, pair_.data()) == 0;
}

}  // namespace satchel
