// Uploads over lines that misbehave, to boards that refuse, die or say nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "core/kernels/tables.h"
#include "core/package/sample_package.h"
#include "core/package/validate.h"
#include "link/board/running_board.h"
#include "link/client/smp_client.h"
#include "link/testing/faulty_port.h"

namespace satchel {
namespace {

using testing::HasSubstr;
using testing_support::FaultyPort;
using testing_support::LineFaults;
using Bytes = std::vector<uint8_t>;

constexpr uint32_t kImage = 1;
constexpr SmpOptions kQuick = {std::chrono::milliseconds(50), std::chrono::seconds(60)};

constexpr uint32_t kShort = 16000;  // emulated lines take their time

// A package for `target` that its boards take, `size` bytes long: what follows the last section
// tells one version from the other.
Bytes sample(Target target, uint32_t version, uint32_t size = 60000) {
  Capabilities capabilities;
  capabilities.kernels = kernels_for(target);
  SamplePackage package;
  for (uint32_t seed = 1;; ++seed) {
    Random random(seed);
    build_sample_package(random, &package);
    package.header().target = static_cast<uint16_t>(target);
    PackageView view;
    if (validate(package.bytes, package.size, capabilities, &view).ok()) break;
  }
  package.header().total_bytes = size;
  Bytes bytes(package.bytes, package.bytes + package.size);
  bytes.resize(size, static_cast<uint8_t>(version));
  return bytes;
}

// Other faults in each run, unless one is to be repeated.
uint32_t fresh_seed() {
  const char* given = std::getenv("SATCHEL_SEED");
  return given != nullptr ? static_cast<uint32_t>(std::stoul(given)) : std::random_device()();
}

Bytes active_hash(SmpClient& client) {
  for (const ImageSlot& slot : client.image_state()) {
    if (slot.image == kImage && slot.active) return slot.hash;
  }
  return {};
}

Bytes hash_of(const Bytes& package) {
  const auto digest = sha256(package);
  return {digest.begin(), digest.end()};
}

std::optional<BoardProfile> board_named(const std::string& name) {
  const auto known = known_boards();
  if (std::find(known.begin(), known.end(), name) == known.end()) return std::nullopt;
  return find_board(name);
}

struct FaultCase {
  const char* name;
  LineFaults faults;
};

class BadLine : public ::testing::TestWithParam<FaultCase> {};

// Whatever the line does, the board ends up with the package, to the byte.
TEST_P(BadLine, TheUploadArrives) {
  RunningBoard board(find_board("linux"), "bench", {});
  LineFaults faults = GetParam().faults;
  faults.seed = fresh_seed();
  SCOPED_TRACE("SATCHEL_SEED=" + std::to_string(faults.seed) + " repeats it");
  FaultyPort port(board.connect(), faults);
  SmpClient client(port, kQuick);
  const Bytes package = sample(Target::kHost, 1);
  client.upload(kImage, package);
  EXPECT_EQ(active_hash(client), hash_of(package));
  EXPECT_GT(port.faults_made(), 0u);
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

TEST(BadLineOfAnEmulatedBoard, TheUploadArrives) {
  const auto profile = board_named("mps2_m4");
  if (!profile) GTEST_SKIP() << "mps2_m4 is not built";
  RunningBoard board(*profile, "bench", {});
  LineFaults faults = {.lose = true, .repeat = true, .reorder = true, .damage = true};
  faults.insert = true;
  faults.seed = fresh_seed();
  SCOPED_TRACE("SATCHEL_SEED=" + std::to_string(faults.seed) + " repeats it");
  FaultyPort port(board.connect(), faults);
  SmpClient client(port, {std::chrono::milliseconds(400), std::chrono::seconds(120)});
  const Bytes package = sample(Target::kM4, 1, kShort);
  client.upload(kImage, package);
  EXPECT_EQ(active_hash(client), hash_of(package));
}

// The line drops in the middle; what opens it again goes on where it broke off.
TEST(DroppedLine, TheNextUploadResumes) {
  RunningBoard board(find_board("linux"), "bench", {});
  const Bytes package = sample(Target::kHost, 1);
  {
    FaultyPort port(board.connect(), {.drop_after = 40000});
    SmpClient client(port, kQuick);
    try {
      client.upload(kImage, package);
      FAIL() << "the line did not drop";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
      EXPECT_THAT(error.what(), HasSubstr("the board linux: the line was closed"));
    }
  }
  const auto port = board.connect();
  SmpClient client(*port, kQuick);
  std::vector<uint64_t> offsets;
  client.upload(kImage, package, [&](uint64_t done, uint64_t) { offsets.push_back(done); });
  // The first answer is where the board wants to go on: most of what the first line carried.
  ASSERT_FALSE(offsets.empty());
  EXPECT_GT(offsets.front(), 20000u);
  EXPECT_EQ(active_hash(client), hash_of(package));
}

TEST(DroppedLine, APortThatReopensLetsTheUploadGoOn) {
  RunningBoard board(find_board("linux"), "bench", {});
  int opened = 0;
  const auto port = reopening_port(
      [&]() -> std::unique_ptr<Port> {
        ++opened;
        return std::make_unique<FaultyPort>(board.connect(), LineFaults{.drop_after = 30000});
      },
      std::chrono::seconds(5));
  SmpClient client(*port, kQuick);
  const Bytes package = sample(Target::kHost, 1);
  uint64_t furthest = 0;
  client.upload(kImage, package, [&](uint64_t done, uint64_t) {
    EXPECT_GE(done, furthest) << "it began anew";
    furthest = done;
  });
  EXPECT_GT(opened, 2);
  EXPECT_EQ(active_hash(client), hash_of(package));
}

// Sends `package` and has `at_half` happen in the middle.
template <class AtHalf>
void upload_until_half(SmpClient& client, const Bytes& package, AtHalf at_half) {
  client.upload(kImage, package, [&, done_it = false](uint64_t done, uint64_t total) mutable {
    if (done < total / 2 || std::exchange(done_it, true)) return;
    at_half();
  });
}

class KilledBoard : public ::testing::TestWithParam<const char*> {};

// SIGKILL in the middle of an upload: after the restart the old package is there, whole, and the
// new one can be sent.
TEST_P(KilledBoard, TheOldPackageIsStillThere) {
  const auto profile = board_named(GetParam());
  if (!profile) GTEST_SKIP() << GetParam() << " is not built";
  const TemporaryFolder folder;
  const auto flash = folder.path() / "flash";
  const Target target = profile->target == "host" ? Target::kHost
                        : profile->target == "m3" ? Target::kM3
                        : profile->target == "m4" ? Target::kM4
                                                  : Target::kRv32;
  const Bytes old_package = sample(target, 1, kShort);
  const Bytes new_package = sample(target, 2, kShort);
  {
    RunningBoard board(*profile, "bench", flash);
    const auto port = board.connect();
    SmpClient client(*port);
    client.upload(kImage, old_package);
    try {
      upload_until_half(client, new_package, [&] { board.kill(); });
      FAIL() << "the board was killed";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
      EXPECT_THAT(error.what(), HasSubstr(profile->name));
      EXPECT_THAT(error.hint(), HasSubstr("repeat the command"));
    }
  }
  RunningBoard board(*profile, "bench", flash);
  const auto port = board.connect();
  SmpClient client(*port);
  EXPECT_EQ(active_hash(client), hash_of(old_package));
  client.upload(kImage, new_package);
  EXPECT_EQ(active_hash(client), hash_of(new_package));
}

INSTANTIATE_TEST_SUITE_P(Boards, KilledBoard,
                         ::testing::Values("linux", "mps2_m4", "mps2_m3", "rv32_virt"),
                         [](const auto& board) { return std::string(board.param); });

class Refused : public ::testing::Test {
 protected:
  // The refusal of a package, the message and what to do.
  std::string refusal(const Bytes& package) {
    try {
      client_.upload(kImage, package);
    } catch (const SmpError& error) {
      EXPECT_EQ(error.exit_code(), Exit::kRefused);
      EXPECT_TRUE(active_hash(client_).empty());
      return std::string(error.what()) + ". " + error.hint();
    }
    ADD_FAILURE() << "it was taken";
    return {};
  }

  BoardProfile profile_ = find_board("linux");
  RunningBoard board_{profile_, "bench", {}};
  std::unique_ptr<Port> port_ = board_.connect();
  SmpClient client_{*port_, kQuick};
};

TEST_F(Refused, TooLongForTheSlot) {
  const std::string said = refusal(sample(Target::kHost, 1, profile_.slot_bytes + 16));
  EXPECT_THAT(said, HasSubstr("the board linux refused: longer than the slot"));
  EXPECT_THAT(said, HasSubstr("it needs " + std::to_string(profile_.slot_bytes + 16) +
                              " bytes, there are " + std::to_string(profile_.slot_bytes)));
  EXPECT_THAT(said, HasSubstr("smaller network"));
}

TEST_F(Refused, TooBigForTheArena) {
  Bytes package = sample(Target::kHost, 1);
  Header header;
  std::copy_n(package.begin(), sizeof(header), reinterpret_cast<uint8_t*>(&header));
  header.arena_bytes = profile_.arena_bytes + 16;
  std::copy_n(reinterpret_cast<uint8_t*>(&header), sizeof(header), package.begin());
  const std::string said = refusal(package);
  EXPECT_THAT(said, HasSubstr("it needs " + std::to_string(profile_.arena_bytes + 16) +
                              " bytes, there are " + std::to_string(profile_.arena_bytes)));
  EXPECT_THAT(said, HasSubstr("smaller network"));
}

TEST_F(Refused, ForAnotherTarget) {
  const std::string said = refusal(sample(Target::kM4, 1));
  EXPECT_THAT(said, HasSubstr("compiled for another target"));
  EXPECT_THAT(said, HasSubstr("satchel compile"));
}

TEST_F(Refused, OfANewerFormat) {
  Bytes package = sample(Target::kHost, 1);
  package[offsetof(Header, format_version)] = kFormatVersion + 1;
  const std::string said = refusal(package);
  EXPECT_THAT(said, HasSubstr("newer"));
  EXPECT_THAT(said, HasSubstr("firmware is older"));
}

TEST_F(Refused, DamagedOrForeign) {
  Bytes package = sample(Target::kHost, 1);
  package[sizeof(Header) + 4] ^= 0xff;  // where a section begins
  EXPECT_THAT(refusal(package), HasSubstr("compile it anew"));
  EXPECT_THAT(refusal(Bytes(5000, 7)), HasSubstr("magic"));
}

}  // namespace
}  // namespace satchel
