#include "wire/smp/message.h"

namespace satchel {

void encode(const SmpHeader& header, uint8_t out[kSmpHeaderBytes]) {
  out[0] = static_cast<uint8_t>((header.version & 3) << 3 | static_cast<uint8_t>(header.op));
  out[1] = header.flags;
  out[2] = static_cast<uint8_t>(header.length >> 8);
  out[3] = static_cast<uint8_t>(header.length);
  out[4] = static_cast<uint8_t>(header.group >> 8);
  out[5] = static_cast<uint8_t>(header.group);
  out[6] = header.sequence;
  out[7] = header.command;
}

bool decode(const uint8_t* bytes, size_t size, SmpHeader* header) {
  if (size < kSmpHeaderBytes || (bytes[0] & 7) > 3) return false;
  header->version = bytes[0] >> 3 & 3;
  header->op = static_cast<SmpOp>(bytes[0] & 7);
  header->flags = bytes[1];
  header->length = static_cast<uint16_t>(bytes[2] << 8 | bytes[3]);
  header->group = static_cast<uint16_t>(bytes[4] << 8 | bytes[5]);
  header->sequence = bytes[6];
  header->command = bytes[7];
  return header->length <= size - kSmpHeaderBytes;
}

}  // namespace satchel
