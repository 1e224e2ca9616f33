// A kit against the requests that other people's clients were recorded to send, and what Zephyr's
// server answered (shared/standards/smp/README.md). Where a kit has to answer otherwise,
// spec/smp.md says so and the list below has each such answer.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "firmware/boards/simulated/publisher.h"

namespace satchel::simulated {
namespace {

using Json = nlohmann::json;

ByteVector hex(const std::string& text) {
  ByteVector bytes;
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

// The messages in what a kit sent.
std::vector<ByteVector> messages_in(const ByteVector& line) {
  ByteVector buffer(8192);
  SmpLineDecoder decoder(buffer.data(), buffer.size());
  std::vector<ByteVector> messages;
  for (const uint8_t byte : line) {
    if (decoder.feed(byte)) {
      messages.emplace_back(decoder.message(), decoder.message() + decoder.size());
    }
  }
  return messages;
}

std::string said(const ByteVector& message) {
  if (message.size() <= kSmpHeaderBytes) return "nothing";
  return Json::from_cbor(message.begin() + kSmpHeaderBytes, message.end()).dump();
}

// What a kit answers where it cannot answer as the recorded server did.
// A text that ends with "…" is how the answer begins.
const std::map<std::string, std::string>& differences() {
  static const std::string unsupported = R"({"rc":8})";
  static const std::string firmware = R"({"err":{"group":1,"rc":14}})";
  static const std::string one_buffer = R"({"buf_count":1,"buf_size":1026})";
  static const std::string state =
      R"({"images":[{"active":true,"bootable":true,"confirmed":true,…)";
  static const std::map<std::string, std::string> all = {
      // Its own size and name.
      {"params", one_buffer},
      {"fs_params", one_buffer},
      {"mcuboot_params", one_buffer},
      {"udp_params", one_buffer},
      {"info_default", R"({"output":"Satchel"})"},
      {"info_all",
       R"({"output":"Satchel simulated 0.1.0 0.1.0 0.1.0 host host simulated Satchel"})"},
      {"mcuboot_reset", "{}"},  // MCUboot sends a 0 with every success
      // Other groups.
      {"enum_list", R"({"groups":[0,64,1,3,10]})"},
      {"enum_single_first", R"({"group":0})"},
      {"enum_single_last", R"({"err":{"group":10,"rc":4}})"},
      {"task_stats", unsupported},
      {"stat_list", unsupported},
      {"stat_group", unsupported},
      {"stat_unknown_group_v2", unsupported},
      {"shell_exec_bad", unsupported},
      {"fs_upload_first", unsupported},
      {"fs_upload_middle", unsupported},
      {"fs_status", unsupported},
      {"fs_download_rest", unsupported},
      {"fs_download_missing_v1", unsupported},
      {"fs_upload_wrong_off", unsupported},
      // Image 0 is the firmware: no client can replace or erase it.
      {"upload_first", firmware},
      {"upload_middle", R"({"off":0})"},
      {"upload_last", R"({"off":0})"},
      {"upload_bad_magic_v1", R"({"rc":3})"},
      {"upload_bad_magic_v2", firmware},
      {"upload_short_header_v2", firmware},
      {"upload_bad_sha_len_v2", firmware},
      {"erase_pending_slot_v1", R"({"rc":3})"},
      {"erase_pending_slot_v2", firmware},
      {"erase_running_slot_v2", firmware},
      {"slot_info",
       R"({"images":[{"image":0,"max_image_size":10,"slots":[{"size":10,"slot":0}]},…)"},
      // What its slots hold.
      {"image_state_two_slots", state},
      {"state_confirm_running", state},
      {"state_set_bad_hash_v1", R"({"rc":5})"},
      {"state_set_test", R"({"err":{"group":1,"rc":8}})"},
      {"m0_state_set_test", R"({"err":{"group":1,"rc":8}})"},
      // What is written is kept at once.
      {"settings_save", "{}"},
  };
  return all;
}

bool as_expected(const std::string& said, std::string expected) {
  const std::string more = "…";
  if (!expected.ends_with(more)) return said == expected;
  expected.resize(expected.size() - more.size());
  return said.starts_with(expected);
}

TEST(RecordedClient, IsAnsweredAsTheRecordedServerDidOrAsTheSpecificationSays) {
  std::ifstream file(vectors_file());
  if (!file) GTEST_SKIP() << "the recorded messages are not beside the repository";
  const Json vectors = Json::parse(file);
  std::map<std::string, ByteVector> answers;
  for (const Json& vector : vectors) {
    const std::string name = vector["name"];
    if (name.ends_with(".rsp")) {
      answers[name.substr(0, name.size() - 4)] = hex(vector["message_hex"]);
    }
  }
  size_t alike = 0;
  for (const Json& vector : vectors) {
    std::string name = vector["name"];
    // What a library encoded was never answered.
    if (!name.ends_with(".req") || vector["session"] == "lib") continue;
    name.resize(name.size() - 4);
    SCOPED_TRACE(name);
    SimulatedKit kit(KitModel(), 1);
    ASSERT_TRUE(kit.power_on());
    ByteVector line;
    for (const Json& frame : vector["serial_frames_hex"]) {
      const ByteVector bytes = hex(frame);
      line.insert(line.end(), bytes.begin(), bytes.end());
    }
    const std::vector<ByteVector> got = messages_in(kit.line(line));
    const std::string said_now = got.empty() ? "nothing" : said(got[0]);
    const auto different = differences().find(name);
    if (different != differences().end()) {
      EXPECT_TRUE(as_expected(said_now, different->second)) << said_now;
      continue;
    }
    EXPECT_EQ(said_now, said(answers[name]));
    if (!got.empty()) {
      EXPECT_EQ(ByteVector(got[0].begin(), got[0].begin() + 2),
                ByteVector(answers[name].begin(), answers[name].begin() + 2))
          << "op and version";
    }
    ++alike;
  }
  EXPECT_GE(alike, 30u);
}

}  // namespace
}  // namespace satchel::simulated
