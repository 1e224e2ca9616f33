#pragma once

#include <stddef.h>
#include <stdint.h>

// Base64 with padding (RFC 4648, section 4), as SMP's serial framing uses it.
namespace satchel {

inline constexpr size_t base64_length(size_t bytes) {
  return (bytes + 2) / 3 * 4;
}

// Writes base64_length(size) characters, no terminating zero.
void base64_encode(const uint8_t* bytes, size_t size, uint8_t* out);

// Decodes four characters into one to three bytes; returns how many, 0 when they are not base64.
// The bits that padding leaves over must be zero, so that each value has one spelling.
size_t base64_decode_quad(const uint8_t quad[4], uint8_t out[3]);

bool is_base64(uint8_t character);  // padding included

}  // namespace satchel
