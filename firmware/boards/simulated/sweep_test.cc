// Power is cut before, during and after every operation on flash of every path that writes. After
// each cut the kit starts, shows the old or the new state, and what was under way can be brought to
// its end. SATCHEL_LONG=1 (./test --long): a million cuts, pairs of them, and cuts with the package
// of the lesson that ships.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <unordered_set>

#include "firmware/boards/simulated/storage_kit.h"
#include "firmware/boards/simulated/tiny_package.h"
#include "wire/cbor/map.h"

namespace satchel::simulated {
namespace {

bool is_long() {
  return std::getenv("SATCHEL_LONG") != nullptr;
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

struct Geometry {
  const char* name;
  FlashGeometry flash;
  FlashPlan plan;
  uint32_t arena_bytes = 64;
};

// Log, two lessons' slots, two places for samples; slots of 2 KB at least.
constexpr Geometry geometry(const char* name, uint32_t sector, uint32_t unit, bool once,
                            uint32_t bank, uint32_t banks) {
  const uint32_t slot = sector < 2048 ? 2048 : sector;
  const uint32_t place = sector < 512 ? 512 : sector;
  const uint32_t slots = bank * banks;
  const uint32_t places = slots + 4 * slot;
  return {name,
          {places + 2 * place, sector, unit, once},
          {{0, bank, banks}, {slots, slot, 2}, {places, place, 2}},
          64};
}

const Geometry kGeometries[] = {
    geometry("unit 1, sector 256", 256, 1, false, 2048, 2),
    geometry("unit 4, sector 1024", 1024, 4, false, 2048, 3),
    geometry("unit 8 once, sector 2048", 2048, 8, true, 2048, 2),
    geometry("unit 256, sector 4096", 4096, 256, false, 4096, 2),
};

const std::string kLesson = "four words";
const std::string kOther = "swing";

struct World {
  FakeKey key{1};
  Bytes first = tiny_package(kLesson, 1, 300);
  Bytes second = tiny_package(kLesson, 2, 700);
  Bytes other = tiny_package(kOther, 3);
  Bytes first_envelope = seal(kLesson, first, 1, key);
  Bytes second_envelope = seal(kLesson, second, 5, key);
  Bytes back_envelope = seal(kLesson, first, 9, key);
  Bytes other_envelope = seal(kOther, other, 1, key);
};

const World& world() {
  static const World made;
  return made;
}

void expect(bool done) {
  if (!done) throw std::logic_error("a step that has to succeed did not");
}

using Step = std::function<void(StorageKit&)>;

// Steps may be begun again at any time, and then end as if they had not been cut: that is what a
// host does. Each is one call as somebody outside sees it: state before it, state after it.
struct Path {
  const char* name;
  std::vector<Step> prepared;
  std::vector<Step> steps;
};

Step deliver(const Bytes& envelope, const Bytes& package) {
  return [&](StorageKit& kit) { expect(kit.deliver(envelope, package) == UpdateStatus::kOk); };
}

Step transfer(const Bytes& envelope, const Bytes& package) {
  return [&](StorageKit& kit) { expect(kit.transfer(envelope, package) == UpdateStatus::kOk); };
}

Step try_out(const Bytes& package, uint32_t lesson = 0) {
  return [&package, lesson](StorageKit& kit) {
    LessonRecord record;
    if (kit.updates.lesson(lesson, &record) && record.phase == UpdatePhase::kIdle) return;
    expect(kit.try_out(lesson, package) == UpdateStatus::kOk);
  };
}

Step confirm(uint32_t lesson = 0) {
  return [lesson](StorageKit& kit) {
    kit.observe_windows(lesson, true);
    expect(kit.updates.confirm(lesson) == UpdateStatus::kOk);
  };
}

void fail_trial(StorageKit& kit) {
  kit.observe_windows(0, false);
}

void configure(StorageKit& kit) {
  for (uint64_t sequence = kit.configuration.sequence() + 1; sequence <= 3; ++sequence) {
    Bytes content(90, static_cast<uint8_t>('a' + sequence));
    expect(kit.configuration.accept(sequence, {content.data(), content.size()}) ==
           ConfigurationStatus::kOk);
  }
}

Step configure_to(uint64_t sequence) {
  return [sequence](StorageKit& kit) {
    const Bytes content(90, static_cast<uint8_t>('a' + sequence));
    expect(kit.configuration.accept(sequence, {content.data(), content.size()}) ==
           ConfigurationStatus::kOk);
  };
}

Step debit(uint64_t term, uint64_t day) {
  return [=](StorageKit& kit) {
    if (kit.ledger.record().last_day >= day) return;
    if (kit.ledger.record().term < term) {
      expect(kit.ledger.begin_term(term) == LedgerStatus::kOk);
    }
    expect(kit.ledger.debit(500'000, kHighestTermEpsilon, day, day * 86400) == LedgerStatus::kOk);
  };
}

Step begin_term(uint64_t term) {
  return [=](StorageKit& kit) { expect(kit.ledger.begin_term(term) == LedgerStatus::kOk); };
}

bool has_sample(StorageKit& kit, uint8_t number) {
  for (uint32_t place = 0; place < kit.samples.places(); ++place) {
    const ByteView sealed = kit.samples.sealed(place);
    if (sealed.size != 0 && sealed.data[0] == number) return true;
  }
  return false;
}

Step keep_sample(uint8_t number) {
  return [number](StorageKit& kit) {
    if (has_sample(kit, number)) return;
    const Bytes sealed(230, number);
    expect(kit.samples.begin({number, 0, 0, SampleState::kWriting, 0, 0, 0, {}}) ==
           SampleStatus::kOk);
    for (uint32_t at = 0; at < sealed.size(); at += 115) {
      expect(kit.samples.write(sealed.data() + at, 115) == SampleStatus::kOk);
    }
    expect(kit.samples.finish() == SampleStatus::kOk);
  };
}

Step remove_sample(uint32_t place) {
  return [place](StorageKit& kit) {
    kit.samples.remove(place);
    SampleRecord record;
    if (!kit.samples.about(place, &record)) return;
    expect(kit.samples.drop_receipt(place) == SampleStatus::kOk);
  };
}

void compact(StorageKit& kit) {
  expect(kit.log.compact() == StoreStatus::kOk);
}

void empty_other_slot(StorageKit& kit) {
  LessonRecord record;
  expect(kit.updates.lesson(0, &record));
  expect(kit.updates.erase(0, static_cast<uint8_t>(1 - record.running)) == UpdateStatus::kOk);
}

void provision(StorageKit& kit) {
  const Bytes identity(120, 0x11);
  expect(kit.log.write(RecordKey::kIdentity, identity.data(), 120) == StoreStatus::kOk);
}

std::vector<Path> make_paths(const Geometry& geometry) {
  const World& w = world();
  const Step erase = [plan = geometry.plan](StorageKit& kit) {
    expect(erase_kit(kit.log, kit.flash(), plan) == StoreStatus::kOk);
  };
  const Step old_model = deliver(w.first_envelope, w.first);
  const Step new_model = deliver(w.second_envelope, w.second);
  const Step arrived = transfer(w.second_envelope, w.second);
  return {
      {"install the first model",
       {provision},
       {transfer(w.first_envelope, w.first), try_out(w.first), confirm()}},
      {"install another model", {provision, old_model}, {arrived, try_out(w.second)}},
      {"install a second lesson",
       {provision, old_model},
       {transfer(w.other_envelope, w.other), try_out(w.other, 1), confirm(1)}},
      {"confirm", {provision, old_model, arrived, try_out(w.second)}, {confirm()}},
      {"fail a trial", {provision, old_model, arrived, try_out(w.second)}, {fail_trial}},
      {"roll back without a transfer",
       {provision, old_model, new_model},
       {transfer(w.back_envelope, w.first), try_out(w.first), confirm()}},
      {"collect garbage", {provision, old_model, new_model, configure}, {compact, compact}},
      {"configure",
       {provision, old_model, configure},
       {configure_to(4), configure_to(5), configure_to(6), configure_to(7)}},
      {"debit the ledger",
       {provision, configure, begin_term(1)},
       {debit(1, 10), debit(1, 11), begin_term(2), debit(2, 12)}},
      {"keep and remove samples",
       {provision, keep_sample(1)},
       {keep_sample(2), remove_sample(0), keep_sample(3), remove_sample(1)}},
      {"empty a slot", {provision, old_model, new_model}, {empty_other_slot}},
      {"erase the kit",
       {provision, old_model, new_model, configure, debit(1, 10), keep_sample(1)},
       {erase}},
  };
}

// Runs one path on one geometry with every cut.
class Sweep {
 public:
  Sweep(const Geometry& geometry, const Path& path, uint64_t identity)
      : geometry_(geometry), path_(path), identity_(identity) {}

  void run(uint32_t patterns, uint32_t inner_patterns) {
    Flash flash(geometry_.flash);
    {
      StorageKit kit(flash, geometry_.plan, geometry_.arena_bytes);
      ASSERT_TRUE(kit.start());
      for (const Step& step : path_.prepared) step(kit);
    }
    states_ = states_of(flash);
    patterns_ = patterns;
    inner_patterns_ = inner_patterns;
    size_t now = 0;
    flash.set_observer([&](const Flash& before, const Operation& operation) {
      for (uint32_t pattern = 0; pattern < patterns_; ++pattern) {
        cut(before, operation, pattern, now);
        if (testing::Test::HasFailure()) throw PowerLost();
      }
    });
    StorageKit kit(flash, geometry_.plan, geometry_.arena_bytes);
    try {
      ASSERT_TRUE(kit.start());
      for (now = 0; now < path_.steps.size(); ++now) path_.steps[now](kit);
    } catch (const PowerLost&) {
      return;
    }
    EXPECT_EQ(flash.violations(), 0u);
  }

  uint64_t cuts() const { return cuts_; }
  uint64_t pairs() const { return pairs_; }
  size_t distinct() const { return distinct_.size(); }

 private:
  // What is seen before the first step and after each.
  std::vector<std::string> states_of(Flash flash) {
    StorageKit kit(flash, geometry_.plan, geometry_.arena_bytes);
    EXPECT_TRUE(kit.start());
    std::vector<std::string> states = {kit.visible()};
    for (const Step& step : path_.steps) {
      step(kit);
      states.push_back(kit.visible());
    }
    return states;
  }

  void cut(const Flash& before, const Operation& operation, uint32_t pattern, size_t step) {
    Flash flash = before;
    flash.tear(operation, pattern);
    ++cuts_;
    uint64_t tuple = identity_ * 0x9e3779b97f4a7c15u + operation.index;
    tuple = (tuple ^ (tuple >> 29)) * 0xbf58476d1ce4e5b9u;
    distinct_.insert(tuple ^ flash.fingerprint(operation));
    if (inner_patterns_ != 0) cut_again(flash, step);
    const std::string failure = survive(flash, step);
    EXPECT_EQ(failure, "") << geometry_.name << ", " << path_.name << ", step " << step
                           << ", operation " << operation.index << " ("
                           << (operation.kind == OperationKind::kErase ? "erase " : "program ")
                           << operation.size << " at " << operation.offset << "), pattern "
                           << pattern;
  }

  // Starts and looks; then brings everything to its end.
  std::string survive(Flash& flash, size_t step) {
    StorageKit kit(flash, geometry_.plan, geometry_.arena_bytes);
    if (!kit.start()) return "does not start";
    const size_t next = std::min(step + 1, path_.steps.size());
    const std::string found = kit.visible();
    if (found != states_[step] && found != states_[next]) {
      return "is neither\n" + states_[step] + " nor\n" + states_[next] + " but\n" + found;
    }
    try {
      for (size_t i = step; i < path_.steps.size(); ++i) path_.steps[i](kit);
    } catch (const std::logic_error& error) {
      return error.what();
    }
    if (kit.visible() != states_.back()) return "ends otherwise:\n" + kit.visible();
    return flash.violations() == 0 ? "" : "breaks flash's laws";
  }

  // A second cut at each operation of the start and of everything up to the end.
  void cut_again(const Flash& first, size_t step) {
    Flash flash = first;
    flash.set_observer([&](const Flash& before, const Operation& operation) {
      for (uint32_t pattern = 0; pattern < inner_patterns_; ++pattern) {
        Flash again = before;
        again.tear(operation, pattern);
        ++pairs_;
        // After the second cut any step from the first one on may have happened.
        StorageKit kit(again, geometry_.plan, geometry_.arena_bytes);
        const bool started = kit.start();
        const std::string found = started ? kit.visible() : "nothing";
        bool known = false;
        for (size_t i = step; i < states_.size(); ++i) known |= found == states_[i];
        EXPECT_TRUE(known && again.violations() == 0)
            << geometry_.name << ", " << path_.name << ", second cut at " << operation.index
            << ", pattern " << pattern << ": " << found;
        if (testing::Test::HasFailure()) throw PowerLost();
      }
    });
    StorageKit kit(flash, geometry_.plan, geometry_.arena_bytes);
    if (!kit.start()) return;
    for (size_t i = step; i < path_.steps.size(); ++i) path_.steps[i](kit);
  }

  const Geometry& geometry_;
  const Path& path_;
  uint64_t identity_;
  uint32_t patterns_ = 0;
  uint32_t inner_patterns_ = 0;
  std::vector<std::string> states_;
  std::unordered_set<uint64_t> distinct_;
  uint64_t cuts_ = 0;
  uint64_t pairs_ = 0;
};

TEST(PowerCuts, LeaveTheOldOrTheNewStateOnEveryPathAndGeometry) {
  const uint32_t patterns = kSanitized ? 8 : is_long() ? 3000 : 250;
  size_t all = 0;
  for (const Geometry& geometry : kGeometries) {
    ASSERT_TRUE(plan_fits(geometry.plan, geometry.flash)) << geometry.name;
    const std::vector<Path> paths = make_paths(geometry);
    for (size_t i = 0; i < paths.size(); ++i) {
      const size_t number = static_cast<size_t>(&geometry - kGeometries);
      Sweep sweep(geometry, paths[i], number * 100 + i);
      sweep.run(patterns, 0);
      if (HasFailure()) return;
      std::printf("  %-26s %-30s %6zu different cuts\n", geometry.name, paths[i].name,
                  sweep.distinct());
      all += sweep.distinct();
    }
  }
  std::printf("  %zu different cuts of (path, geometry, operation, torn pattern)\n", all);
  RecordProperty("cuts", std::to_string(all));
  EXPECT_GE(all, kSanitized ? 1u : is_long() ? 1'000'000u : 100'000u);
}

TEST(PowerCuts, LeaveAKnownStateAfterAllPairsOnTheSmallestGeometry) {
  if (!is_long()) GTEST_SKIP() << "in ./test --long only";
  uint64_t all = 0;
  const std::vector<Path> paths = make_paths(kGeometries[0]);
  for (size_t i = 0; i < paths.size(); ++i) {
    Sweep sweep(kGeometries[0], paths[i], i);
    sweep.run(5, 5);
    if (HasFailure()) return;
    all += sweep.pairs();
    std::printf("  %-30s %8llu pairs\n", paths[i].name,
                static_cast<unsigned long long>(sweep.pairs()));
  }
  std::printf("  %llu pairs of cuts\n", static_cast<unsigned long long>(all));
}

// The name of the lesson in a package's card.
std::string lesson_of(const Bytes& package) {
  PackageView view;
  EXPECT_TRUE(PackageView::open(package.data(), static_cast<uint32_t>(package.size()), &view).ok());
  const auto card = view.section(Section::kCard);
  ByteView name;
  EXPECT_TRUE(CborMap(card.data, card.size).get_text("name", &name));
  return {name.data, name.data + name.size};
}

TEST(PowerCuts, LeaveTheOldOrTheNewStateWithTheLessonsOwnPackage) {
  if (!is_long()) GTEST_SKIP() << "in ./test --long only";
  std::ifstream file("lessons/first_words/out/host.satchel", std::ios::binary);
  if (!file) GTEST_SKIP() << "the lesson that ships is not trained: ./run does it";
  const Bytes package(std::istreambuf_iterator<char>(file), {});
  const std::string lesson = lesson_of(package);
  constexpr uint32_t kSector = 4096;
  const uint32_t slot = (static_cast<uint32_t>(package.size()) + kSector - 1) / kSector * kSector;
  const uint32_t slots = 2 * kSector;
  const Geometry geometry = {"the lesson's own package",
                             {slots + 2 * slot + kSector, kSector, 8, true},
                             {{0, kSector, 2}, {slots, slot, 1}, {slots + 2 * slot, kSector, 1}},
                             128 * 1024};
  ASSERT_TRUE(plan_fits(geometry.plan, geometry.flash));
  FakeKey key{1};
  const Bytes old_package = tiny_package(lesson, 1, 300);
  const Bytes old_envelope = seal(lesson, old_package, 1, key);
  const Bytes envelope = seal(lesson, package, 2, key);
  const Path path = {"install the lesson's own package",
                     {provision, deliver(old_envelope, old_package)},
                     {transfer(envelope, package), try_out(package), confirm()}};
  Sweep sweep(geometry, path, 1000);
  sweep.run(4, 0);
  std::printf("  %zu bytes: %zu different cuts\n", package.size(), sweep.distinct());
  EXPECT_GT(sweep.distinct(), 1000u);
}

}  // namespace
}  // namespace satchel::simulated
