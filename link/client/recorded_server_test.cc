// Our client against what Zephyr's server and MCUboot's recovery were recorded to say
// (shared/standards/smp/README.md): each recorded request that it can make comes out byte for byte,
// each recorded answer is understood.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "link/client/smp_client.h"
#include "link/testing/scripted_port.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;
using Bytes = std::vector<uint8_t>;
using testing::ElementsAre;
using testing_support::ScriptedPort;
using testing_support::ScriptedRequest;

constexpr SmpOptions kQuick = {std::chrono::milliseconds(50), std::chrono::milliseconds(400)};
constexpr size_t kSequenceAt = 6;

Bytes hex(const std::string& text) {
  Bytes bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

Bytes message_of(const ScriptedRequest& request) {
  Bytes message(kSmpHeaderBytes + request.map.size());
  encode(request.header, message.data());
  std::copy(request.map.begin(), request.map.end(), message.begin() + kSmpHeaderBytes);
  return message;
}

// Puts what a vector says into a request. False for what the client's requests never hold.
bool add_all(const Json& decoded, SmpRequest* request) {
  for (const auto& [key, value] : decoded.items()) {
    if (value.is_boolean()) {
      request->add_flag(key.c_str(), value);
    } else if (value.is_number_unsigned()) {
      request->add(key.c_str(), value);
    } else if (value.is_string()) {
      request->add_text(key.c_str(), value);
    } else if (value.is_object() && value.size() == 1 && value.contains("$hex")) {
      request->add_bytes(key.c_str(), hex(value["$hex"]));
    } else {
      return false;
    }
  }
  return true;
}

class RecordedServer : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("SATCHEL_SHARED");
    const std::filesystem::path file =
        std::filesystem::path(shared != nullptr ? shared : "../shared") /
        "standards/smp/vectors.json";
    std::ifstream stream(file);
    if (!stream) GTEST_SKIP() << "no " << file;
    vectors_ = Json::parse(stream);
    for (const Json& vector : vectors_) by_name_[vector["name"]] = vector;
    ASSERT_GT(vectors_.size(), 150u);
  }

  const Json& vector(const std::string& name) { return by_name_.at(name); }
  Bytes recorded(const std::string& name) { return hex(vector(name)["message_hex"]); }

  // A client whose first request has the recorded sequence number, before a server that answers
  // with `answers`, one a request, each under the sequence number of what it answers.
  SmpClient& client(uint8_t sequence, std::vector<std::string> answers,
                    SmpOptions options = kQuick) {
    port_ = std::make_unique<ScriptedPort>([this, answers = std::move(answers), at = size_t{0}](
                                               const ScriptedRequest& request) mutable {
      std::vector<Bytes> sent;
      if (at < answers.size()) {
        sent.push_back(recorded(answers[at++]));
        sent.back()[kSequenceAt] = request.header.sequence;
      }
      return sent;
    });
    options.first_sequence = sequence;
    client_ = std::make_unique<SmpClient>(*port_, options);
    return *client_;
  }

  // A client for one recorded exchange, "NAME.req" and "NAME.rsp".
  SmpClient& replay(const std::string& name) {
    name_ = name;
    return client(vector(name + ".req")["header"]["seq"], {name + ".rsp"});
  }

  void expect_same_request() {
    ASSERT_EQ(port_->requests().size(), 1u);
    EXPECT_EQ(message_of(port_->requests()[0]), recorded(name_ + ".req")) << name_;
  }

  template <typename Call>
  void expect_refusal(Call call, std::optional<uint16_t> group, uint32_t code) {
    try {
      call();
      ADD_FAILURE() << name_ << " was refused";
    } catch (const SmpError& error) {
      EXPECT_EQ(error.group(), group) << name_;
      EXPECT_EQ(error.code(), code) << name_;
    }
    expect_same_request();
  }

  Json vectors_;
  std::map<std::string, Json> by_name_;
  std::unique_ptr<ScriptedPort> port_;
  std::unique_ptr<SmpClient> client_;
  std::string name_;
};

// Does with an answer what the client does with any: success, or the refusal that was recorded.
void expect_understood(SmpClient& client, const Json& request, std::span<const uint8_t> map,
                       const Json& response) {
  const Json& says = response["decoded"];
  const auto ask = [&] {
    return client.request(static_cast<SmpOp>(request["op"].get<int>() & ~1), request["group"],
                          request["command"], map);
  };
  if (says.contains("err") || says.value("rc", 0) != 0) {
    try {
      ask();
      ADD_FAILURE() << "it was refused";
    } catch (const SmpError& error) {
      const bool own = says.contains("err");
      EXPECT_EQ(error.group().has_value(), own);
      EXPECT_EQ(error.group().value_or(0), own ? says["err"]["group"].get<int>() : 0);
      EXPECT_EQ(error.code(), own ? says["err"]["rc"] : says["rc"]);
      EXPECT_THAT(error.what(), testing::HasSubstr(says.value("rsn", "refused: ")));
    }
    return;
  }
  EXPECT_TRUE(ask().map().valid());
}

TEST_F(RecordedServer, EveryRequestThatCanBeMadeIsMadeAndItsAnswerUnderstood) {
  int made = 0;
  for (const Json& request : vectors_) {
    if (request["direction"] != "request") continue;
    const std::string name = request["name"];
    const std::string answer = name.substr(0, name.size() - 4) + ".rsp";
    const Json& header = request["header"];
    const bool as_ours = header["version"] == 1 && (header["op"] == 0 || header["op"] == 2);
    if (!as_ours || !by_name_.contains(answer) || request["decoded"].contains("$undecodable")) {
      continue;
    }
    SmpRequest map;
    if (!add_all(request["decoded"], &map)) continue;
    const auto bytes = map.finish();
    // Two of the recorder's own kind: an indefinite map, two messages in one packet.
    if (!std::ranges::equal(bytes, hex(request["cbor_hex"]))) {
      EXPECT_TRUE(name == "echo_indefinite_map.req" || name == "udp_two_messages.req") << name;
      continue;
    }
    SCOPED_TRACE(name);
    SmpClient& asked = client(header["seq"], {answer});
    expect_understood(asked, header, bytes, vector(answer));
    EXPECT_EQ(message_of(port_->requests().at(0)), hex(request["message_hex"]));
    ++made;
  }
  EXPECT_GE(made, 50);
}

TEST_F(RecordedServer, AnswersWithoutARequestAreUnderstood) {
  int understood = 0;
  for (const Json& response : vectors_) {
    const std::string name = response["name"];
    if (response["direction"] != "response" ||
        by_name_.contains(name.substr(0, name.size() - 4) + ".req")) {
      continue;
    }
    SCOPED_TRACE(name);
    SmpRequest map;
    expect_understood(client(response["header"]["seq"], {name}), response["header"], map.finish(),
                      response);
    ++understood;
  }
  EXPECT_GE(understood, 10);
}

TEST_F(RecordedServer, OsCommands) {
  EXPECT_EQ(replay("params").message_limit(), 1020u);
  expect_same_request();
  for (const char* name : {"echo_v2", "echo_empty", "echo_fragmented", "boundary_echo_66",
                           "boundary_echo_164", "boundary_echo_181"}) {
    const std::string text = vector(std::string(name) + ".req")["decoded"]["d"];
    EXPECT_EQ(replay(name).echo(text), text);
    expect_same_request();
  }
  EXPECT_EQ(replay("info_default").info(""), "Zephyr");
  expect_same_request();
  EXPECT_THAT(replay("info_all").info("a"), testing::HasSubstr("cortex-m3 mps2/an385"));
  expect_same_request();
  expect_refusal([&] { replay("info_bad_format_v2").info("Q"); }, 0, 2);
  replay("mcuboot_reset").reset();
  expect_same_request();
  EXPECT_THAT(replay("enum_list").groups(), ElementsAre(10, 8, 1, 0, 3, 9, 2, 63));
  expect_same_request();
}

TEST_F(RecordedServer, ImageCommands) {
  const std::vector<ImageSlot> slots = replay("image_state_two_slots").image_state();
  expect_same_request();
  ASSERT_EQ(slots.size(), 2u);
  EXPECT_EQ(slots[0].version, "0.0.0");
  EXPECT_TRUE(slots[0].active && slots[0].confirmed && !slots[0].pending);
  EXPECT_EQ(slots[1].slot, 1u);
  EXPECT_EQ(slots[1].hash, hex(vector("state_set_test.req")["decoded"]["hash"]["$hex"]));

  const Bytes hash = hex(vector("m0_state_set_test.req")["decoded"]["hash"]["$hex"]);
  const std::vector<ImageSlot> tested = replay("m0_state_set_test").test_image(hash);
  expect_same_request();
  ASSERT_EQ(tested.size(), 2u);
  EXPECT_EQ(tested[1].hash, hash);
  EXPECT_TRUE(tested[1].pending);
  expect_refusal([&] { replay("state_confirm_running").confirm_image(); }, std::nullopt, 8);
  replay("erase_pending_slot_v2").erase(0, 1);
  expect_same_request();
  expect_refusal([&] { replay("erase_running_slot_v2").erase(0, 0); }, 1, 9);
}

TEST_F(RecordedServer, SettingsCommands) {
  EXPECT_EQ(replay("lib_settings_read").read_setting("class/model_id"), 42u);
  expect_same_request();
  replay("lib_settings_write").write_setting("class/model_id", 43);
  expect_same_request();
  expect_refusal([&] { replay("settings_delete").delete_setting("smp_svr/test"); }, 3, 3);
  expect_refusal([&] { replay("settings_read_missing_v2").read_setting("class/none"); }, 3, 5);
}

TEST_F(RecordedServer, AnUploadInTheRecordedChunks) {
  Bytes image;
  const std::vector<std::string> chunks = {"upload_first", "upload_middle", "upload_last"};
  for (const std::string& chunk : chunks) {
    const Bytes data = hex(vector(chunk + ".req")["decoded"]["data"]["$hex"]);
    image.insert(image.end(), data.begin(), data.end());
  }
  SmpOptions options = kQuick;
  options.most_data = 400;
  SmpClient& sender = client(
      58, {"params.rsp", "upload_first.rsp", "upload_middle.rsp", "upload_last.rsp"}, options);
  std::vector<uint64_t> reached;
  sender.upload(0, image, [&](uint64_t done, uint64_t) { reached.push_back(done); });
  EXPECT_THAT(reached, ElementsAre(400, 800, 1032));
  ASSERT_EQ(port_->requests().size(), 4u);
  for (size_t i = 0; i < chunks.size(); ++i) {
    // Between the recorded chunks other requests were sent.
    Bytes expected = recorded(chunks[i] + ".req");
    expected[kSequenceAt] = port_->requests()[i + 1].header.sequence;
    EXPECT_EQ(message_of(port_->requests()[i + 1]), expected) << chunks[i];
  }
}

TEST_F(RecordedServer, FramesBetweenConsoleTextAreFound) {
  int captures = 0;
  for (const Json& capture : vectors_) {
    if (capture["direction"] != "console_capture") continue;
    Bytes sent;
    for (const Json& piece : capture["sent_hex"]) {
      const Bytes bytes = hex(piece);
      sent.insert(sent.end(), bytes.begin(), bytes.end());
    }
    Bytes buffer(4096);
    SmpLineDecoder decoder(buffer.data(), buffer.size());
    for (const uint8_t byte : sent) decoder.feed(byte);
    SmpHeader header;
    ASSERT_TRUE(decode(decoder.message(), decoder.size(), &header));
    ScriptedPort port([&](const ScriptedRequest&) {
      port.say(hex(capture["received_raw_hex"]));
      return std::vector<Bytes>();
    });
    SmpOptions options = kQuick;
    options.first_sequence = header.sequence;
    SmpClient asking(port, options);
    const std::span<const uint8_t> map(decoder.message() + kSmpHeaderBytes, header.length);
    EXPECT_TRUE(asking.request(header.op, header.group, header.command, map).map().valid());
    EXPECT_EQ(message_of(port.requests().at(0)),
              Bytes(decoder.message(), decoder.message() + decoder.size()));
    ++captures;
  }
  EXPECT_EQ(captures, 2);
}

}  // namespace
}  // namespace satchel
