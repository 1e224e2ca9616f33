// The recorded messages of other implementations (shared/standards/smp/README.md) through our
// codec.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "wire/cbor/reader.h"
#include "wire/smp/message.h"
#include "wire/smp/serial.h"

namespace satchel {
namespace {

using Json = nlohmann::json;
using Bytes = std::vector<uint8_t>;

Bytes hex(const std::string& text) {
  Bytes bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

std::filesystem::path vectors_file() {
  const char* shared = std::getenv("SATCHEL_SHARED");
  return std::filesystem::path(shared != nullptr ? shared : "../shared") /
         "standards/smp/vectors.json";
}

std::vector<Bytes> decode_lines(const Bytes& wire) {
  Bytes buffer(2048);
  SmpLineDecoder decoder(buffer.data(), buffer.size());
  std::vector<Bytes> found;
  for (const uint8_t byte : wire) {
    if (decoder.feed(byte))
      found.emplace_back(decoder.message(), decoder.message() + decoder.size());
  }
  return found;
}

Bytes joined(const Json& lines) {
  Bytes wire;
  for (const Json& line : lines) {
    const Bytes bytes = hex(line);
    wire.insert(wire.end(), bytes.begin(), bytes.end());
  }
  return wire;
}

// Reads any item with our reader into JSON, in the manner of the vectors' "decoded".
Json read_item(CborReader& reader) {
  CborContainer container;
  ByteView view;
  switch (reader.peek()) {
    case CborType::kUnsigned:
    case CborType::kNegative: {
      int64_t value = 0;
      reader.read_integer(&value);
      return value;
    }
    case CborType::kBytes: {
      reader.read_bytes(&view);
      std::string text;
      for (size_t i = 0; i < view.size; ++i) {
        const char* digits = "0123456789abcdef";
        text += {digits[view.data[i] >> 4], digits[view.data[i] & 15]};
      }
      return Json{{"$hex", text}};
    }
    case CborType::kText:
      reader.read_text(&view);
      return std::string(reinterpret_cast<const char*>(view.data), view.size);
    case CborType::kArray: {
      Json array = Json::array();
      reader.enter_array(&container);
      while (reader.next(&container)) array.push_back(read_item(reader));
      return array;
    }
    case CborType::kMap: {
      Json map = Json::object();
      reader.enter_map(&container);
      while (reader.next(&container)) {
        if (reader.read_key(&view)) {
          map[std::string(reinterpret_cast<const char*>(view.data), view.size)] = read_item(reader);
        }
      }
      return map;
    }
    default: {
      bool value = false;
      if (!reader.read_bool(&value)) return nullptr;
      return value;
    }
  }
}

class SmpVectors : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(vectors_file());
    if (!file) GTEST_SKIP() << "no " << vectors_file();
    vectors_ = Json::parse(file);
    ASSERT_FALSE(vectors_.empty());
  }
  Json vectors_;
};

TEST_F(SmpVectors, HeadersAndCrcs) {
  for (const Json& vector : vectors_) {
    if (!vector.contains("message_hex")) continue;
    const Bytes message = hex(vector["message_hex"]);
    SCOPED_TRACE(vector["name"].get<std::string>());
    EXPECT_EQ(crc16(message.data(), message.size()),
              std::stoi(vector["crc16"].get<std::string>(), nullptr, 16));
    SmpHeader header;
    const bool whole = decode(message.data(), message.size(), &header);
    const Json& expected = vector["header"];
    EXPECT_EQ(header.version, expected["version"]);
    EXPECT_EQ(static_cast<int>(header.op), expected["op"]);
    EXPECT_EQ(header.length, expected["length"]);
    EXPECT_EQ(header.group, expected["group"]);
    EXPECT_EQ(header.sequence, expected["seq"]);
    EXPECT_EQ(header.command, expected["command"]);
    EXPECT_EQ(whole, expected["length"].get<size_t>() + kSmpHeaderBytes <= message.size());
    uint8_t again[kSmpHeaderBytes];
    encode(header, again);
    EXPECT_TRUE(std::equal(again, again + kSmpHeaderBytes, message.begin()));
  }
}

TEST_F(SmpVectors, PayloadsSayWhatTheySay) {
  int compared = 0;
  for (const Json& vector : vectors_) {
    if (!vector.contains("decoded") || vector["decoded"].is_null()) continue;
    const Bytes cbor = hex(vector["cbor_hex"]);
    SCOPED_TRACE(vector["name"].get<std::string>());
    CborReader reader(cbor.data(), vector["header"]["length"]);
    const Json read = read_item(reader);
    if (vector["decoded"].contains("$undecodable")) {
      EXPECT_FALSE(reader.ok());
      continue;
    }
    EXPECT_EQ(read, vector["decoded"]);
    EXPECT_TRUE(reader.ok() && reader.at_end());
    ++compared;
  }
  EXPECT_GT(compared, 150);
}

TEST_F(SmpVectors, FramesDecodeToTheirMessages) {
  for (const Json& vector : vectors_) {
    if (!vector.contains("serial_frames_hex")) continue;
    const std::string name = vector["name"];
    SCOPED_TRACE(name);
    const std::vector<Bytes> found = decode_lines(joined(vector["serial_frames_hex"]));
    if (name == "frame_bad_crc.req" || name == "frame_continuation_first.req") {
      EXPECT_TRUE(found.empty());
    } else {
      EXPECT_EQ(found, std::vector<Bytes>{hex(vector["message_hex"])});
    }
  }
}

// The client that made the requests fills its lines as we do, so there our bytes are the recorded
// ones.
TEST_F(SmpVectors, FramesOfRequestsAreEncodedToTheByte) {
  int same = 0;
  for (const Json& vector : vectors_) {
    if (vector["direction"] != "request" ||
        vector["name"].get<std::string>().rfind("frame_", 0) == 0)
      continue;
    const Bytes message = hex(vector["message_hex"]);
    SmpLineEncoder encoder(message.data(), message.size());
    Bytes wire;
    uint8_t line[kSmpLineBytes];
    while (const size_t size = encoder.next(line)) wire.insert(wire.end(), line, line + size);
    const bool equal = wire == joined(vector["serial_frames_hex"]);
    EXPECT_TRUE(equal) << vector["name"];
    same += equal ? 1 : 0;
  }
  EXPECT_GT(same, 50);
}

TEST_F(SmpVectors, ConsoleCapturesHoldTheirFrames) {
  int captures = 0;
  for (const Json& vector : vectors_) {
    if (vector["direction"] != "console_capture") continue;
    const std::vector<Bytes> found = decode_lines(hex(vector["received_raw_hex"]));
    ASSERT_EQ(found.size(), 1u) << vector["name"];
    SmpHeader header;
    ASSERT_TRUE(decode(found[0].data(), found[0].size(), &header));
    EXPECT_FALSE(is_request(header.op));
    CborReader reader(found[0].data() + kSmpHeaderBytes, header.length);
    EXPECT_TRUE(read_item(reader).is_object());
    EXPECT_TRUE(reader.ok() && reader.at_end());
    ++captures;
  }
  EXPECT_EQ(captures, 2);
}

}  // namespace
}  // namespace satchel
