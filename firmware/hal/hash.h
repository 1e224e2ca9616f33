#pragma once

#include <stddef.h>
#include <stdint.h>

namespace satchel {

inline constexpr size_t kSha256Bytes = 32;

// SHA-256 of bytes that come in pieces: the port to the crypto library.
class Hash {
 public:
  virtual void start() = 0;
  virtual void update(const uint8_t* bytes, size_t size) = 0;
  virtual void finish(uint8_t digest[kSha256Bytes]) = 0;

 protected:
  ~Hash() = default;
};

}  // namespace satchel
