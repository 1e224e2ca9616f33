#include "firmware/agent/store/crc32.h"

namespace satchel {
namespace {

// Half a byte at a time: 64 bytes of table instead of a kilobyte.
constexpr uint32_t kTable[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

}  // namespace

uint32_t crc32(const uint8_t* bytes, size_t size, uint32_t previous) {
  uint32_t crc = ~previous;
  for (size_t i = 0; i < size; ++i) {
    crc ^= bytes[i];
    crc = kTable[crc & 15] ^ (crc >> 4);
    crc = kTable[crc & 15] ^ (crc >> 4);
  }
  return ~crc;
}

}  // namespace satchel
