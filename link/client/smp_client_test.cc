// The client against answers that are late, wrong or missing.
#include "link/client/smp_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <thread>

namespace satchel {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using Bytes = std::vector<uint8_t>;

// A line whose other end is a function from a request's message to the messages of its answers.
class ScriptedPort final : public Port {
 public:
  using Script = std::function<std::vector<Bytes>(const SmpHeader& request)>;

  explicit ScriptedPort(Script script) : script_(std::move(script)) {}

  size_t read(std::span<uint8_t> out, milliseconds timeout) override {
    if (pending_.empty()) {
      std::this_thread::sleep_for(timeout);
    }
    const size_t count = std::min(out.size(), pending_.size());
    std::copy_n(pending_.begin(), count, out.begin());
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<ptrdiff_t>(count));
    return count;
  }

  void write(std::span<const uint8_t> bytes) override {
    for (const uint8_t byte : bytes) {
      if (!decoder_.feed(byte)) continue;
      ++requests_;
      SmpHeader header;
      ASSERT_TRUE(decode(decoder_.message(), decoder_.size(), &header));
      for (const Bytes& answer : script_(header)) send(answer);
    }
  }

  std::string name() const override { return "/dev/ttyTEST"; }
  int requests() const { return requests_; }

 private:
  void send(const Bytes& message) {
    SmpLineEncoder encoder(message.data(), message.size());
    uint8_t line[kSmpLineBytes];
    while (const size_t size = encoder.next(line))
      pending_.insert(pending_.end(), line, line + size);
  }

  Script script_;
  Bytes buffer_ = Bytes(4096);
  SmpLineDecoder decoder_{buffer_.data(), buffer_.size()};
  std::deque<uint8_t> pending_;
  int requests_ = 0;
};

Bytes answer_to(const SmpHeader& request, std::span<const uint8_t> map) {
  SmpHeader header = request;
  header.op = response_to(request.op);
  header.length = static_cast<uint16_t>(map.size());
  Bytes message(kSmpHeaderBytes + map.size());
  encode(header, message.data());
  std::copy(map.begin(), map.end(), message.begin() + kSmpHeaderBytes);
  return message;
}

Bytes echo_answer(const SmpHeader& request, const std::string& text) {
  SmpRequest map;
  map.add_text("r", text);
  return answer_to(request, map.finish());
}

constexpr SmpOptions kQuick = {milliseconds(20), milliseconds(300)};

TEST(SmpClient, ASilentBoardIsNamedInBoundedTime) {
  ScriptedPort port([](const SmpHeader&) { return std::vector<Bytes>(); });
  SmpClient client(port, kQuick);
  const auto start = std::chrono::steady_clock::now();
  try {
    client.echo("hello");
    ADD_FAILURE() << "nobody answered";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr("/dev/ttyTEST does not answer (nothing for 0.3 s)"));
    EXPECT_THAT(error.hint(), HasSubstr("Is it powered"));
  }
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(300));
  EXPECT_GT(port.requests(), 2) << "it asked again before it gave up";
}

TEST(SmpClient, AnswersOfEarlierRequestsAreNoAnswers) {
  ScriptedPort port([](const SmpHeader& request) {
    SmpHeader earlier = request;
    --earlier.sequence;
    SmpHeader other = request;
    other.command = smp_os::kInfo;
    return std::vector<Bytes>{echo_answer(earlier, "old"), echo_answer(other, "another"),
                              echo_answer(request, "this")};
  });
  SmpClient client(port, kQuick);
  EXPECT_EQ(client.echo("this"), "this");
}

TEST(SmpClient, ARequestIsSentAgainUntilItIsAnswered) {
  int count = 0;
  ScriptedPort port([&](const SmpHeader& request) {
    return ++count < 3 ? std::vector<Bytes>() : std::vector<Bytes>{echo_answer(request, "x")};
  });
  SmpClient client(port, kQuick);
  EXPECT_EQ(client.echo("x"), "x");
  EXPECT_EQ(count, 3);
  EXPECT_GT(client.resent(), 0u);
}

TEST(SmpClient, WhatIsNoCborMapOrLacksTheKeyIsSaid) {
  Bytes map = {0x01};
  ScriptedPort port(
      [&](const SmpHeader& request) { return std::vector<Bytes>{answer_to(request, map)}; });
  SmpClient client(port, kQuick);
  EXPECT_THROW(client.echo("x"), Error);
  map = {0xa0};
  try {
    client.echo("x");
    FAIL() << "there was no answer in the map";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("has no \"r\""));
  }
}

TEST(SmpClient, ErrorsOfBothVersionsAreRefusals) {
  Bytes map = {0xa1, 0x62, 'r', 'c', 0x08};  // {"rc": 8}
  ScriptedPort port(
      [&](const SmpHeader& request) { return std::vector<Bytes>{answer_to(request, map)}; });
  SmpClient client(port, kQuick);
  try {
    client.echo("x");
    FAIL() << "it was refused";
  } catch (const SmpError& error) {
    EXPECT_STREQ(error.what(), "/dev/ttyTEST refused: not supported");
    EXPECT_FALSE(error.group().has_value());
    EXPECT_EQ(error.code(), 8u);
  }
  // {"err": {"group": 1, "rc": 30}}
  map = {0xa1, 0x63, 'e', 'r',  'r',  0xa2, 0x65, 'g',  'r',
         'o',  'u',  'p', 0x01, 0x62, 'r',  'c',  0x18, 30};
  try {
    client.echo("x");
    FAIL() << "it was refused";
  } catch (const SmpError& error) {
    EXPECT_EQ(error.group(), 1);
    EXPECT_EQ(error.code(), 30u);
    EXPECT_THAT(error.hint(), HasSubstr("smaller network"));
  }
}

}  // namespace
}  // namespace satchel
