#include "link/sign/key_file.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "link/sign/bytes.h"
#include "link/sign/openssl_handles.h"
#include "wire/cbor/deterministic.h"
#include "wire/cbor/reader.h"
#include "wire/cbor/writer.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

// spec/keys.md.
constexpr const char* kPemName = "SATCHEL ENCRYPTED KEY";
constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kFileLimit = 16384;  // bytes
// What a key file may ask of the machine that opens it: a hostile one could ask for all of it.
constexpr std::uint64_t kMostMemory = std::uint64_t{1} << 30;  // bytes
constexpr std::uint64_t kMostPasses = 16;

constexpr std::size_t kSealedBytes = kRawKeyBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kRawKeyBytes == crypto_sign_SEEDBYTES && kRawKeyBytes == crypto_box_SECRETKEYBYTES);

enum Field : std::uint64_t {
  kFieldVersion = 1,
  kPasses,
  kMemory,
  kSalt,
  kNonce,
  kPublic,
  kSealed,
  kKind
};

struct KeyFile {
  std::uint64_t passes = crypto_pwhash_OPSLIMIT_MODERATE;
  std::uint64_t memory = crypto_pwhash_MEMLIMIT_MODERATE;  // bytes
  std::array<std::uint8_t, crypto_pwhash_SALTBYTES> salt = {};
  std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES> nonce = {};
  StatedKey stated;
  std::array<std::uint8_t, kSealedBytes> sealed = {};
};

template <std::size_t size>
void write_field(CborWriter& writer, Field field, const std::array<std::uint8_t, size>& bytes) {
  writer.write_unsigned(field);
  writer.write_bytes(bytes.data(), size);
}

// A publisher's file does not say its kind: there were no others once.
std::uint64_t fields_of(KeyKind kind) {
  return kind == KeyKind::kPublisher ? kSealed : kKind;
}

// All fields, or those without kSealed: what the encryption is bound to.
ByteVector encode(const KeyFile& file, bool sealed) {
  ByteVector buffer(512);
  CborWriter writer(buffer.data(), buffer.size());
  const std::uint64_t fields = fields_of(file.stated.kind);
  writer.begin_map(sealed ? fields : fields - 1);
  writer.write_unsigned(kFieldVersion);
  writer.write_unsigned(kVersion);
  writer.write_unsigned(kPasses);
  writer.write_unsigned(file.passes);
  writer.write_unsigned(kMemory);
  writer.write_unsigned(file.memory);
  write_field(writer, kSalt, file.salt);
  write_field(writer, kNonce, file.nonce);
  write_field(writer, kPublic, file.stated.public_key);
  if (sealed) write_field(writer, kSealed, file.sealed);
  if (fields == kKind) {
    writer.write_unsigned(kKind);
    writer.write_unsigned(static_cast<std::uint64_t>(file.stated.kind));
  }
  buffer.resize(writer.size());
  return buffer;
}

bool read_number(CborReader& reader, Field field, std::uint64_t* value) {
  std::uint64_t key = 0;
  return reader.read_unsigned(&key) && key == field && reader.read_unsigned(value);
}

template <std::size_t size>
bool read_field(CborReader& reader, Field field, std::array<std::uint8_t, size>* bytes) {
  std::uint64_t key = 0;
  ByteView view;
  if (!reader.read_unsigned(&key) || key != field || !reader.read_bytes(&view)) return false;
  if (view.size != size) return false;
  std::copy_n(view.data, size, bytes->begin());
  return true;
}

bool read_kind(CborReader& reader, KeyKind* kind) {
  std::uint64_t number = 0;
  if (!read_number(reader, kKind, &number)) return false;
  *kind = static_cast<KeyKind>(number);
  return number == static_cast<std::uint64_t>(KeyKind::kSteward) ||
         number == static_cast<std::uint64_t>(KeyKind::kService);
}

std::optional<KeyFile> decode(ByteView bytes) {
  KeyFile file;
  CborReader reader(bytes.data, bytes.size);
  CborContainer map;
  std::uint64_t version = 0;
  if (!is_deterministic(bytes) || !reader.enter_map(&map)) return std::nullopt;
  const std::uint64_t fields = map.left;
  if ((fields != kSealed && fields != kKind) || !read_number(reader, kFieldVersion, &version) ||
      version != kVersion || !read_number(reader, kPasses, &file.passes) ||
      !read_number(reader, kMemory, &file.memory) || !read_field(reader, kSalt, &file.salt) ||
      !read_field(reader, kNonce, &file.nonce) ||
      !read_field(reader, kPublic, &file.stated.public_key) ||
      !read_field(reader, kSealed, &file.sealed) || file.passes > kMostPasses ||
      file.memory > kMostMemory) {
    return std::nullopt;
  }
  if (fields == kKind && !read_kind(reader, &file.stated.kind)) return std::nullopt;
  return file;
}

// The bytes inside the file's PEM armour; nothing when it has another or none.
std::optional<ByteVector> unwrap(const std::string& pem) {
  const BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  char *name = nullptr, *header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  const bool read = PEM_read_bio(bio.get(), &name, &header, &data, &size) == 1;
  ERR_clear_error();
  std::optional<ByteVector> bytes;
  if (read && std::string(name) == kPemName && std::string(header).empty()) {
    bytes.emplace(data, data + size);
  }
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(data);
  return bytes;
}

std::string wrap(const ByteVector& bytes) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio(bio.get(), kPemName, "", bytes.data(), static_cast<long>(bytes.size())) <= 0) {
    throw Error(Exit::kFailed, "OpenSSL does not write PEM");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

KeyFile read_key_file(const fs::path& path) {
  const std::optional<ByteVector> bytes = unwrap(read_text_file(path, kFileLimit));
  const std::optional<KeyFile> file = bytes ? decode(view_of(*bytes)) : std::nullopt;
  if (!file) {
    throw Error(Exit::kUnusable, path.string() + " is no key file of this version",
                "Name the .key file that `satchel keys new` wrote.");
  }
  return *file;
}

SecretBytes stretch(const KeyFile& file, const SecretText& passphrase) {
  SecretBytes key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), file.salt.data(),
                    file.passes, file.memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw Error(Exit::kFailed,
                "there is not enough memory for the passphrase: it takes " +
                    std::to_string(file.memory >> 20) + " MB",
                "Close other programs and run the same command again.");
  }
  return key;
}

RawKey public_half(KeyKind kind, std::span<const std::uint8_t> secret) {
  RawKey made = {};
  if (kind != KeyKind::kPublisher) {
    crypto_scalarmult_base(made.data(), secret.data());
    return made;
  }
  SecretBytes pair(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(made.data(), pair.data(), secret.data());
  return made;
}

void start_sodium() {
  if (sodium_init() < 0) throw Error(Exit::kFailed, "libsodium does not start");
}

}  // namespace

bool is_key_file(const fs::path& path) {
  return read_text_file(path, kFileLimit).find(kPemName) != std::string::npos;
}

StatedKey stated_key(const fs::path& path) {
  return read_key_file(path).stated;
}

void write_key_file(const fs::path& path, KeyKind kind, std::span<const std::uint8_t> secret,
                    const SecretText& passphrase) {
  if (passphrase.empty()) {
    throw Error(Exit::kUnusable, "the passphrase is empty", "A secret key needs one.");
  }
  start_sodium();
  KeyFile file;
  file.stated = {kind, public_half(kind, secret)};
  randombytes_buf(file.salt.data(), file.salt.size());
  randombytes_buf(file.nonce.data(), file.nonce.size());
  const SecretBytes key = stretch(file, passphrase);
  const ByteVector bound = encode(file, false);
  crypto_aead_xchacha20poly1305_ietf_encrypt(file.sealed.data(), nullptr, secret.data(),
                                             kRawKeyBytes, bound.data(), bound.size(), nullptr,
                                             file.nonce.data(), key.data());
  const std::string pem = wrap(encode(file, true));
  write_secret_file(path, {reinterpret_cast<const std::uint8_t*>(pem.data()), pem.size()});
}

SecretBytes open_key_file(const fs::path& path, KeyKind wanted, const SecretText& passphrase) {
  start_sodium();
  const KeyFile file = read_key_file(path);
  require_kind(path.string(), file.stated.kind, wanted);
  const SecretBytes key = stretch(file, passphrase);
  const ByteVector bound = encode(file, false);
  SecretBytes secret(kRawKeyBytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          secret.data(), nullptr, nullptr, file.sealed.data(), file.sealed.size(), bound.data(),
          bound.size(), file.nonce.data(), key.data()) != 0) {
    throw Error(Exit::kRefused,
                "the passphrase is not the one of " + path.string() + ", or the file was changed",
                "Try again; a passphrase that is lost cannot be recovered.");
  }
  if (public_half(wanted, secret) != file.stated.public_key) {
    throw Error(Exit::kRefused, path.string() + " states another public key than its own");
  }
  return secret;
}

}  // namespace satchel
