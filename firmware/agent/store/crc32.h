#pragma once

#include <stddef.h>
#include <stdint.h>

namespace satchel {

// CRC-32 as IEEE 802.3 has it; "123456789" gives 0xcbf43926. `previous` goes on from another piece.
uint32_t crc32(const uint8_t* bytes, size_t size, uint32_t previous = 0);

}  // namespace satchel
