#include "wire/cbor/deterministic.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "wire/cbor/writer.h"

namespace satchel {
namespace {

bool deterministic(std::string_view hex) {
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return is_deterministic({bytes.data(), bytes.size()});
}

TEST(CborDeterministic, TakesTheShortestForm) {
  for (const char* text : {"00",
                           "17",
                           "1818",
                           "18ff",
                           "190100",
                           "1a00010000",
                           "1b0000000100000000",
                           "3818",
                           "40",
                           "4401020304",
                           "6161",
                           "80",
                           "83010203",
                           "a0",
                           "a201020304",
                           "a2012020f5",
                           "a2413161316131",
                           "c2410f",
                           "d86ba0",
                           "f4",
                           "f6",
                           "f7"}) {
    EXPECT_EQ(deterministic(text), std::string(text) != "a2413161316131") << text;
  }
}

TEST(CborDeterministic, RefusesOtherForms) {
  for (const char* text : {"",
                           "1800",
                           "1817",
                           "190018",
                           "1900ff",
                           "1a0000ffff",
                           "1b00000000ffffffff",
                           "5801ff",
                           "9f01ff",
                           "bf0102ff",
                           "5f4101ff",
                           "7f6161ff",
                           "a2020101ff",
                           "a203040102",
                           "a201020103",
                           "a2616201616101",
                           "a26261610161620a",
                           "f97c00",
                           "fb3ff199999999999a",
                           "f818",
                           "f820",
                           "a18001",
                           "a1a00101",
                           "a1f401",
                           "0000",
                           "8201",
                           "a1",
                           "a101",
                           "d86b",
                           "d80000",
                           "1c",
                           "ff",
                           "430102",
                           "9b0000000100000000"}) {
    EXPECT_FALSE(deterministic(text)) << text;
  }
}

TEST(CborDeterministic, BoundsItsDepth) {
  std::string nested;
  for (size_t i = 0; i < kCborMaxDepth; ++i) nested += "81";
  EXPECT_TRUE(deterministic(nested + "00"));
  EXPECT_FALSE(deterministic("81" + nested + "00"));
}

TEST(CborWriter, WrapsWhatWasWritten) {
  for (const size_t size : {0u, 1u, 23u, 24u, 255u, 256u}) {
    std::vector<uint8_t> content(size, 7), buffer(size + 10);
    CborWriter wrapped(buffer.data(), buffer.size());
    wrapped.write_unsigned(1);
    wrapped.write_encoded({content.data(), content.size()});
    wrapped.wrap_bytes(1);
    std::vector<uint8_t> expected(size + 10);
    CborWriter plain(expected.data(), expected.size());
    plain.write_unsigned(1);
    plain.write_bytes(content.data(), content.size());
    ASSERT_TRUE(wrapped.ok());
    EXPECT_EQ(wrapped.size(), plain.size());
    EXPECT_EQ(buffer, expected);
    CborWriter narrow(buffer.data(), plain.size() - 1);
    narrow.write_unsigned(1);
    narrow.write_encoded({content.data(), content.size()});
    narrow.wrap_bytes(1);
    EXPECT_FALSE(narrow.ok());
  }
}

}  // namespace
}  // namespace satchel
