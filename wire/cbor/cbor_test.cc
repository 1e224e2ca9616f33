#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <vector>

#include "wire/cbor/reader.h"
#include "wire/cbor/writer.h"

namespace satchel {
namespace {

using Json = nlohmann::json;
using Bytes = std::vector<uint8_t>;

Bytes hex(std::string_view text) {
  Bytes bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

bool skips(std::string_view text) {
  const Bytes bytes = hex(text);
  CborReader reader(bytes.data(), bytes.size());
  return reader.skip() && reader.at_end();
}

TEST(CborReader, ReadsTheExamplesOfTheStandard) {
  // RFC 8949, appendix A.
  const std::pair<const char*, int64_t> integers[] = {{"00", 0},
                                                      {"17", 23},
                                                      {"1818", 24},
                                                      {"1903e8", 1000},
                                                      {"1a000f4240", 1000000},
                                                      {"20", -1},
                                                      {"3863", -100},
                                                      {"3903e7", -1000},
                                                      {"1b000000e8d4a51000", 1000000000000}};
  for (const auto& [text, expected] : integers) {
    const Bytes bytes = hex(text);
    CborReader reader(bytes.data(), bytes.size());
    int64_t value = 0;
    EXPECT_TRUE(reader.read_integer(&value)) << text;
    EXPECT_EQ(value, expected);
    EXPECT_TRUE(reader.at_end());
  }
}

TEST(CborReader, SkipsAnythingWellFormed) {
  for (const char* text :
       {"fb3ff199999999999a", "f97e00", "f7", "f0", "f8ff", "c11a514b67b0", "d818456449455446",
        "40", "83010203", "8301820203820405", "a26161016162820203", "9f018202039f0405ffff", "9fff",
        "bf61610161629f0203ffff", "5f42010243030405ff", "7f657374726561646d696e67ff",
        "bf6346756ef563416d7421ff", "c1c2c341ff", "bfc1616101ff"}) {
    EXPECT_TRUE(skips(text)) << text;
  }
}

TEST(CborReader, RefusesWhatIsNotWellFormed) {
  // RFC 8949, appendix F, and lengths that lie.
  for (const char* text : {"",
                           "18",
                           "19",
                           "1a",
                           "1b",
                           "1901",
                           "1a0102",
                           "1b01020304050607",
                           "38",
                           "58",
                           "78",
                           "98",
                           "9a01ff00",
                           "b8",
                           "d8",
                           "f8",
                           "f900",
                           "fa0000",
                           "fb000000",
                           "41",
                           "61",
                           "5affffffff00",
                           "5bffffffffffffffff010203",
                           "7affffffff00",
                           "7b7fffffffffffffff010203",
                           "5f",
                           "7f",
                           "81",
                           "818181",
                           "8200",
                           "a1",
                           "a20102",
                           "a100",
                           "a2000000",
                           "c0",
                           "9f",
                           "9f0102",
                           "bf",
                           "bf01020102",
                           "ff",
                           "81ff",
                           "a1ff",
                           "bf00ff",
                           "bf000000ff",
                           "9f81ff",
                           "1c",
                           "1d",
                           "1e",
                           "3c",
                           "5c",
                           "7c",
                           "9c",
                           "bc",
                           "dc",
                           "fc",
                           "f800",
                           "f801",
                           "f818",
                           "f81f",
                           "5f00ff",
                           "5f21ff",
                           "5f6100ff",
                           "5f80ff",
                           "1f",
                           "3f",
                           "df",
                           "9fc1ff",
                           "bf00c1ff"}) {
    EXPECT_FALSE(skips(text)) << text;
  }
}

TEST(CborReader, BoundsItsDepth) {
  Bytes nested(kCborMaxDepth, 0x81);
  nested.push_back(0);
  CborReader deep(nested.data(), nested.size());
  EXPECT_TRUE(deep.skip());
  nested.insert(nested.begin(), 0x81);
  CborReader deeper(nested.data(), nested.size());
  EXPECT_FALSE(deeper.skip());
}

TEST(CborReader, StaysFailed) {
  const Bytes bytes = hex("820102");
  CborReader reader(bytes.data(), bytes.size());
  ByteView text;
  EXPECT_FALSE(reader.read_text(&text));
  uint64_t value;
  EXPECT_FALSE(reader.read_unsigned(&value));
  EXPECT_EQ(reader.peek(), CborType::kEnd);
}

// {1: 2, "off": 7, (chunked text): 0, "more": [..]}: keys of other kinds are passed over.
TEST(CborReader, WalksMapsWithForeignKeys) {
  const Bytes bytes = hex("bf0102636f6666077f6161ff00646d6f726582f6f5ff");
  CborReader reader(bytes.data(), bytes.size());
  CborContainer map;
  uint64_t off = 0;
  ASSERT_TRUE(reader.enter_map(&map));
  int keys = 0;
  while (reader.next(&map)) {
    ByteView key;
    if (!reader.read_key(&key)) continue;
    ++keys;
    if (equal(key, "off")) {
      reader.read_unsigned(&off);
    } else {
      reader.skip();
    }
  }
  EXPECT_TRUE(reader.ok() && reader.at_end());
  EXPECT_EQ(off, 7u);
  EXPECT_EQ(keys, 2);
}

TEST(CborView, ComparesWholeTexts) {
  const uint8_t off[] = {'o', 'f', 'f'};
  EXPECT_TRUE(equal(ByteView{off, 3}, "off"));
  EXPECT_FALSE(equal(ByteView{off, 2}, "off"));
  EXPECT_FALSE(equal(ByteView{off, 3}, "of"));
  EXPECT_TRUE(equal(ByteView{off, 0}, ""));
}

void write(CborWriter& writer, const Json& value) {
  if (value.is_boolean()) {
    writer.write_bool(value.get<bool>());
  } else if (value.is_number_unsigned()) {
    writer.write_unsigned(value.get<uint64_t>());
  } else if (value.is_number_integer()) {
    writer.write_integer(value.get<int64_t>());
  } else if (value.is_string()) {
    writer.write_text(value.get<std::string>().c_str());
  } else if (value.is_binary()) {
    writer.write_bytes(value.get_binary().data(), value.get_binary().size());
  } else if (value.is_array()) {
    writer.begin_array(value.size());
    for (const Json& item : value) write(writer, item);
  } else if (value.is_object()) {
    writer.begin_map(value.size());
    for (const auto& [key, item] : value.items()) {
      writer.write_text(key.c_str());
      write(writer, item);
    }
  } else {
    writer.write_null();
  }
}

Json random_value(std::mt19937_64& random, int depth) {
  const uint64_t kind = random() % (depth == 0 ? 6 : 8);
  const uint64_t number = random() >> random() % 64;
  switch (kind) {
    case 0:
      return number;
    case 1:
      return -1 - static_cast<int64_t>(number >> 1);
    case 2:
      return random() % 2 == 0;
    case 3:
      return nullptr;
    case 4:
      return std::string(number % 300, 'x');
    case 5:
      return Json::binary(Bytes(number % 300, 7));
    default:
      break;
  }
  Json container = kind == 6 ? Json::array() : Json::object();
  for (uint64_t i = random() % 30; i-- > 0;) {
    Json item = random_value(random, depth - 1);
    if (kind == 6) {
      container.push_back(std::move(item));
    } else {
      container[std::to_string(random() % 1000)] = std::move(item);
    }
  }
  return container;
}

TEST(CborWriter, WritesWhatAnotherImplementationWrites) {
  const uint64_t seed = 20;
  std::mt19937_64 random(seed);
  for (int round = 0; round < 500; ++round) {
    const Json value = random_value(random, 3);
    Bytes expected = Json::to_cbor(value);
    Bytes buffer(expected.size());
    CborWriter writer(buffer.data(), buffer.size());
    write(writer, value);
    ASSERT_TRUE(writer.ok()) << "seed " << seed << " round " << round;
    EXPECT_EQ(buffer, expected) << "seed " << seed << " round " << round;
    CborReader reader(buffer.data(), buffer.size());
    EXPECT_TRUE(reader.skip() && reader.at_end());
    if (buffer.size() > 1) {
      CborWriter cramped(buffer.data(), buffer.size() - 1);
      write(cramped, value);
      EXPECT_FALSE(cramped.ok());
      EXPECT_LE(cramped.size(), buffer.size() - 1);
    }
  }
}

TEST(CborWriter, ClosesIndefiniteContainers) {
  uint8_t buffer[8];
  CborWriter writer(buffer, sizeof(buffer));
  writer.begin_map();
  writer.write_text("a");
  writer.begin_array();
  writer.end();
  writer.end();
  EXPECT_EQ(Bytes(buffer, buffer + writer.size()), hex("bf61619fffff"));
}

}  // namespace
}  // namespace satchel
