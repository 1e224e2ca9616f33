// Power that goes at any instant of an update, on real emulation: the emulator is killed with
// SIGKILL, and after each restart the old or the new model answers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "link/testing/publisher.h"

namespace satchel {
namespace {

using testing_support::board_named;
using testing_support::Bytes;
using testing_support::digest_of;
using testing_support::lesson_package;
using testing_support::Publisher;
using testing_support::running_digest;
using testing_support::target_of;

constexpr const char* kLesson = "words";
constexpr uint32_t kBytes = 12000;
constexpr uint64_t kFirst = 1;
constexpr SmpOptions kQuick = {std::chrono::milliseconds(300), std::chrono::seconds(60)};

int kills_wanted() {
  return std::getenv("SATCHEL_LONG") != nullptr ? 500 : 20;
}

uint32_t fresh_seed() {
  const char* given = std::getenv("SATCHEL_SEED");
  return given != nullptr ? static_cast<uint32_t>(std::stoul(given)) : std::random_device()();
}

// Where in an installation the power goes: before, in and after each of its steps.
enum class Instant : int { kEnvelope, kTransfer, kLastChunk, kTest, kTrial, kConfirm, kCount };

// The name of the state that a kit is found in.
std::string state_of(const KitLesson& lesson, bool old_runs) {
  switch (lesson.phase) {
    case UpdatePhase::kIdle:
      return old_runs ? "idle, old" : "confirmed";
    case UpdatePhase::kAccepted:
      return lesson.wanted == 0 ? "accepted" : "in transfer";
    case UpdatePhase::kReady:
      return "proven";
    case UpdatePhase::kTrial:
      return "on trial";
    case UpdatePhase::kFailed:
      return "failed";
  }
  return "?";
}

class KilledKit : public ::testing::TestWithParam<const char*> {
 protected:
  // Kills the board `delay` after the instant was reached. The installation ends with an error or
  // gets through.
  void install_and_kill(RunningBoard& board, const Bytes& package, uint64_t sequence,
                        Instant instant, std::chrono::microseconds delay);

  BoardProfile profile_;
  Publisher publisher_;
};

void KilledKit::install_and_kill(RunningBoard& board, const Bytes& package, uint64_t sequence,
                                 Instant instant, std::chrono::microseconds delay) {
  std::thread killer;
  const auto strike = [&] {
    if (killer.joinable()) return;
    killer = std::thread([&board, delay] {
      std::this_thread::sleep_for(delay);
      board.kill();
    });
  };
  try {
    const auto port = board.connect();
    SmpClient client(*port, kQuick);
    Kit kit(client);
    const Bytes envelope = publisher_.envelope(kLesson, package, sequence);
    if (instant == Instant::kEnvelope) strike();
    const AcceptedEnvelope accepted = kit.send_envelope(envelope);
    if (accepted.transfer) {
      client.upload(accepted.image, package, [&](uint64_t done, uint64_t total) {
        if (instant == Instant::kTransfer && done > total / 3) strike();
        if (instant == Instant::kLastChunk && done + 1000 > total) strike();
      });
    }
    if (instant <= Instant::kTest) strike();
    client.test_image(digest_of(package));
    if (instant == Instant::kTrial) strike();
    while (!kit.lesson(accepted.image).healthy) {
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
    }
    strike();
    client.confirm_image(digest_of(package));
  } catch (const Error&) {
    // That is what a cut looks like from here.
  }
  strike();
  killer.join();
}

TEST_P(KilledKit, RunsTheOldOrTheNewModel) {
  const auto profile = board_named(GetParam());
  if (!profile) GTEST_SKIP() << GetParam() << " is not built";
  const uint32_t seed = fresh_seed();
  SCOPED_TRACE("SATCHEL_SEED=" + std::to_string(seed) + " repeats it");
  std::mt19937 random(seed);
  const TemporaryFolder folder;
  const auto flash = folder.path() / "flash";
  const Target target = target_of(*profile);
  uint64_t sequence = kFirst;
  Bytes old_package = lesson_package(kLesson, target, 1, kBytes);
  {
    RunningBoard board(*profile, "kit", flash);
    const auto port = board.connect();
    SmpClient client(*port, kQuick);
    publisher_.provision(client, board.hand());
    publisher_.install(client, kLesson, old_package, sequence);
  }
  std::map<std::string, int> states;
  Bytes tried;  // the digest of what was found on trial after the last kill
  for (int kill = 0; kill < kills_wanted(); ++kill) {
    const auto instant = static_cast<Instant>(kill % static_cast<int>(Instant::kCount));
    const std::chrono::microseconds delay(std::uniform_int_distribution<int>(0, 60'000)(random));
    SCOPED_TRACE("kill " + std::to_string(kill));
    const Bytes package = lesson_package(kLesson, target, static_cast<uint32_t>(2 + kill), kBytes);
    ++sequence;
    {
      RunningBoard board(*profile, "kit", flash);
      install_and_kill(board, package, sequence, instant, delay);
    }
    RunningBoard board(*profile, "kit", flash);
    const auto port = board.connect();
    SmpClient client(*port, kQuick);
    const Bytes runs = running_digest(client);
    const KitLesson lesson = Kit(client).lesson(1);
    const bool on_trial = lesson.phase == UpdatePhase::kTrial;
    const bool old_runs = runs == digest_of(old_package);
    // A trial that the kill before this one left goes on when this one came before the envelope.
    ASSERT_TRUE(old_runs || runs == digest_of(package) || (on_trial && runs == tried))
        << state_of(lesson, old_runs);
    tried = on_trial ? runs : Bytes();
    ++states[state_of(lesson, old_runs)];
    // It answers with its model: every golden vector gives its exact output.
    ASSERT_EQ(Kit(client).self_test(1), 1u);
    // And the same update goes on from there.
    if (kill % 4 == 3) {
      publisher_.install(client, kLesson, package, sequence);
      ASSERT_EQ(running_digest(client), digest_of(package));
      old_package = package;
    } else if (!old_runs && lesson.phase == UpdatePhase::kIdle) {
      old_package = package;
    }
  }
  for (const auto& [state, count] : states) {
    std::printf("%s, found after a kill: %-12s %d\n", GetParam(), state.c_str(), count);
  }
  EXPECT_GE(states.size(), 4u) << "the kills are not spread over an update's states";
}

INSTANTIATE_TEST_SUITE_P(Boards, KilledKit, ::testing::Values("mps2_m4", "rv32_virt"),
                         [](const auto& board) { return std::string(board.param); });

}  // namespace
}  // namespace satchel
