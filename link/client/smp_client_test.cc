// The client against answers that are late, wrong or missing.
#include "link/client/smp_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "link/testing/scripted_port.h"

namespace satchel {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing_support::answer_to;
using testing_support::ScriptedPort;
using testing_support::ScriptedRequest;
using Bytes = std::vector<uint8_t>;

Bytes echo_answer(const SmpHeader& request, const std::string& text) {
  SmpRequest map;
  map.add_text("r", text);
  return answer_to(request, map.finish());
}

constexpr SmpOptions kQuick = {milliseconds(20), milliseconds(300)};

TEST(SmpClient, ASilentBoardIsNamedInBoundedTime) {
  ScriptedPort port([](const ScriptedRequest&) { return std::vector<Bytes>(); });
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
  EXPECT_GT(port.requests().size(), 2u) << "it asked again before it gave up";
}

TEST(SmpClient, AnswersOfEarlierRequestsAreNoAnswers) {
  ScriptedPort port([](const ScriptedRequest& request) {
    SmpHeader earlier = request.header;
    --earlier.sequence;
    SmpHeader other = request.header;
    other.command = smp_os::kInfo;
    return std::vector<Bytes>{echo_answer(earlier, "old"), echo_answer(other, "another"),
                              echo_answer(request.header, "this")};
  });
  SmpClient client(port, kQuick);
  EXPECT_EQ(client.echo("this"), "this");
}

TEST(SmpClient, ARequestIsSentAgainUntilItIsAnswered) {
  int count = 0;
  ScriptedPort port([&](const ScriptedRequest& request) {
    return ++count < 3 ? std::vector<Bytes>()
                       : std::vector<Bytes>{echo_answer(request.header, "x")};
  });
  SmpClient client(port, kQuick);
  EXPECT_EQ(client.echo("x"), "x");
  EXPECT_EQ(count, 3);
  EXPECT_GT(client.resent(), 0u);
}

TEST(SmpClient, WhatIsNoCborMapOrLacksTheKeyIsSaid) {
  Bytes map = {0x01};
  ScriptedPort port([&](const ScriptedRequest& request) {
    return std::vector<Bytes>{answer_to(request.header, map)};
  });
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
  ScriptedPort port([&](const ScriptedRequest& request) {
    return std::vector<Bytes>{answer_to(request.header, map)};
  });
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
