#pragma once

#include "wire/cbor/cbor.h"

// What the formats ask of a crypto library. wire/ holds formats, not ciphers: a kit hands in
// libsodium, the host libsodium and OpenSSL.
namespace satchel {

inline constexpr size_t kSha256Bytes = 32;
inline constexpr size_t kSignatureBytes = 64;  // Ed25519, and ECDSA on P-256

// SHA-256 of bytes that come in pieces.
class Hash {
 public:
  virtual void start() = 0;
  virtual void update(const uint8_t* bytes, size_t size) = 0;
  virtual void finish(uint8_t digest[kSha256Bytes]) = 0;

 protected:
  ~Hash() = default;
};

// COSE's names of signature algorithms (RFC 9053, RFC 9864).
namespace cose_algorithm {
inline constexpr int64_t kEs256 = -7;     // ECDSA and SHA-256, the curve is the key's
inline constexpr int64_t kEdDsa = -8;     // the curve is the key's
inline constexpr int64_t kEsp256 = -9;    // ECDSA on P-256 and SHA-256
inline constexpr int64_t kEd25519 = -19;  // EdDSA on edwards25519
}  // namespace cose_algorithm

// One public key. It knows which algorithms are its own, so that nobody can have a signature of
// one kind checked as another.
class SignatureVerifier {
 public:
  virtual bool fits(int64_t algorithm) const = 0;
  // Whether `signature` is this key's over `message`. False when the algorithm does not fit.
  virtual bool verify(int64_t algorithm, ByteView message, ByteView signature) const = 0;

 protected:
  ~SignatureVerifier() = default;
};

// One secret key.
class Signer {
 public:
  virtual int64_t algorithm() const = 0;
  // False when it cannot: a key store that is locked, a source of randomness that fails.
  virtual bool sign(ByteView message, uint8_t signature[kSignatureBytes]) = 0;

 protected:
  ~Signer() = default;
};

}  // namespace satchel
