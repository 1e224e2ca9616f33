// Emulated kits from their first start to their erasure, through the program as people use it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "cli/kit/testing.h"
#include "compiler/import/trained.h"
#include "compiler/testing/loudness.h"
#include "link/board/profile.h"
#include "link/port/port.h"

namespace satchel {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing_support::answer_of;
using testing_support::file;
using testing_support::folder;
using testing_support::satchel;
using testing_support::StartedKit;
using testing_support::Words;

constexpr int kUnusable = static_cast<int>(Exit::kUnusable);
constexpr int kRefused = static_cast<int>(Exit::kRefused);
constexpr int kUnavailable = static_cast<int>(Exit::kUnavailable);

class KitVerbs : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    write_trained_model(file("out"), loudness_model());
    compile("host");
    for (const char* name : {"school", "other"}) {
      ASSERT_EQ(satchel({"keys", "new", file(name)}).exit_code, 0);
    }
  }

  static void compile(const std::string& target) {
    const ProcessResult made =
        satchel({"compile", file("out"), "--target", target, "-o", file("loudness." + target)});
    ASSERT_EQ(made.exit_code, 0) << made.errors;
  }

  // Returns the envelope's name.
  static std::string sign(int sequence, const std::string& key = "school",
                          const std::string& device_class = "corridor",
                          const std::string& target = "host") {
    std::string name = file(key + device_class + target + std::to_string(sequence));
    if (std::filesystem::exists(name)) return name;
    const ProcessResult made =
        satchel({"sign", file("loudness." + target), "--key", file(key + ".key"), "--class",
                 device_class, "--sequence", std::to_string(sequence), "-o", name});
    EXPECT_EQ(made.exit_code, 0) << made.errors;
    return name;
  }

  static json provision(const StartedKit& kit) {
    return answer_of({"kit", "provision", "--key", file("school.pub"), "--class", "corridor",
                      "--press-button", "--wait", "20", "--port", kit.port()});
  }

  static void expect_refused(const Words& arguments, const std::string& why) {
    const ProcessResult result = satchel(arguments);
    EXPECT_EQ(result.exit_code, kRefused) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(why));
    EXPECT_EQ(result.output, "");
  }

  const std::string package_ = file("loudness.host");
};

TEST_F(KitVerbs, AKitIsStartedReachedAndEnded) {
  StartedKit kit({"--board", "linux", "--tcp", "0"});
  ASSERT_THAT(kit.port(), testing::StartsWith("tcp:127.0.0.1:"));
  const json info = answer_of({"kit", "info", "--port", kit.port()});
  EXPECT_EQ(info["board"], "linux");
  EXPECT_EQ(info["provisioned"], false);
  EXPECT_TRUE(info["lessons"].empty());
  const json list = answer_of({"kit", "list"});
  ASSERT_EQ(list["kits"].size(), 1u) << list;
  EXPECT_EQ(list["kits"][0]["port"], kit.port());
  EXPECT_EQ(list["kits"][0]["state"], "not provisioned");
  EXPECT_EQ(kit.stop(), 0);
  EXPECT_EQ(satchel({"kit", "info", "--port", kit.port()}).exit_code, kUnavailable);
  EXPECT_TRUE(answer_of({"kit", "list"})["kits"].empty());
}

TEST_F(KitVerbs, APseudoTerminalReachesItToo) {
  StartedKit kit({"--board", "linux"});
  ASSERT_THAT(kit.port(), testing::StartsWith("/dev/"));
  EXPECT_EQ(answer_of({"kit", "info", "--port", kit.port()})["board"], "linux");
  EXPECT_EQ(provision(kit)["kit"].get<std::string>().size(), 64u);
  EXPECT_EQ(kit.stop(SIGINT), 0);
}

TEST_F(KitVerbs, TheFlashFileIsTheKit) {
  const Words start = {"--board", "linux", "--tcp", "0", "--flash", file("flash")};
  json given;
  {
    StartedKit kit(start);
    given = provision(kit);
    EXPECT_EQ(kit.stop(), 0);
  }
  const StartedKit again(start);
  const json info = answer_of({"kit", "info", "--port", again.port()});
  EXPECT_EQ(info["kit"], given["kit"]);
  EXPECT_EQ(info["class_id"], given["class_id"]);
}

TEST_F(KitVerbs, ALessonIsInstalledChosenAndErased) {
  const StartedKit kit({"--board", "linux", "--tcp", "0"});
  provision(kit);
  const Words install = {"kit", "install", sign(1), package_, "--port", kit.port()};
  const json installed = answer_of(install);
  EXPECT_EQ(installed["lesson"], "loudness");
  EXPECT_EQ(installed["sequence"], 1);
  EXPECT_TRUE(installed["sent"] && installed["tried"]);

  const json lesson = answer_of({"kit", "info", "--port", kit.port()})["lessons"].at(0);
  EXPECT_EQ(lesson["name"], "loudness");
  EXPECT_EQ(lesson["running"], installed["package"]);
  EXPECT_EQ(lesson["phase"], "idle");
  EXPECT_EQ(lesson["failure"], nullptr);
  EXPECT_EQ(lesson["charge"]["hours"], nullptr);
  EXPECT_EQ(lesson["charge"]["why"], "linux has no energy figures");

  const json again = answer_of(install);
  EXPECT_FALSE(again["sent"] || again["tried"]) << "it runs already";

  EXPECT_EQ(answer_of({"kit", "run", "loudness", "--port", kit.port()})["image"],
            installed["image"]);
  EXPECT_EQ(answer_of({"kit", "info", "--port", kit.port()})["listening"], installed["image"]);
  answer_of({"kit", "run", "--off", "--port", kit.port()});
  EXPECT_EQ(answer_of({"kit", "info", "--port", kit.port()})["listening"], 0);
  const ProcessResult unknown = satchel({"kit", "run", "stop", "--port", kit.port()});
  EXPECT_EQ(unknown.exit_code, kUnusable);
  EXPECT_THAT(unknown.errors, HasSubstr("It has: loudness"));

  answer_of({"kit", "erase", "--packages", "--press-button", "--port", kit.port()});
  const json erased = answer_of({"kit", "info", "--port", kit.port()});
  for (const json& left : erased["lessons"]) {
    EXPECT_TRUE(left["running"].is_null() && left["charge"].is_null()) << left;
  }
  EXPECT_EQ(erased["provisioned"], true);
  EXPECT_EQ(answer_of(install)["sent"], true) << "the same envelope may come again";
  const json next = answer_of({"kit", "install", sign(2), package_, "--port", kit.port()});
  EXPECT_EQ(next["sequence"], 2);
  EXPECT_FALSE(next["sent"] || next["tried"]) << "its digest runs already";
  answer_of({"kit", "erase", "--all", "--press-button", "--port", kit.port()});
  EXPECT_EQ(answer_of({"kit", "info", "--port", kit.port()})["provisioned"], false);
}

TEST_F(KitVerbs, WhatTheKitDoesNotBelieveIsRefusedInWords) {
  const StartedKit kit({"--board", "linux", "--tcp", "0"});
  const auto install = [&](const std::string& envelope) {
    return Words{"kit", "install", envelope, package_, "--port", kit.port()};
  };
  expect_refused(install(sign(5)), "the kit has no publisher's key yet");
  provision(kit);
  expect_refused(install(sign(5, "other")), "its signature is not this key's");
  expect_refused(install(sign(5, "school", "another class")), "it is for kits of another class");
  answer_of(install(sign(5)));
  expect_refused(install(sign(4)), "lower than the one accepted last");

  std::vector<std::uint8_t> bytes = read_file(package_);
  bytes.resize(bytes.size() / 2);
  write_file_atomically(file("half.satchel"), bytes);
  expect_refused({"kit", "install", sign(6), file("half.satchel"), "--port", kit.port()},
                 "the envelope of lesson loudness names one of");
  bytes = read_file(package_);
  bytes.back() ^= 1;
  write_file_atomically(file("changed.satchel"), bytes);
  expect_refused({"kit", "install", sign(6), file("changed.satchel"), "--port", kit.port()},
                 "not the one that the envelope");
  compile("m4");
  expect_refused({"kit", "install", sign(6, "school", "corridor", "m4"), file("loudness.m4"),
                  "--port", kit.port()},
                 "is for m4, and linux runs packages for host");
  // None of them reached the kit, or the number would be spent.
  EXPECT_EQ(answer_of({"kit", "info", "--port", kit.port()})["lessons"][0]["sequence"], 5);
  EXPECT_EQ(answer_of(install(sign(6)))["sequence"], 6);

  const ProcessResult other_owner =
      satchel({"kit", "provision", "--key", file("other.pub"), "--class", "corridor",
               "--press-button", "--port", kit.port()});
  EXPECT_EQ(other_owner.exit_code, kRefused);
  EXPECT_THAT(other_owner.errors, HasSubstr("the kit belongs to another publisher"));
}

TEST_F(KitVerbs, TheCableOnlyNarrows) {
  const StartedKit kit({"--board", "linux", "--tcp", "0"});
  provision(kit);
  const json before = answer_of({"kit", "telemetry", "--port", kit.port()});
  EXPECT_EQ(before["health"], nullptr);
  EXPECT_EQ(before["learning"]["state"], "off");
  expect_refused({"kit", "configure", "--set", "telemetry=health", "--port", kit.port()},
                 "telemetry=health is more than telemetry=off, which is in force");

  const auto order = [&](int sequence, const std::string& key) {
    const ProcessResult made = satchel({"order", "settings", "--telemetry", "health", "--key",
                                        file(key + ".key"), "--sequence", std::to_string(sequence),
                                        "--class", "corridor", "-o", file("order")});
    EXPECT_EQ(made.exit_code, 0) << made.errors;
    return Words{"kit", "configure", file("order"), "--port", kit.port()};
  };
  expect_refused(order(1, "other"), "its signature is not this key's");
  const json taken = answer_of(order(1, "school"));
  EXPECT_EQ(taken["order"]["kind"], "settings");
  EXPECT_EQ(taken["in_force"]["telemetry"], "health");
  EXPECT_EQ(answer_of({"kit", "info", "--port", kit.port()})["in_force"], taken["in_force"]);
  const json health = answer_of({"kit", "telemetry", "--port", kit.port()})["health"];
  EXPECT_EQ(health["settings"], 1);
  EXPECT_EQ(health["kit"], answer_of({"kit", "info", "--port", kit.port()})["kit"]);

  const auto in_force = [&](const char* setting) {
    return answer_of({"kit", "configure", "--set", "telemetry=health", "--port",
                      kit.port()})["in_force"][setting];
  };
  // All or nothing, in the units that were typed.
  const json epsilon = in_force("epsilon");
  expect_refused(
      {"kit", "configure", "--set", "telemetry=off", "--set", "epsilon=1.9", "--port", kit.port()},
      "epsilon=1.9 is more than epsilon=" + epsilon.get<std::string>());
  EXPECT_EQ(in_force("telemetry"), "health");
  expect_refused(
      {"kit", "configure", "--set", "epsilon=0.1", "--set", "epsilon=0.2", "--port", kit.port()},
      "nothing was set");
  EXPECT_EQ(in_force("epsilon"), epsilon);

  EXPECT_EQ(answer_of({"kit", "configure", "--set", "telemetry=off", "--port",
                       kit.port()})["in_force"]["telemetry"],
            "off");
  expect_refused({"kit", "configure", "--set", "telemetry=learning", "--port", kit.port()},
                 "nothing was set");
  EXPECT_EQ(answer_of(order(2, "school"))["in_force"]["telemetry"], "health");
}

// Noise is not drawn before the day and the running time are over, whoever asks.
TEST_F(KitVerbs, ConsentIsGivenByTheButtonAndWithdrawnByAnybody) {
  StartedKit kit({"--board", "linux", "--tcp", "0"});
  provision(kit);
  const std::string steward(64, 'a');
  ASSERT_EQ(
      satchel({"order", "settings", "--key", file("school.key"), "--sequence", "1", "--steward-key",
               steward, "--samples", "2", "--purpose", "accents", "-o", file("samples.order")})
          .exit_code,
      0);
  ASSERT_EQ(satchel({"kit", "configure", file("samples.order"), "--port", kit.port()}).exit_code,
            0);
  const std::time_t day = std::time(nullptr) + 30 * 86'400;
  char date[16];
  std::strftime(date, sizeof(date), "%Y-%m-%d", std::gmtime(&day));
  expect_refused(
      {"kit", "consent", "--give", "accents", "--until", date, "--wait", "1", "--port", kit.port()},
      "button");
  const json given = answer_of({"kit", "consent", "--give", "accents", "--until", date,
                                "--press-button", "--wait", "20", "--port", kit.port()});
  ASSERT_EQ(given["consent"].size(), 1u) << given;
  EXPECT_EQ(given["consent"][0]["purpose"], "accents");
  EXPECT_TRUE(answer_of({"kit", "samples", "--port", kit.port()})["samples"].empty());
  expect_refused({"kit", "samples", "--erase", "00ff", "--port", kit.port()}, "no such sample");
  expect_refused({"kit", "consent", "--give", "accents", "--until", "2199-01-01", "--press-button",
                  "--port", kit.port()},
                 "92 days");
  EXPECT_TRUE(
      answer_of({"kit", "consent", "--withdraw", "all", "--port", kit.port()})["consent"].empty());
}

TEST_F(KitVerbs, TheLearningReportWaitsForItsDay) {
  const StartedKit kit({"--board", "linux", "--tcp", "0"});
  provision(kit);
  answer_of({"kit", "install", sign(1), package_, "--port", kit.port()});
  ASSERT_EQ(satchel({"order", "settings", "--telemetry", "learning", "--term", "1", "--service-key",
                     std::string(64, '9'), "--key", file("school.key"), "--sequence", "1", "-o",
                     file("order")})
                .exit_code,
            0);
  answer_of({"kit", "configure", file("order"), "--port", kit.port()});
  const json learning = answer_of(
      {"kit", "telemetry", "-o", file("early"), "--take", "--port", kit.port()})["learning"];
  EXPECT_THAT(learning["state"], HasSubstr("four hours of running time"));
  EXPECT_FALSE(std::filesystem::exists(file("early")));
  EXPECT_EQ(answer_of({"kit", "info", "--port", kit.port()})["epsilon_spent"], 0.0);
}

TEST_F(KitVerbs, OneKitsRefusalDoesNotStopTheOthers) {
  const StartedKit first({"--board", "linux", "--tcp", "0"});
  const StartedKit second({"--board", "linux", "--tcp", "0"});
  provision(second);
  // Ports in front of the files: what is no port is given back.
  const ProcessResult result = satchel(
      {"kit", "install", "--json", "--port", first.port(), second.port(), sign(1), package_});
  EXPECT_EQ(result.exit_code, kRefused);
  const json kits = json::parse(result.output)["kits"];
  ASSERT_EQ(kits.size(), 2u);
  EXPECT_EQ(kits[0]["port"], first.port());
  EXPECT_THAT(kits[0]["error"]["message"], HasSubstr("no publisher's key"));
  EXPECT_EQ(kits[1]["lesson"], "loudness");
}

TEST_F(KitVerbs, AnInterruptedInstallationSaysThatItGoesOn) {
  const StartedKit kit({"--board", "linux", "--tcp", "0"});
  const std::unique_ptr<Port> other = open_port(kit.port());  // the kit serves one at a time
  SpawnOptions options;
  options.output = Stream::kNull;
  options.errors = Stream::kPipe;
  Process install({SATCHEL_PROGRAM, "kit", "install", sign(1), package_, "--port", kit.port()},
                  options);
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  install.signal(SIGINT);
  EXPECT_EQ(install.wait(), static_cast<int>(Exit::kInterrupted));
  std::string said;
  char piece[256];
  for (ssize_t count; (count = read(install.errors().get(), piece, sizeof(piece))) > 0;) {
    said.append(piece, static_cast<std::size_t>(count));
  }
  EXPECT_THAT(said, HasSubstr("the same command goes on"));
}

TEST_F(KitVerbs, OnlyKitsOfThisProgramHaveAButtonToPress) {
  for (const char* port : {"/dev/null", "tcp:127.0.0.1:9"}) {
    const ProcessResult result =
        satchel({"kit", "erase", "--all", "--press-button", "--port", port});
    EXPECT_NE(result.exit_code, 0);
  }
  const StartedKit kit({"--board", "linux", "--tcp", "0"});
  std::filesystem::remove_all(folder().path() / "satchel");
  const ProcessResult refused = satchel({"kit", "provision", "--key", file("school.pub"), "--class",
                                         "corridor", "--press-button", "--port", kit.port()});
  EXPECT_EQ(refused.exit_code, kUnusable);
  EXPECT_THAT(refused.errors, HasSubstr("was not started by this program"));
  const ProcessResult nobody = satchel({"kit", "provision", "--key", file("school.pub"), "--class",
                                        "corridor", "--wait", "1", "--port", kit.port()});
  EXPECT_EQ(nobody.exit_code, kRefused);
  EXPECT_THAT(nobody.errors, HasSubstr("button"));
}

TEST_F(KitVerbs, WrongUseIsSaidBeforeAnyKitIsAsked) {
  for (const Words& arguments :
       {Words{"kit", "install", package_, package_, "--port", "tcp:127.0.0.1:9"},
        Words{"kit", "install", package_, "--port", "tcp:127.0.0.1:9"}, Words{"kit", "info"},
        Words{"kit", "info", "--port", "tcp:127.0.0.1:9", "--port", "tcp:127.0.0.1:9"},
        Words{"kit", "info", "--port", "/dev/null", "--port", "/dev/../dev/null"},
        Words{"kit", "erase", "--port", "tcp:127.0.0.1:9"},
        Words{"kit", "configure", "--set", "epsilon=a", "--port", "tcp:127.0.0.1:9"},
        Words{"kit", "configure", "--set", "volume=1", "--port", "tcp:127.0.0.1:9"},
        Words{"kit", "telemetry", "--take", "--port", "tcp:127.0.0.1:9"}}) {
    EXPECT_EQ(satchel(arguments).exit_code, kUnusable) << testing::PrintToString(arguments);
  }
}

TEST_F(KitVerbs, AnEmulatedMicrocontrollerTakesALesson) {
  const Words known = known_boards();
  if (std::find(known.begin(), known.end(), "mps2_m4") == known.end()) {
    GTEST_SKIP() << "mps2_m4 is not built";
  }
  compile("m4");
  StartedKit kit({"--board", "mps2_m4", "--tcp", "0"});
  provision(kit);
  const json installed = answer_of({"kit", "install", sign(1, "school", "corridor", "m4"),
                                    file("loudness.m4"), "--port", kit.port()});
  EXPECT_TRUE(installed["sent"] && installed["tried"] && installed["confirmed"]);
  const json lesson = answer_of({"kit", "info", "--port", kit.port()})["lessons"][0];
  EXPECT_EQ(lesson["running"], installed["package"]);
  const json seen = answer_of({"inspect", file("loudness.m4"), "--board", "mps2_m4"});
  EXPECT_EQ(lesson["charge"], seen["charge"]) << "the card says what the package does";
  EXPECT_EQ(installed["charge"], seen["charge"]);
  const json all_day = answer_of({"kit", "info", "--hours-a-day", "24", "--port", kit.port()});
  EXPECT_NEAR(all_day["lessons"][0]["charge"]["school_days"].get<double>() * 24,
              seen["charge"]["hours"].get<double>(), 1e-6);
  EXPECT_THAT(satchel({"kit", "info", "--port", kit.port()}).output,
              HasSubstr("h of listening on a nRF52832"));

  TrainedModel greedy = loudness_model();
  greedy.card.charge_hours = 10000;
  write_file_atomically(file("greedy.m4"), package_of(greedy, Target::kM4));
  ASSERT_EQ(satchel({"sign", file("greedy.m4"), "--key", file("school.key"), "--class", "corridor",
                     "--sequence", "2", "-o", file("greedy.envelope")})
                .exit_code,
            0);
  expect_refused(
      {"kit", "install", file("greedy.envelope"), file("greedy.m4"), "--port", kit.port()},
      fmt::format("a charge lasts {:.1f} h on mps2_m4 (nRF52832) with sound in 25 % of "
                  "the windows; the lesson's budget is at least 10000 h",
                  seen["charge"]["hours"].get<double>()));
  EXPECT_EQ(answer_of({"kit", "info", "--port", kit.port()})["lessons"][0]["sequence"], 1)
      << "refused before anything was sent";
  EXPECT_EQ(kit.stop(), 0);
}

}  // namespace
}  // namespace satchel
