// What `satchel kit telemetry` does with a sealed report, against a kit that looks at the disk when
// it is told that the report was taken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/file.h"
#include "base/hash.h"
#include "base/process.h"
#include "link/client/smp_client.h"
#include "wire/smp/satchel_groups.h"

namespace satchel {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A kit of which only the learning report is there. Serves clients one after the other.
class ReportingKit {
 public:
  ReportingKit(std::filesystem::path socket, std::filesystem::path saved)
      : saved_(std::move(saved)), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket.c_str(), sizeof(address.sun_path) - 1);
    EXPECT_EQ(bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(listener_.get(), 4), 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~ReportingKit() {
    done_ = true;
    thread_.join();
  }

  const Bytes sealed = Bytes(176, 0x5a);
  std::atomic<int> taken = 0;
  std::atomic<bool> was_safe = false;  // the file was whole when the kit heard so

 private:
  void serve() {
    while (!done_) {
      pollfd door = {listener_.get(), POLLIN, 0};
      if (poll(&door, 1, 20) <= 0) continue;
      const UniqueFd client(accept(listener_.get(), nullptr, nullptr));
      Bytes buffer(4096);
      SmpLineDecoder decoder(buffer.data(), buffer.size());
      std::uint8_t byte = 0;
      while (read(client.get(), &byte, 1) == 1) {
        if (decoder.feed(byte)) answer(client.get(), decoder.message(), decoder.size());
      }
    }
  }

  void answer(int client, const std::uint8_t* message, std::size_t size) {
    SmpHeader header;
    ASSERT_TRUE(decode(message, size, &header));
    const CborMap map(message + kSmpHeaderBytes, header.length);
    SmpRequest body;
    ByteView digest;
    if (header.command != smp_kit::kLearning) {
      // {"err": {"group": 64, "rc": 4}}: the health report is switched off.
      const Bytes off = {0xa1, 0x63, 'e', 'r',  'r', 0xa2, 0x65, 'g', 'r',
                         'o',  'u',  'p', 0x18, 64,  0x62, 'r',  'c', smp_kit::kSwitchedOff};
      send_answer(client, header, off);
      return;
    }
    if (map.get_bytes("taken", &digest)) {
      const auto wanted = sha256(sealed);
      EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(), digest.data, digest.data + digest.size));
      was_safe = std::filesystem::exists(saved_) && read_file(saved_) == sealed;
      ++taken;
    } else {
      body.add_bytes("data", sealed);
    }
    send_answer(client, header, body.finish());
  }

  static void send_answer(int client, SmpHeader header, std::span<const std::uint8_t> map) {
    header.op = response_to(header.op);
    header.length = static_cast<std::uint16_t>(map.size());
    Bytes message(kSmpHeaderBytes + map.size());
    encode(header, message.data());
    std::copy(map.begin(), map.end(), message.begin() + kSmpHeaderBytes);
    SmpLineEncoder encoder(message.data(), message.size());
    std::uint8_t line[kSmpLineBytes];
    while (const std::size_t size = encoder.next(line)) send(client, line, size, MSG_NOSIGNAL);
  }

  std::filesystem::path saved_;
  UniqueFd listener_;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

class KitTelemetry : public ::testing::Test {
 protected:
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  ProcessResult telemetry(std::vector<std::string> more) const {
    more.insert(more.begin(),
                {SATCHEL_PROGRAM, "kit", "telemetry", "--json", "--port", "unix:" + file("line")});
    return run_process(more);
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(KitTelemetry, AReportIsTakenOnlyOnceItIsSafe) {
  const ReportingKit kit(file("line"), file("report"));
  const ProcessResult looked = telemetry({});
  ASSERT_EQ(looked.exit_code, 0) << looked.errors;
  EXPECT_EQ(nlohmann::json::parse(looked.output)["learning"]["state"], "waits");
  ASSERT_EQ(telemetry({"-o", file("report")}).exit_code, 0);
  EXPECT_EQ(read_file(file("report")), kit.sealed);
  EXPECT_EQ(kit.taken, 0) << "nobody said --take";

  std::filesystem::remove(file("report"));
  const ProcessResult took = telemetry({"-o", file("report"), "--take"});
  ASSERT_EQ(took.exit_code, 0) << took.errors;
  EXPECT_EQ(nlohmann::json::parse(took.output)["learning"]["taken"], true);
  EXPECT_EQ(kit.taken, 1);
  EXPECT_TRUE(kit.was_safe);
}

TEST_F(KitTelemetry, WhatCannotBeSavedIsNotTaken) {
  const ReportingKit kit(file("line"), file("report"));
  const std::string below_a_socket = file("line") + "/report";
  EXPECT_NE(telemetry({"-o", below_a_socket, "--take"}).exit_code, 0);
  EXPECT_EQ(kit.taken, 0);
}

}  // namespace
}  // namespace satchel
