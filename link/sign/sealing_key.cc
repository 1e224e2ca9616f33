#include "link/sign/sealing_key.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "link/sign/key_file.h"
#include "link/sign/openssl_public.h"
#include "link/sign/public_key.h"

namespace satchel {

static_assert(kSealingPublicBytes == crypto_box_PUBLICKEYBYTES);

namespace {

constexpr std::uint64_t kPemLimit = 16384;  // bytes

bool is_encrypted(const SecretText& pem) {
  return std::string_view(pem.data(), pem.size()).find("ENCRYPTED") != std::string_view::npos;
}

// OpenSSL's question for a passphrase, answered with one that was asked for before.
int answer_passphrase(char* out, int capacity, int, void* asked) {
  const auto& passphrase = *static_cast<const SecretText*>(asked);
  if (passphrase.size() > static_cast<std::size_t>(capacity)) return -1;
  std::copy(passphrase.begin(), passphrase.end(), out);
  return static_cast<int>(passphrase.size());
}

// The secret half of an X25519 key as other programs write it.
SecretBytes open_pem(const std::filesystem::path& path, KeyKind wanted,
                     const std::function<SecretText()>& ask) {
  std::vector<std::uint8_t> file = read_file(path, kPemLimit);
  const SecretText pem(file.begin(), file.end());
  sodium_memzero(file.data(), file.size());
  SecretText passphrase = is_encrypted(pem) ? ask() : SecretText();
  const BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, answer_passphrase, &passphrase));
  ERR_clear_error();
  if (key == nullptr && is_encrypted(pem)) {
    throw Error(Exit::kRefused,
                "the passphrase is not the one of " + path.string() + ", or the file was changed",
                "Try again; a passphrase that is lost cannot be recovered.");
  }
  SecretBytes secret(crypto_box_SECRETKEYBYTES);
  std::size_t size = secret.size();
  if (key == nullptr || EVP_PKEY_base_id(key.get()) != EVP_PKEY_X25519 ||
      EVP_PKEY_get_raw_private_key(key.get(), secret.data(), &size) != 1) {
    throw Error(Exit::kUnusable, path.string() + " holds no secret X25519 key",
                "It should be the .key file of `satchel keys new NAME --kind " + kind_name(wanted) +
                    "`, or a secret key as PEM.");
  }
  return secret;
}

}  // namespace

std::optional<SealingPublicFile> find_sealing_public(const std::filesystem::path& path) {
  const std::string pem = read_text_file(path, kPemLimit);
  const KeyHandle key = public_from_pem(pem);
  SealingPublicFile file;
  if (key == nullptr || !raw_public(key.get(), EVP_PKEY_X25519, file.key)) return std::nullopt;
  file.kind = kind_in_pem(pem);
  return file;
}

SealingPublic read_sealing_public(const std::filesystem::path& path, KeyKind wanted) {
  if (const std::optional<SealingPublicFile> file = find_sealing_public(path)) {
    if (file->kind) require_kind(path.string(), *file->kind, wanted);
    return file->key;
  }
  if (is_key_file(path)) {
    throw Error(Exit::kUnusable, path.string() + " is the secret half of a key",
                "Name its public half, the .pub file beside it.");
  }
  // Throws when it is no key at all.
  const bool ours = PublicKey::read(path).is_ed25519();
  refuse_kind(path.string(), ours ? "a publisher's" : "a P-256", wanted);
}

std::string sealing_public_pem(const SealingPublic& key, KeyKind kind) {
  return kind_line(kind) + public_pem(public_from_raw(EVP_PKEY_X25519, key).get());
}

std::string fingerprint_of(const SealingPublic& key) {
  return public_fingerprint(public_info(public_from_raw(EVP_PKEY_X25519, key).get()));
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

SealingKey SealingKey::open(const std::filesystem::path& path, KeyKind wanted,
                            const std::function<SecretText()>& passphrase) {
  if (!is_key_file(path)) return from_secret(open_pem(path, wanted, passphrase));
  require_kind(path.string(), stated_key(path).kind, wanted);
  return from_secret(open_key_file(path, wanted, passphrase()));
}

void SealingKey::save(const std::filesystem::path& path, KeyKind kind,
                      const SecretText& passphrase) const {
  write_key_file(path, kind, secret_, passphrase);
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
