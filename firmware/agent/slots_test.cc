// Power may go at any flash operation: the old or the new package is there, whole.
#include "firmware/agent/slots.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "firmware/boards/simulated/flash.h"

namespace satchel {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr FlashGeometry kGeometries[] = {{32 * 1024, 1024, 4}, {32 * 1024, 1024, 16, true}};
constexpr SlotTable kTable = {4096, 4096, 2};
constexpr uint32_t kImage = 2;
constexpr uint32_t kChunk = 333;  // no multiple of any unit
constexpr uint32_t kPatterns = 6;

// A stand-in: the slots know nothing of what a package is.
Bytes package_of(uint8_t version, uint32_t size) {
  Bytes bytes(size);
  for (uint32_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(version * 31 + i * 7);
  return bytes;
}

FlashStatus install(Flash& flash, const Bytes& package) {
  SlotWriter writer{Slots(flash, kTable)};
  FlashStatus status = writer.begin(kImage, static_cast<uint32_t>(package.size()));
  for (size_t at = 0; at < package.size() && status == FlashStatus::kOk; at += kChunk) {
    const size_t size = std::min<size_t>(kChunk, package.size() - at);
    status = writer.write(package.data() + at, static_cast<uint32_t>(size));
  }
  if (status != FlashStatus::kOk) return status;
  EXPECT_TRUE(writer.whole());
  const Bytes digest(kSha256Bytes, package[0]);
  return writer.commit(digest.data());
}

Bytes installed(Flash& flash) {
  const ByteView package = Slots(flash, kTable).package(kImage);
  return Bytes(package.data, package.data + package.size);
}

class PowerCuts : public ::testing::TestWithParam<int> {
 protected:
  simulated::Flash flash_{kGeometries[GetParam()]};
  const Bytes old_ = package_of(1, 2500);
  const Bytes new_ = package_of(2, 3001);
};

TEST_P(PowerCuts, LeaveTheOldOrTheNewPackage) {
  ASSERT_EQ(install(flash_, package_of(3, 1500)), FlashStatus::kOk);
  ASSERT_EQ(install(flash_, old_), FlashStatus::kOk);
  ASSERT_EQ(installed(flash_), old_);
  simulated::Flash whole = flash_;
  ASSERT_EQ(install(whole, new_), FlashStatus::kOk);
  ASSERT_EQ(installed(whole), new_);
  for (uint64_t index = flash_.operations(); index < whole.operations(); ++index) {
    for (uint32_t pattern = 0; pattern < kPatterns; ++pattern) {
      SCOPED_TRACE("operation " + std::to_string(index) + ", pattern " + std::to_string(pattern));
      simulated::Flash cut = flash_;
      cut.cut_at(index, pattern);
      EXPECT_THROW(install(cut, new_), simulated::PowerLost);
      simulated::Flash restarted = cut;
      const Bytes found = installed(restarted);
      const bool last = index + 1 == whole.operations();
      EXPECT_TRUE(found == old_ || (last && found == new_));
      // And the next upload finds its way.
      EXPECT_EQ(install(restarted, new_), FlashStatus::kOk);
      EXPECT_EQ(installed(restarted), new_);
      EXPECT_EQ(restarted.violations(), 0u);
    }
  }
}

// Two cuts in a row: the second upload finds what the first one left behind.
TEST_P(PowerCuts, InARowLeaveAPackageToo) {
  ASSERT_EQ(install(flash_, old_), FlashStatus::kOk);
  simulated::Flash whole = flash_;
  ASSERT_EQ(install(whole, new_), FlashStatus::kOk);
  const uint64_t count = whole.operations() - flash_.operations();
  for (uint64_t first = 0; first < count; ++first) {
    simulated::Flash once = flash_;
    once.cut_at(once.operations() + first, simulated::kFirstTorn);
    EXPECT_THROW(install(once, new_), simulated::PowerLost);
    for (uint64_t second = 0; second < count; second += 3) {
      simulated::Flash twice = once;
      if (installed(twice) == new_) continue;
      twice.cut_at(twice.operations() + second, simulated::kFirstTorn + 1);
      EXPECT_THROW(install(twice, new_), simulated::PowerLost);
      const Bytes found = installed(twice);
      EXPECT_TRUE(found == old_ || found == new_) << first << " and " << second;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Flashes, PowerCuts, ::testing::Values(0, 1), [](const auto& geometry) {
  return std::string(kGeometries[geometry.param].write_once ? "WriteOnce" : "Plain");
});

TEST(Slots, AreEmptyAndSeparateAtFirst) {
  simulated::Flash flash(kGeometries[0]);
  const Slots slots(flash, kTable);
  EXPECT_EQ(slots.capacity(), 3072u);
  EXPECT_EQ(slots.active(kImage), -1);
  ASSERT_EQ(install(flash, package_of(1, 3072)), FlashStatus::kOk);
  EXPECT_EQ(slots.active(kImage), 0);
  EXPECT_EQ(slots.active(1), -1) << "another image has none";
  EXPECT_EQ(slots.package(0).size, 0u) << "there is no image 0";
  EXPECT_EQ(slots.package(3).size, 0u);
}

TEST(Slots, TakeTurnsAndTheLaterIsInUse) {
  simulated::Flash flash(kGeometries[0]);
  const Slots slots(flash, kTable);
  for (uint8_t version = 0; version < 5; ++version) {
    const Bytes package = package_of(version, 700);
    ASSERT_EQ(install(flash, package), FlashStatus::kOk);
    EXPECT_EQ(slots.active(kImage), version % 2);
    EXPECT_EQ(installed(flash), package);
  }
}

// A record that says more than a slot holds, or whose check does not hold, is none.
TEST(Slots, ADamagedRecordIsNoRecord) {
  simulated::Flash flash(kGeometries[0]);
  ASSERT_EQ(install(flash, package_of(1, 700)), FlashStatus::kOk);
  const Slots slots(flash, kTable);
  for (uint32_t byte = 0; byte < 48; byte += 4) {
    simulated::Flash damaged = flash;
    Bytes unit(4, 0);
    ASSERT_EQ(damaged.program(slots.record_offset(kImage, 0) + byte, unit.data(), 4),
              FlashStatus::kOk);
    SlotRecord record;
    EXPECT_FALSE(Slots(damaged, kTable).record(kImage, 0, &record)) << "byte " << byte;
  }
}

// A worn cell under the package: the writer says so and nothing comes into use.
TEST(Slots, AWornCellLeavesTheOldPackage) {
  simulated::Flash flash(kGeometries[0]);
  const Bytes old_package = package_of(1, 700);
  ASSERT_EQ(install(flash, old_package), FlashStatus::kOk);
  flash.wear_out(Slots(flash, kTable).body_offset(kImage, 1) + 100);
  EXPECT_EQ(install(flash, package_of(2, 700)), FlashStatus::kFailed);
  EXPECT_EQ(installed(flash), old_package);
}

}  // namespace
}  // namespace satchel
