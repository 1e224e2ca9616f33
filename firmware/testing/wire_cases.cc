#include "firmware/testing/wire_cases.h"

#include "core/testing/random.h"
#include "wire/cbor/map.h"
#include "wire/cbor/writer.h"
#include "wire/smp/message.h"
#include "wire/smp/serial.h"

namespace satchel {
namespace {

constexpr size_t kLongestMessage = 300;

void crc_is_xmodem(Checks& checks) {
  SATCHEL_CHECK_EQUAL(checks, crc16(reinterpret_cast<const uint8_t*>("123456789"), 9), 0x31c3);
}

void lines_come_back(Checks& checks) {
  Random random(1);
  uint8_t message[kLongestMessage];
  uint8_t buffer[kLongestMessage + 2];
  for (uint8_t& byte : message) byte = static_cast<uint8_t>(random.bits());
  for (size_t size = 0; size <= kLongestMessage; ++size) {
    SmpLineEncoder encoder(message, size);
    SmpLineDecoder decoder(buffer, sizeof(buffer));
    uint8_t line[kSmpLineBytes];
    bool whole = false;
    while (const size_t length = encoder.next(line)) {
      for (size_t i = 0; i < length; ++i) whole = decoder.feed(line[i]);
    }
    SATCHEL_CHECK(checks, whole && decoder.size() == size);
    SATCHEL_CHECK_EQUAL(checks, __builtin_memcmp(decoder.message(), message, size), 0);
  }
}

void headers_come_back(Checks& checks) {
  SmpHeader header;
  header.op = SmpOp::kWrite;
  header.group = 0x1234;
  header.sequence = 200;
  header.command = 7;
  uint8_t bytes[kSmpHeaderBytes];
  encode(header, bytes);
  SmpHeader read;
  SATCHEL_CHECK(checks, decode(bytes, sizeof(bytes), &read));
  SATCHEL_CHECK_EQUAL(checks, read.group, 0x1234);
  SATCHEL_CHECK_EQUAL(checks, read.sequence, 200);
  SATCHEL_CHECK(checks, !decode(bytes, sizeof(bytes) - 1, &read));
}

void maps_come_back(Checks& checks) {
  uint8_t buffer[64];
  CborWriter writer(buffer, sizeof(buffer));
  writer.begin_map();
  writer.write_text("off");
  writer.write_unsigned(123456789012345);
  writer.write_text("low");
  writer.write_integer(-70000);
  writer.end();
  const CborMap map(writer.data(), writer.size());
  uint64_t off = 0;
  int64_t low = 0;
  SATCHEL_CHECK(checks, writer.ok() && map.valid());
  SATCHEL_CHECK(checks, map.get("off", &off) && map.get_integer("low", &low));
  SATCHEL_CHECK_EQUAL(checks, off, 123456789012345);
  SATCHEL_CHECK_EQUAL(checks, low, -70000);
  SATCHEL_CHECK(checks, !CborMap(writer.data(), writer.size() - 1).valid());
}

constexpr TestCase kCases[] = {
    {"CrcIsXmodem", crc_is_xmodem},
    {"LinesComeBack", lines_come_back},
    {"HeadersComeBack", headers_come_back},
    {"MapsComeBack", maps_come_back},
};

}  // namespace

const TestList kWireTests = {"Wire", kCases, sizeof(kCases) / sizeof(kCases[0])};

}  // namespace satchel
