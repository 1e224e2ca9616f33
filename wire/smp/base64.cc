#include "wire/smp/base64.h"

namespace satchel {
namespace {

constexpr uint8_t kInvalid = 0xff;

uint8_t digit_of(uint32_t value) {
  return static_cast<uint8_t>(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[value & 63]);
}

uint8_t value_of(uint8_t c) {
  if (c >= 'A' && c <= 'Z') return static_cast<uint8_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<uint8_t>(c - 'a' + 26);
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0' + 52);
  if (c == '+') return 62;
  if (c == '/') return 63;
  return kInvalid;
}

}  // namespace

bool is_base64(uint8_t character) {
  return character == '=' || value_of(character) != kInvalid;
}

void base64_encode(const uint8_t* bytes, size_t size, uint8_t* out) {
  for (size_t i = 0; i < size; i += 3) {
    const size_t left = size - i;
    uint32_t group = static_cast<uint32_t>(bytes[i]) << 16;
    if (left > 1) group |= static_cast<uint32_t>(bytes[i + 1]) << 8;
    if (left > 2) group |= bytes[i + 2];
    *out++ = digit_of(group >> 18);
    *out++ = digit_of(group >> 12);
    *out++ = left > 1 ? digit_of(group >> 6) : '=';
    *out++ = left > 2 ? digit_of(group) : '=';
  }
}

size_t base64_decode_quad(const uint8_t quad[4], uint8_t out[3]) {
  const size_t bytes = quad[3] != '=' ? 3 : quad[2] != '=' ? 2 : 1;
  uint32_t group = 0;
  for (size_t i = 0; i < 4; ++i) {
    const uint8_t value = i <= bytes ? value_of(quad[i]) : 0;
    if (value == kInvalid) return 0;
    group = group << 6 | value;
  }
  const uint32_t unused = bytes == 3 ? 0 : bytes == 2 ? 0xff : 0xffff;
  if ((group & unused) != 0) return 0;
  for (size_t i = 0; i < bytes; ++i) out[i] = static_cast<uint8_t>(group >> (16 - 8 * i));
  return bytes;
}

}  // namespace satchel
