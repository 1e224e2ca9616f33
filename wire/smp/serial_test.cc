#include "wire/smp/serial.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "wire/smp/base64.h"

namespace satchel {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes encode_lines(const Bytes& message) {
  SmpLineEncoder encoder(message.data(), message.size());
  Bytes wire;
  uint8_t line[kSmpLineBytes];
  while (const size_t size = encoder.next(line)) wire.insert(wire.end(), line, line + size);
  return wire;
}

// All messages found in `wire` by a receiver with room for `capacity` bytes.
std::vector<Bytes> decode_lines(const Bytes& wire, size_t capacity = 4096) {
  Bytes buffer(capacity);
  SmpLineDecoder decoder(buffer.data(), buffer.size());
  std::vector<Bytes> found;
  for (const uint8_t byte : wire) {
    if (decoder.feed(byte)) {
      found.emplace_back(decoder.message(), decoder.message() + decoder.size());
    }
  }
  return found;
}

Bytes random_bytes(std::mt19937& random, size_t size) {
  Bytes bytes(size);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  return bytes;
}

Bytes text(const char* characters) {
  return Bytes(characters, characters + std::char_traits<char>::length(characters));
}

TEST(SmpSerial, CrcIsXmodem) {
  const Bytes digits = text("123456789");
  EXPECT_EQ(crc16(digits.data(), digits.size()), 0x31c3);
}

TEST(SmpSerial, Base64OfTheStandard) {
  // RFC 4648, section 10.
  const std::pair<const char*, const char*> cases[] = {
      {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : cases) {
    const Bytes bytes = text(plain);
    Bytes out(base64_length(bytes.size()));
    base64_encode(bytes.data(), bytes.size(), out.data());
    EXPECT_EQ(out, text(coded));
  }
  uint8_t out[3];
  for (const char* bad : {"Zh==", "Zm9=", "====", "Z===", "Zm=v", "Zm9\n", "Z m9"}) {
    EXPECT_EQ(base64_decode_quad(reinterpret_cast<const uint8_t*>(bad), out), 0u) << bad;
  }
}

TEST(SmpSerial, EveryLengthComesBack) {
  std::mt19937 random(1);
  for (size_t size = 0; size < 600; ++size) {
    const Bytes message = random_bytes(random, size);
    const Bytes wire = encode_lines(message);
    size_t line = 0;
    for (const uint8_t byte : wire) {
      ++line;
      EXPECT_LE(line, kSmpLineBytes);
      if (byte == '\n') line = 0;
    }
    EXPECT_EQ(decode_lines(wire), std::vector<Bytes>{message});
    // The buffer needs the message and its CRC, not a byte more.
    EXPECT_EQ(decode_lines(wire, size + 2).size(), 1u);
    EXPECT_TRUE(decode_lines(wire, size + 1).empty());
  }
}

TEST(SmpSerial, FindsAPacketBehindAHalfOne) {
  const Bytes message(300, 9);
  const Bytes wire = encode_lines(message);
  for (size_t cut = 0; cut < wire.size(); ++cut) {
    Bytes both(wire.begin(), wire.begin() + static_cast<ptrdiff_t>(cut));
    both.insert(both.end(), wire.begin(), wire.end());
    EXPECT_EQ(decode_lines(both), std::vector<Bytes>{message}) << cut;
  }
}

// A receiver that has lost, doubled, changed or gained bytes gives out the message or nothing, and
// the next packet whole.
TEST(SmpSerial, NeverGivesOutADamagedMessage) {
  const uint32_t seed = 7;
  std::mt19937 random(seed);
  int damaged_but_found = 0;
  for (int round = 0; round < 20000; ++round) {
    const Bytes message = random_bytes(random, 1 + random() % 400);
    Bytes wire = encode_lines(message);
    const auto place = wire.begin() + static_cast<ptrdiff_t>(random() % wire.size());
    switch (random() % 4) {
      case 0:
        wire.erase(place);
        break;
      case 1:
        wire.insert(place, *place);
        break;
      case 2:
        *place ^= static_cast<uint8_t>(1 << random() % 8);
        break;
      default:
        wire.insert(place, static_cast<uint8_t>(random()));
        break;
    }
    wire.push_back('\n');
    const Bytes next = {1, 2, 3};
    const Bytes next_wire = encode_lines(next);
    wire.insert(wire.end(), next_wire.begin(), next_wire.end());
    const std::vector<Bytes> found = decode_lines(wire);
    ASSERT_FALSE(found.empty()) << "seed " << seed << " round " << round;
    EXPECT_EQ(found.back(), next);
    for (size_t i = 0; i + 1 < found.size(); ++i, ++damaged_but_found) {
      EXPECT_EQ(found[i], message) << "seed " << seed << " round " << round;
    }
  }
  EXPECT_GT(damaged_but_found, 0);  // a byte inserted between the lines does no harm
}

}  // namespace
}  // namespace satchel
