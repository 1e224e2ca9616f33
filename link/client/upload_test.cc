// Installations over lines that misbehave, on kits that refuse, die or say nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <random>

#include "base/error.h"
#include "base/file.h"
#include "link/testing/faulty_port.h"
#include "link/testing/publisher.h"
#include "wire/smp/satchel_groups.h"

namespace satchel {
namespace {

using testing::HasSubstr;
using testing_support::board_named;
using testing_support::Bytes;
using testing_support::digest_of;
using testing_support::FaultyPort;
using testing_support::lesson_package;
using testing_support::LineFaults;
using testing_support::Publisher;
using testing_support::running_digest;
using testing_support::target_of;

constexpr SmpOptions kQuick = {std::chrono::milliseconds(50), std::chrono::seconds(60)};
constexpr SmpOptions kPatient = {std::chrono::milliseconds(400), std::chrono::seconds(120)};
constexpr const char* kLesson = "words";

constexpr uint32_t kLong = 60000;
constexpr uint32_t kShort = 16000;  // emulated lines take their time

// Other faults in each run, unless one is to be repeated.
uint32_t fresh_seed() {
  const char* given = std::getenv("SATCHEL_SEED");
  return given != nullptr ? static_cast<uint32_t>(std::stoul(given)) : std::random_device()();
}

struct FaultCase {
  const char* name;
  LineFaults faults;
};

// Whatever the line does, the kit is provisioned and ends up with the package, to the byte.
void install_over(const BoardProfile& profile, LineFaults faults, const SmpOptions& options,
                  uint32_t size) {
  RunningBoard board(profile, "kit", {});
  faults.seed = fresh_seed();
  SCOPED_TRACE("SATCHEL_SEED=" + std::to_string(faults.seed) + " repeats it");
  FaultyPort port(board.connect(), faults);
  SmpClient client(port, options);
  Publisher publisher;
  publisher.provision(client, board.hand());
  const Bytes package = lesson_package(kLesson, target_of(profile), 1, size);
  publisher.install(client, kLesson, package, 1);
  EXPECT_EQ(running_digest(client), digest_of(package));
  EXPECT_GT(port.faults_made(), 0u);
}

class BadLine : public ::testing::TestWithParam<FaultCase> {};

TEST_P(BadLine, ThePackageArrives) {
  install_over(find_board("linux"), GetParam().faults, kQuick, kLong);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadLine,
    ::testing::Values(
        FaultCase{"Lost", {.lose = true}}, FaultCase{"Repeated", {.repeat = true}},
        FaultCase{"Reordered", {.reorder = true}}, FaultCase{"Damaged", {.damage = true}},
        FaultCase{"Inserted", {.insert = true}},
        FaultCase{"LongBursts", {.lose = true, .repeat = true, .interval = 20000, .burst = 600}},
        FaultCase{"Everything",
                  {.lose = true, .repeat = true, .reorder = true, .damage = true, .insert = true}}),
    [](const auto& fault) { return std::string(fault.param.name); });

class BadLineOfAnEmulatedBoard : public ::testing::TestWithParam<const char*> {};

TEST_P(BadLineOfAnEmulatedBoard, ThePackageArrives) {
  const auto profile = board_named(GetParam());
  if (!profile) GTEST_SKIP() << GetParam() << " is not built";
  LineFaults faults = {.lose = true, .repeat = true, .reorder = true, .damage = true};
  faults.insert = true;
  install_over(*profile, faults, kPatient, kShort);
}

INSTANTIATE_TEST_SUITE_P(Boards, BadLineOfAnEmulatedBoard,
                         ::testing::Values("mps2_m4", "mps2_m3", "rv32_virt"),
                         [](const auto& board) { return std::string(board.param); });

class KitImage : public ::testing::TestWithParam<const char*> {};

// What an engineer's bench may ask of a board nobody may ask of a kit.
TEST_P(KitImage, LacksTheBenchGroup) {
  const auto profile = board_named(GetParam());
  if (!profile) GTEST_SKIP() << GetParam() << " is not built";
  RunningBoard board(*profile, "kit", {});
  const auto port = board.connect();
  SmpClient client(*port, kPatient);
  for (const SmpOp op : {SmpOp::kRead, SmpOp::kWrite}) {
    for (uint8_t command = 0; command < 8; ++command) {
      SmpRequest map;
      try {
        client.request(op, smp_bench::kGroup, command, map.finish());
        ADD_FAILURE() << "it answers command " << int{command};
      } catch (const SmpError& error) {
        EXPECT_FALSE(error.group());
        EXPECT_EQ(error.code(), static_cast<uint32_t>(SmpResult::kNotSupported));
      }
    }
  }
  // Its name is in the one image and not in the other.
  const std::string suffix = profile->name == "linux" ? "" : ".elf";
  const auto holds = [&](const char* image) {
    const Bytes bytes = read_file(profile->image / (image + suffix));
    const std::string name = "satchel bench";
    return std::search(bytes.begin(), bytes.end(), name.begin(), name.end()) != bytes.end();
  };
  EXPECT_FALSE(holds("kit"));
  EXPECT_TRUE(holds("bench"));
}

INSTANTIATE_TEST_SUITE_P(Boards, KitImage,
                         ::testing::Values("linux", "mps2_m4", "mps2_m3", "rv32_virt"),
                         [](const auto& board) { return std::string(board.param); });

// A kit of the process kind, its owner and what it shall run.
class DroppedLine : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto port = board_.connect();
    SmpClient client(*port, kQuick);
    publisher_.provision(client, board_.hand());
  }

  RunningBoard board_{find_board("linux"), "kit", {}};
  Publisher publisher_;
  Bytes package_ = lesson_package(kLesson, Target::kHost, 1, kLong);
};

// The line drops in the middle; what opens it again goes on where it broke off.
TEST_F(DroppedLine, TheNextInstallationResumes) {
  {
    FaultyPort port(board_.connect(), {.drop_after = 40000});
    SmpClient client(port, kQuick);
    try {
      publisher_.install(client, kLesson, package_, 1);
      FAIL() << "the line did not drop";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
      EXPECT_THAT(error.what(), HasSubstr("the board linux: the line was closed"));
    }
  }
  const auto port = board_.connect();
  SmpClient client(*port, kQuick);
  std::vector<uint64_t> offsets;
  publisher_.install(client, kLesson, package_, 1,
                     [&](uint64_t done, uint64_t) { offsets.push_back(done); });
  // The first answer is where the kit wants to go on: most of what the first line carried.
  ASSERT_FALSE(offsets.empty());
  EXPECT_GT(offsets.front(), 20000u);
  EXPECT_EQ(running_digest(client), digest_of(package_));
}

TEST_F(DroppedLine, APortThatReopensLetsTheInstallationGoOn) {
  int opened = 0;
  const auto port = reopening_port(
      [&]() -> std::unique_ptr<Port> {
        ++opened;
        return std::make_unique<FaultyPort>(board_.connect(), LineFaults{.drop_after = 30000});
      },
      std::chrono::seconds(5));
  SmpClient client(*port, kQuick);
  uint64_t furthest = 0;
  publisher_.install(client, kLesson, package_, 1, [&](uint64_t done, uint64_t) {
    EXPECT_GE(done, furthest) << "it began anew";
    furthest = done;
  });
  EXPECT_GT(opened, 2);
  EXPECT_EQ(running_digest(client), digest_of(package_));
}

// A host that vanishes in the middle of anything: each time a little later, until it gets through.
TEST_F(DroppedLine, AHostThatVanishesAtAnyByteLeavesTheKitReady) {
  const Bytes small = lesson_package(kLesson, Target::kHost, 2, 600);
  bool through = false;
  uint64_t after = 1;
  for (uint64_t sequence = 1; !through; after += 61, ++sequence) {
    try {
      FaultyPort port(board_.connect(), {.drop_after = after});
      SmpClient client(port, kQuick);
      publisher_.install(client, kLesson, small, sequence);
      through = true;
    } catch (const Error& error) {
      ASSERT_EQ(error.exit_code(), Exit::kUnavailable) << error.what();
    }
    ASSERT_LT(after, 20000u);
  }
  const auto port = board_.connect();
  SmpClient client(*port, kQuick);
  EXPECT_EQ(running_digest(client), digest_of(small));
}

class Refused : public ::testing::Test {
 protected:
  void SetUp() override { publisher_.provision(client_, board_.hand()); }

  // The refusal of a package, the message and what to do.
  std::string refusal(const Bytes& package) {
    try {
      publisher_.install(client_, kLesson, package, ++sequence_);
    } catch (const SmpError& error) {
      EXPECT_EQ(error.exit_code(), Exit::kRefused);
      EXPECT_TRUE(running_digest(client_).empty());
      return std::string(error.what()) + ". " + error.hint();
    }
    ADD_FAILURE() << "it was taken";
    return {};
  }
  Bytes package(Target target = Target::kHost) { return lesson_package(kLesson, target, 1, 0); }

  BoardProfile profile_ = find_board("linux");
  RunningBoard board_{profile_, "kit", {}};
  std::unique_ptr<Port> port_ = board_.connect();
  SmpClient client_{*port_, kQuick};
  Publisher publisher_;
  uint64_t sequence_ = 0;
};

TEST_F(Refused, TooLongForTheSlot) {
  Bytes package(profile_.slot_bytes + 16);
  const std::string said = refusal(package);
  EXPECT_THAT(said, HasSubstr("it needs " + std::to_string(profile_.slot_bytes + 16) +
                              " bytes, there are " + std::to_string(profile_.slot_bytes)));
  EXPECT_THAT(said, HasSubstr("smaller network"));
}

TEST_F(Refused, TooBigForTheArena) {
  Bytes large = package();
  Header header;
  std::memcpy(&header, large.data(), sizeof(header));
  header.arena_bytes = profile_.arena_bytes + 16;
  std::memcpy(large.data(), &header, sizeof(header));
  const std::string said = refusal(large);
  EXPECT_THAT(said, HasSubstr("it needs " + std::to_string(profile_.arena_bytes + 16) +
                              " bytes, there are " + std::to_string(profile_.arena_bytes)));
  EXPECT_THAT(said, HasSubstr("smaller network"));
}

TEST_F(Refused, ForAnotherTarget) {
  const std::string said = refusal(package(Target::kM4));
  EXPECT_THAT(said, HasSubstr("another target"));
  EXPECT_THAT(said, HasSubstr("satchel compile"));
}

TEST_F(Refused, OfANewerFormat) {
  Bytes newer = package();
  newer[offsetof(Header, format_version)] = kFormatVersion + 1;
  const std::string said = refusal(newer);
  EXPECT_THAT(said, HasSubstr("newer"));
  EXPECT_THAT(said, HasSubstr("firmware"));
}

TEST_F(Refused, DamagedOrForeign) {
  Bytes damaged = package();
  damaged[sizeof(Header) + 4] ^= 0xff;  // where a section begins
  EXPECT_THAT(refusal(damaged), HasSubstr("compile it anew"));
  EXPECT_THAT(refusal(Bytes(5000, 7)), HasSubstr("not a Satchel package"));
}

}  // namespace
}  // namespace satchel
