#include "firmware/agent/store/record_log.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/testing/random.h"
#include "firmware/agent/store/crc32.h"
#include "firmware/boards/simulated/flash.h"

namespace satchel {
namespace {

using simulated::Operation;
using Values = std::map<uint32_t, std::string>;  // by key; without those that are empty

struct Shape {
  const char* name;
  FlashGeometry flash;
  LogArea area;
};

// Banks so small that a dozen writes fill one.
const Shape kShapes[] = {
    {"unit 1", {2048, 512, 1, false}, {512, 512, 2}},
    {"unit 4, banks of two sectors", {4096, 512, 4, false}, {1024, 1024, 3}},
    {"unit 8, write once", {2048, 1024, 8, true}, {0, 1024, 2}},
    {"unit 256", {12288, 4096, 256, false}, {4096, 4096, 2}},
    {"unit 256, write once", {8192, 2048, 256, true}, {0, 4096, 2}},
};

std::string value_of(const RecordLog& log, uint32_t key) {
  const ByteView view = log.read(static_cast<RecordKey>(key));
  return {reinterpret_cast<const char*>(view.data), view.size};
}

Values values_of(const RecordLog& log) {
  Values values;
  for (uint32_t key = 0; key < kRecordKeys; ++key) {
    if (log.has(static_cast<RecordKey>(key))) values[key] = value_of(log, key);
  }
  return values;
}

struct Change {
  uint32_t key;
  std::string value;  // empty: removed
};

StoreStatus make(RecordLog& log, const Change& change) {
  const RecordKey key = static_cast<RecordKey>(change.key);
  if (change.value.empty()) return log.remove(key);
  return log.write(key, change.value.data(), static_cast<uint32_t>(change.value.size()));
}

Values after(Values values, const Change& change) {
  values.erase(change.key);
  if (!change.value.empty()) values[change.key] = change.value;
  return values;
}

// A value that is, byte for byte, a record of the first bank's: it gives key 0 a value.
std::string forged_record() {
  const std::string value = "forged";
  std::string record(16, '\0');
  const auto put = [&record](size_t at, uint32_t number, size_t size) {
    std::memcpy(record.data() + at, &number, size);
  };
  const auto check = [](const std::string& bytes) {
    return crc32(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  };
  put(2, static_cast<uint32_t>(value.size()), 2);
  put(4, 1, 4);
  put(8, check(value), 4);
  put(12, check(record.substr(0, 12)), 4);
  return record + value;
}

// Values whose bytes look like records, like blank flash, and like chance.
std::vector<Change> script(uint32_t seed, uint32_t count) {
  Random random(seed);
  std::vector<Change> changes = {{1, forged_record()}, {2, forged_record() + forged_record()}};
  while (changes.size() < count) {
    std::string value(static_cast<size_t>(random.between(1, 60)), '\xff');
    const int32_t kind = random.between(0, 5);
    if (kind > 0) {
      for (char& c : value) c = static_cast<char>(random.bits());
    }
    if (kind == 1) std::memset(value.data(), 0, value.size());
    if (kind == 2) value.clear();
    changes.push_back({static_cast<uint32_t>(random.between(0, 3)), value});
  }
  return changes;
}

class Cuts {
 public:
  Cuts(const Shape& shape, uint32_t patterns, uint32_t depth)
      : shape_(shape), patterns_(patterns), depth_(depth) {}

  // Runs the changes from `from` on, with every cut at every operation; then every change after a
  // cut is made again, and at greater depth that with every cut again.
  void run(simulated::Flash& flash, const std::vector<Change>& changes, uint32_t depth = 1) {
    RecordLog log(flash, shape_.area);
    Values old;
    Values fresh;
    size_t at = 0;
    flash.set_observer([&](const simulated::Flash& before, const Operation& operation) {
      for (uint32_t pattern = 0; pattern < patterns_; ++pattern) {
        simulated::Flash cut = before;
        cut.tear(operation, pattern);
        ++cases_;
        distinct_.insert((cut.fingerprint(operation) * 31 + operation.index) * 31 + depth);
        survive(cut, old, fresh, changes, at, depth);
        if (testing::Test::HasFailure()) {
          ADD_FAILURE() << shape_.name << ", operation " << operation.index << ", pattern "
                        << pattern << ", change " << at << ", depth " << depth;
          throw simulated::PowerLost();
        }
      }
    });
    ASSERT_EQ(log.mount(), StoreStatus::kOk);
    old = fresh = values_of(log);
    for (at = 0; at < changes.size(); ++at) {
      fresh = after(old, changes[at]);
      ASSERT_EQ(make(log, changes[at]), StoreStatus::kOk) << shape_.name << ' ' << at;
      ASSERT_EQ(values_of(log), fresh);
      old = fresh;
    }
    flash.set_observer(nullptr);
    EXPECT_EQ(flash.violations(), 0u);
  }

  uint64_t cases() const { return cases_; }
  size_t distinct() const { return distinct_.size(); }

 private:
  void survive(simulated::Flash& cut, const Values& old, const Values& fresh,
               const std::vector<Change>& changes, size_t at, uint32_t depth) {
    simulated::Flash flash = cut;
    RecordLog log(flash, shape_.area);
    ASSERT_EQ(log.mount(), StoreStatus::kOk);
    const Values found = values_of(log);
    ASSERT_TRUE(found == old || found == fresh);
    if (at < changes.size()) live_on(flash, log, found, changes, at);
    if (depth < depth_ && at < changes.size()) {
      run(cut, {changes[at], changes[(at + 1) % changes.size()]}, depth + 1);
    }
  }

  // The change again and some more, across a change of banks.
  void live_on(simulated::Flash& flash, RecordLog& log, Values expected,
               const std::vector<Change>& changes, size_t at) {
    for (size_t i = 0; i < 9; ++i) {
      const Change& change = changes[(at + i) % changes.size()];
      expected = after(expected, change);
      ASSERT_EQ(make(log, change), StoreStatus::kOk);
      ASSERT_EQ(values_of(log), expected);
    }
    RecordLog again(flash, shape_.area);
    ASSERT_EQ(again.mount(), StoreStatus::kOk);
    ASSERT_EQ(values_of(again), expected);
    ASSERT_EQ(flash.violations(), 0u);
  }

  const Shape& shape_;
  uint32_t patterns_;
  uint32_t depth_;
  uint64_t cases_ = 0;
  std::unordered_set<uint64_t> distinct_;
};

TEST(Crc32, IsTheCommonOne) {
  EXPECT_EQ(crc32(reinterpret_cast<const uint8_t*>("123456789"), 9), 0xcbf43926u);
  const uint32_t begun = crc32(reinterpret_cast<const uint8_t*>("1234"), 4);
  EXPECT_EQ(crc32(reinterpret_cast<const uint8_t*>("56789"), 5, begun), 0xcbf43926u);
}

TEST(RecordLog, KeepsWhatItWasGivenOverRestarts) {
  for (const Shape& shape : kShapes) {
    simulated::Flash flash(shape.flash);
    Values expected;
    const std::vector<Change> changes = script(7, 400);
    for (size_t i = 0; i < changes.size();) {
      RecordLog log(flash, shape.area);
      ASSERT_EQ(log.mount(), StoreStatus::kOk);
      ASSERT_EQ(values_of(log), expected) << shape.name << ", before change " << i;
      for (const size_t end = std::min(i + 1 + i % 7, changes.size()); i < end; ++i) {
        ASSERT_EQ(make(log, changes[i]), StoreStatus::kOk);
        expected = after(expected, changes[i]);
      }
    }
    EXPECT_EQ(flash.violations(), 0u);
    EXPECT_GT(flash.wear(), 5u) << "the script has to change banks";
  }
}

TEST(RecordLog, HasTheOldOrTheNewValueAfterEveryCut) {
  for (const Shape& shape : kShapes) {
    Cuts cuts(shape, 24, 1);
    simulated::Flash flash(shape.flash);
    cuts.run(flash, script(11, 60));
    if (HasFailure()) return;
    printf("  %s: %zu different cuts\n", shape.name, cuts.distinct());
  }
}

TEST(RecordLog, HasTheOldOrTheNewValueAfterPairsOfCuts) {
  for (const Shape& shape : kShapes) {
    Cuts cuts(shape, 6, 2);
    simulated::Flash flash(shape.flash);
    cuts.run(flash, script(13, 30));
    if (HasFailure()) return;
    printf("  %s: %zu different cuts\n", shape.name, cuts.distinct());
  }
}

// A cell that is worn, at any place of any bank: a write either succeeds, or says that it did not
// and the old value stays.
TEST(RecordLog, LosesNothingToAWornCell) {
  for (const Shape& shape : kShapes) {
    const uint32_t end = shape.area.offset + shape.area.bank_bytes * shape.area.banks;
    for (uint32_t cell = shape.area.offset; cell < end; cell += 11) {
      simulated::Flash flash(shape.flash);
      RecordLog log(flash, shape.area);
      ASSERT_EQ(log.mount(), StoreStatus::kOk);
      Values expected;
      const std::vector<Change> changes = script(cell, 60);
      for (size_t i = 0; i < changes.size(); ++i) {
        if (i == 10) flash.wear_out(cell);
        const StoreStatus status = make(log, changes[i]);
        if (status == StoreStatus::kOk) expected = after(expected, changes[i]);
        if (status != StoreStatus::kOk) {
          EXPECT_EQ(status, StoreStatus::kWorn);
          EXPECT_EQ(shape.area.banks, 2u) << "a third bank is there for this";
        }
        ASSERT_EQ(values_of(log), expected) << shape.name << ", cell " << cell;
        RecordLog again(flash, shape.area);
        ASSERT_EQ(again.mount(), StoreStatus::kOk);
        ASSERT_EQ(values_of(again), expected) << shape.name << ", cell " << cell;
      }
      ASSERT_EQ(flash.violations(), 0u);
    }
  }
}

TEST(RecordLog, RefusesWhatDoesNotFitAndKeepsTheRest) {
  const Shape& shape = kShapes[0];
  simulated::Flash flash(shape.flash);
  RecordLog log(flash, shape.area);
  ASSERT_EQ(log.mount(), StoreStatus::kOk);
  const std::string half(200, 'h');
  ASSERT_EQ(make(log, {1, half}), StoreStatus::kOk);
  ASSERT_EQ(make(log, {2, half}), StoreStatus::kOk);
  const uint64_t before = flash.operations();
  EXPECT_EQ(make(log, {3, half}), StoreStatus::kFull);
  EXPECT_EQ(flash.operations(), before) << "nothing is worn for what cannot succeed";
  EXPECT_EQ(make(log, {1, std::string(kMaxRecordBytes + 1, 'x')}), StoreStatus::kTooLong);
  EXPECT_EQ(values_of(log), (Values{{1, half}, {2, half}}));
  EXPECT_EQ(make(log, {2, std::string(200, 'n')}), StoreStatus::kOk);
}

TEST(RecordLog, WritesNothingForAValueThatIsThere) {
  simulated::Flash flash(kShapes[1].flash);
  RecordLog log(flash, kShapes[1].area);
  ASSERT_EQ(log.mount(), StoreStatus::kOk);
  ASSERT_EQ(make(log, {1, "once"}), StoreStatus::kOk);
  const uint64_t before = flash.operations();
  EXPECT_EQ(make(log, {1, "once"}), StoreStatus::kOk);
  EXPECT_EQ(make(log, {2, ""}), StoreStatus::kOk);
  EXPECT_EQ(flash.operations(), before);
}

TEST(RecordLog, ScrubbingLeavesNothingOfWhatWasRemoved) {
  for (const Shape& shape : kShapes) {
    simulated::Flash flash(shape.flash);
    RecordLog log(flash, shape.area);
    ASSERT_EQ(log.mount(), StoreStatus::kOk);
    const std::string secret = "the steward's key";
    ASSERT_EQ(make(log, {1, secret}), StoreStatus::kOk);
    ASSERT_EQ(make(log, {2, "stays"}), StoreStatus::kOk);
    ASSERT_EQ(make(log, {1, ""}), StoreStatus::kOk);
    ASSERT_EQ(log.scrub(), StoreStatus::kOk);
    const std::string all(reinterpret_cast<const char*>(flash.data()), shape.flash.size);
    EXPECT_EQ(all.find(secret), std::string::npos) << shape.name;
    EXPECT_EQ(values_of(log), (Values{{2, "stays"}}));
  }
}

}  // namespace
}  // namespace satchel
