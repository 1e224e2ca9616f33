#include "link/sign/public_key.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>
#include <sodium.h>

#include <cstring>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "link/sign/key_kind.h"
#include "link/sign/openssl_public.h"

namespace satchel {
namespace {

constexpr std::uint64_t kPemLimit = 16384;  // bytes

class Ed25519Verifier final : public SignatureVerifier {
 public:
  explicit Ed25519Verifier(const Ed25519Public& key) : key_(key) {}

  bool fits(int64_t algorithm) const override {
    return algorithm == cose_algorithm::kEdDsa || algorithm == cose_algorithm::kEd25519;
  }
  bool verify(int64_t algorithm, ByteView message, ByteView signature) const override {
    return fits(algorithm) && signature.size == kSignatureBytes &&
           crypto_sign_verify_detached(signature.data, message.data, message.size, key_.data()) ==
               0;
  }

 private:
  Ed25519Public key_;
};

// COSE's signature is r || s, OpenSSL's is DER.
std::vector<std::uint8_t> to_der(ByteView signature) {
  constexpr int kHalf = kSignatureBytes / 2;
  std::unique_ptr<ECDSA_SIG, OpensslRelease<ECDSA_SIG_free>> pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(signature.data, kHalf, nullptr);
  BIGNUM* s = BN_bin2bn(signature.data + kHalf, kHalf, nullptr);
  if (ECDSA_SIG_set0(pair.get(), r, s) != 1) return {};
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  std::vector<std::uint8_t> bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

class P256Verifier final : public SignatureVerifier {
 public:
  explicit P256Verifier(KeyHandle key) : key_(std::move(key)) {}

  bool fits(int64_t algorithm) const override {
    return algorithm == cose_algorithm::kEs256 || algorithm == cose_algorithm::kEsp256;
  }
  bool verify(int64_t algorithm, ByteView message, ByteView signature) const override {
    if (!fits(algorithm) || signature.size != kSignatureBytes) return false;
    const std::vector<std::uint8_t> der = to_der(signature);
    const DigestHandle context(EVP_MD_CTX_new());
    const bool good =
        !der.empty() &&
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context.get(), der.data(), der.size(), message.data, message.size) == 1;
    ERR_clear_error();
    return good;
  }

 private:
  KeyHandle key_;
};

bool is_p256(EVP_PKEY* key) {
  char group[32] = {};
  return EVP_PKEY_base_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name(key, group, sizeof(group), nullptr) == 1 &&
         std::strcmp(group, SN_X9_62_prime256v1) == 0;
}

}  // namespace

PublicKey PublicKey::from_ed25519(const Ed25519Public& raw) {
  PublicKey key;
  key.ed25519_ = true;
  key.raw_ = raw;
  key.info_ = public_info(public_from_raw(EVP_PKEY_ED25519, raw).get());
  key.verifier_ = std::make_shared<Ed25519Verifier>(raw);
  return key;
}

PublicKey PublicKey::from_pem(const std::string& pem, const std::string& source) {
  KeyHandle handle = public_from_pem(pem);
  if (handle == nullptr) {
    throw Error(Exit::kUnusable, source + " holds no public key",
                "It should be the .pub file of `satchel keys new`, or a public key as PEM.");
  }
  Ed25519Public raw = {};
  if (raw_public(handle.get(), EVP_PKEY_ED25519, raw)) return from_ed25519(raw);
  if (raw_public(handle.get(), EVP_PKEY_X25519, raw)) {
    const std::optional<KeyKind> kind = kind_in_pem(pem);
    refuse_kind(source, kind ? "a " + kind_name(*kind) + "'s" : "an X25519", KeyKind::kPublisher);
  }
  if (!is_p256(handle.get())) {
    throw Error(Exit::kUnusable, source + " holds a public key of another kind",
                "Envelopes are signed with Ed25519 or with ECDSA on P-256.");
  }
  PublicKey key;
  key.info_ = public_info(handle.get());
  key.verifier_ = std::make_shared<P256Verifier>(std::move(handle));
  return key;
}

PublicKey PublicKey::read(const std::filesystem::path& path) {
  return from_pem(read_text_file(path, kPemLimit), path.string());
}

std::string PublicKey::pem() const {
  const unsigned char* at = info_.data();
  const KeyHandle handle(d2i_PUBKEY(nullptr, &at, static_cast<long>(info_.size())));
  if (handle == nullptr) throw Error(Exit::kFailed, "OpenSSL does not read its own key");
  return public_pem(handle.get());
}

std::string PublicKey::fingerprint() const {
  return public_fingerprint(info_);
}

}  // namespace satchel
