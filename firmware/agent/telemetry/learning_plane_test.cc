#include "firmware/agent/telemetry/learning_plane.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <functional>
#include <set>
#include <stdexcept>
#include <string>

#include "firmware/agent/telemetry/fakes.h"
#include "firmware/agent/telemetry/kept_counters.h"
#include "firmware/agent/update/erasure.h"
#include "firmware/boards/simulated/flash.h"
#include "firmware/crypto/sodium_hash.h"

namespace satchel {
namespace {

using Bytes = std::basic_string<uint8_t>;

constexpr uint64_t kDay = 86400;
constexpr uint64_t kFirstDay = 20'000 * kDay;

struct Geometry {
  const char* name;
  FlashGeometry flash;
  LogArea log;
};

const Geometry kGeometries[] = {
    {"unit 1, sector 256", {4096, 256, 1, false}, {0, 2048, 2}},
    {"unit 4, sector 1024", {6144, 1024, 4, false}, {0, 2048, 3}},
    {"unit 8 once, sector 2048", {4096, 2048, 8, true}, {0, 2048, 2}},
    {"unit 256, sector 4096", {8192, 4096, 256, false}, {0, 4096, 2}},
};

Settings learning(uint32_t term = 1) {
  Settings settings;
  settings.has_service_key = true;
  settings.service_key[0] = 9;
  settings.telemetry = TelemetryLevel::kLearning;
  settings.milli_epsilon = 500;
  settings.ledger_cap = 40'000;
  settings.term = term;
  settings.school_class = view_of("5b");
  return settings;
}

// A kit's learning plane from one start to the next.
struct Kit {
  Kit(Flash& flash, const LogArea& area, uint64_t seed, Sealer* other = nullptr)
      : entropy(seed),
        log(flash, area),
        time(log, clock),
        plane({log, time, entropy, other != nullptr ? *other : box, hash, feedback}) {
    box.boxes = seed << 32;
    if (log.mount() != StoreStatus::kOk) throw std::logic_error("the log does not mount");
    time.start();
    plane.start();
  }

  void configure(const Settings& settings) {
    plane.configure(settings);
    const uint8_t digest[kSha256Bytes] = {1, 2, 3};
    plane.bind(digest, {0, 2560});
  }
  void run(uint64_t seconds) { clock.now += seconds * 1000; }
  void use(int inferences) {
    for (int i = 0; i < inferences; ++i) plane.count({1, 200, 9000});
  }
  // A day on which the kit runs for five hours.
  PlaneStatus day(uint64_t number) {
    time.learn(kFirstDay + number * kDay);
    run(5 * 3600);
    time.store();
    return plane.step();
  }
  Bytes report() {
    const ByteView view = plane.hand_over();
    return {view.data, view.data + view.size};
  }
  bool take() {
    const Bytes bytes = report();
    uint8_t digest[kSha256Bytes];
    hash.start();
    hash.update(bytes.data(), bytes.size());
    hash.finish(digest);
    return plane.taken(digest);
  }

  fakes::SeededEntropy entropy;
  fakes::SetClock clock;
  fakes::SeenSigns feedback;
  fakes::OpenBox box;
  SodiumHash hash;
  RecordLog log;
  KitTime time;
  LearningPlane plane;
};

// A kit on flash of its own.
struct Alone {
  explicit Alone(uint64_t seed = 1, Sealer* sealer = nullptr)
      : flash(kGeometries[1].flash), kit(flash, kGeometries[1].log, seed, sealer) {}
  simulated::Flash flash;
  Kit kit;
};

LearningReport open(const Bytes& sealed) {
  LearningReport report;
  EXPECT_EQ(sealed.size(), kLearningReportBytes + kBoxSealBytes);
  EXPECT_EQ(read_learning_report({sealed.data() + kBoxSealBytes, kLearningReportBytes}, &report),
            MessageStatus::kOk);
  return report;
}

TEST(LearningPlane, IsOffUntilItIsConfigured) {
  Alone alone;
  EXPECT_EQ(alone.kit.day(1), PlaneStatus::kOff);
  alone.kit.use(10);
  EXPECT_EQ(alone.kit.plane.keep(), PlaneStatus::kOff);
  Settings settings = learning();
  settings.telemetry = TelemetryLevel::kHealth;
  alone.kit.configure(settings);
  EXPECT_EQ(alone.kit.day(2), PlaneStatus::kOff);
  settings = learning();
  settings.has_service_key = false;
  alone.kit.configure(settings);
  EXPECT_EQ(alone.kit.day(3), PlaneStatus::kOff);
  EXPECT_TRUE(alone.kit.report().empty());
  EXPECT_FALSE(alone.kit.feedback.sending);
  EXPECT_EQ(alone.kit.plane.spent().reports, 0u);
  EXPECT_FALSE(alone.kit.log.has(RecordKey::kPseudonym));
}

TEST(LearningPlane, ReportsEveryDayUsedOrNot) {
  Alone alone;
  Kit& kit = alone.kit;
  kit.configure(learning());
  std::set<LearningQuestion> questions;
  std::set<Bytes> names;
  for (uint64_t day = 1; day <= 10; ++day) {
    if (day % 2 == 0) kit.use(3000);
    ASSERT_EQ(kit.day(day), PlaneStatus::kOk) << day;
    const LearningReport report = open(kit.report());
    EXPECT_TRUE(kit.feedback.sending);
    EXPECT_EQ(report.milli_epsilon, 500u);
    EXPECT_EQ(report.package[1], 2);
    questions.insert(report.question);
    names.insert(Bytes(report.pseudonym, report.pseudonym + kPseudonymBytes));
    ASSERT_TRUE(kit.take());
    EXPECT_FALSE(kit.feedback.sending);
    EXPECT_TRUE(kit.report().empty());
  }
  EXPECT_EQ(questions.size(), kLearningQuestions);
  EXPECT_EQ(names.size(), 1u);
  EXPECT_EQ(kit.plane.spent().spent, 10 * 500'000u);
}

TEST(LearningPlane, NeedsALaterDateAndFourHoursOfRunning) {
  Alone alone;
  Kit& kit = alone.kit;
  kit.configure(learning());
  EXPECT_EQ(kit.plane.step(), PlaneStatus::kNoTime);
  kit.time.learn(kFirstDay);
  EXPECT_EQ(kit.plane.step(), PlaneStatus::kNotYet) << "it has not run for four hours";
  ASSERT_EQ(kit.day(1), PlaneStatus::kOk);
  ASSERT_TRUE(kit.take());
  kit.run(6 * 3600);
  EXPECT_EQ(kit.plane.step(), PlaneStatus::kNotYet) << "the same date";
  kit.time.learn(kFirstDay + 5 * kDay);
  EXPECT_EQ(kit.plane.step(), PlaneStatus::kOk);
  ASSERT_TRUE(kit.take());
  kit.time.learn(kFirstDay + 9 * kDay);
  kit.run(4 * 3600 - 1);
  EXPECT_EQ(kit.plane.step(), PlaneStatus::kNotYet) << "a host that lets days fly";
  kit.time.learn(kFirstDay);
  kit.run(1);
  EXPECT_EQ(kit.plane.step(), PlaneStatus::kOk) << "a clock that was set back changes nothing";
}

TEST(LearningPlane, ResendsTheSameBytesUntilTheyAreTaken) {
  simulated::Flash flash(kGeometries[0].flash);
  Bytes first;
  {
    Kit kit(flash, kGeometries[0].log, 1);
    kit.configure(learning());
    ASSERT_EQ(kit.day(1), PlaneStatus::kOk);
    first = kit.report();
    EXPECT_EQ(kit.day(2), PlaneStatus::kWaiting);
    EXPECT_EQ(kit.report(), first);
    const uint8_t other[kSha256Bytes] = {};
    EXPECT_FALSE(kit.plane.taken(other));
  }
  Kit kit(flash, kGeometries[0].log, 2);
  kit.configure(learning());
  EXPECT_EQ(kit.day(3), PlaneStatus::kWaiting);
  EXPECT_EQ(kit.report(), first);
  EXPECT_EQ(kit.plane.spent().spent, 500'000u) << "nothing is spent while one waits";
  ASSERT_TRUE(kit.take());
  EXPECT_EQ(kit.day(4), PlaneStatus::kOk);
  EXPECT_NE(kit.report(), first);
}

TEST(LearningPlane, KeepsTheDefaultTermWithinTheCap) {
  Alone alone;
  Kit& kit = alone.kit;
  kit.configure(learning());
  for (uint64_t day = 1; day <= 80; ++day) {
    ASSERT_EQ(kit.day(day), PlaneStatus::kOk) << day;
    ASSERT_TRUE(kit.take());
  }
  EXPECT_EQ(kit.plane.spent().spent, kHighestTermEpsilon);
  EXPECT_EQ(kit.day(81), PlaneStatus::kSpent);
  kit.configure(learning(0));
  EXPECT_EQ(kit.day(82), PlaneStatus::kOff);
  kit.configure(learning(2));
  EXPECT_EQ(kit.day(83), PlaneStatus::kOk);
  ASSERT_TRUE(kit.take());
  EXPECT_EQ(kit.plane.spent().spent, 500'000u);
  kit.configure(learning(1));
  EXPECT_EQ(kit.day(84), PlaneStatus::kLowerTerm);
}

TEST(LearningPlane, RotatesItsNameWithTermAndClass) {
  Alone alone;
  Kit& kit = alone.kit;
  std::set<Bytes> names;
  uint64_t day = 0;
  for (uint32_t term = 1; term <= 3; ++term) {
    for (const char* school_class : {"5b", "6b"}) {
      Settings settings = learning(term);
      settings.school_class = view_of(school_class);
      kit.configure(settings);
      ASSERT_EQ(kit.day(++day), PlaneStatus::kOk);
      const LearningReport report = open(kit.report());
      names.insert(Bytes(report.pseudonym, report.pseudonym + kPseudonymBytes));
      ASSERT_TRUE(kit.take());
    }
  }
  EXPECT_EQ(names.size(), 6u);
}

TEST(LearningPlane, LetsNothingLeaveWithoutEntropy) {
  // The entropy source fails for good after so many calls: before the debit, in the noise, later.
  std::set<PlaneStatus> seen;
  for (uint64_t fills = 0; fills < 60; ++fills) {
    Alone alone(fills + 1);
    Kit& kit = alone.kit;
    kit.configure(learning());
    kit.use(100);
    kit.entropy.fills_left = fills;
    const PlaneStatus status = kit.day(1);
    seen.insert(status);
    if (status == PlaneStatus::kOk) continue;
    EXPECT_EQ(status, PlaneStatus::kEntropyFailed);
    EXPECT_TRUE(kit.report().empty());
    EXPECT_FALSE(kit.log.has(RecordKey::kReport));
    EXPECT_EQ(kit.plane.spent().spent, fills < 2 ? 0u : 500'000u) << "a failed draw is paid for";
  }
  EXPECT_EQ(seen, (std::set{PlaneStatus::kOk, PlaneStatus::kEntropyFailed}));
  EXPECT_STREQ(plane_status_text(PlaneStatus::kEntropyFailed),
               "the entropy source failed, so there is no noise and nothing leaves");
}

TEST(LearningPlane, LetsNothingLeaveUnsealed) {
  Alone alone;
  alone.kit.configure(learning());
  alone.kit.box.broken = true;
  EXPECT_EQ(alone.kit.day(1), PlaneStatus::kSealFailed);
  EXPECT_TRUE(alone.kit.report().empty());
  EXPECT_EQ(alone.kit.plane.spent().spent, 500'000u);
}

TEST(LearningPlane, SendsNothingThatIsSealedToAKeyOutOfUse) {
  Alone alone;
  Kit& kit = alone.kit;
  kit.configure(learning());
  ASSERT_EQ(kit.day(1), PlaneStatus::kOk);
  Settings settings = learning();
  settings.service_key[0] = 10;
  kit.configure(settings);
  EXPECT_TRUE(kit.report().empty());
  kit.configure(learning());
  EXPECT_TRUE(kit.report().empty()) << "it is gone for good";
  ASSERT_EQ(kit.day(2), PlaneStatus::kOk);
  kit.configure(Settings());
  EXPECT_TRUE(kit.report().empty());
  EXPECT_FALSE(kit.log.has(RecordKey::kReport));
}

TEST(LearningPlane, NeverRefundsOverAnErasure) {
  Alone alone;
  Kit& kit = alone.kit;
  const FlashPlan plan = {kGeometries[1].log, {0, 0, 0}, {0, 0, 0}};
  kit.configure(learning());
  ASSERT_EQ(kit.day(1), PlaneStatus::kOk);
  const Bytes before = kit.report();
  kit.use(50);
  ASSERT_EQ(kit.plane.keep(), PlaneStatus::kOk);
  ASSERT_EQ(erase_kit(kit.log, alone.flash, plan), StoreStatus::kOk);
  kit.configure(Settings());
  for (const RecordKey key : {RecordKey::kReport, RecordKey::kCounters, RecordKey::kPseudonym}) {
    EXPECT_FALSE(kit.log.has(key));
  }
  kit.configure(learning());
  EXPECT_EQ(kit.plane.spent().spent, 500'000u);
  EXPECT_EQ(kit.plane.step(), PlaneStatus::kNotYet) << "the day stays spent";
  ASSERT_EQ(kit.day(2), PlaneStatus::kOk);
  EXPECT_EQ(kit.plane.spent().spent, 1'000'000u);
  const LearningReport old_name = open(before), new_name = open(kit.report());
  EXPECT_NE(Bytes(old_name.pseudonym, old_name.pseudonym + kPseudonymBytes),
            Bytes(new_name.pseudonym, new_name.pseudonym + kPseudonymBytes));
}

class Libsodium final : public Sealer {
 public:
  SealStatus seal(const uint8_t* key, ByteView message, uint8_t* out) override {
    return crypto_box_seal(out, message.data, message.size, key) == 0 ? SealStatus::kOk
                                                                      : SealStatus::kBadKey;
  }
};

TEST(LearningPlane, SealsToTheServiceAlone) {
  ASSERT_GE(sodium_init(), 0);
  Libsodium libsodium;
  Alone alone(4, &libsodium);
  uint8_t secret[32];
  Settings settings = learning();
  crypto_box_keypair(settings.service_key, secret);
  alone.kit.configure(settings);
  ASSERT_EQ(alone.kit.day(1), PlaneStatus::kOk);
  const Bytes sealed = alone.kit.report();
  ASSERT_EQ(sealed.size(), 176u);
  uint8_t plain[kLearningReportBytes];
  ASSERT_EQ(crypto_box_seal_open(plain, sealed.data(), sealed.size(), settings.service_key, secret),
            0);
  LearningReport report;
  EXPECT_EQ(read_learning_report({plain, sizeof(plain)}, &report), MessageStatus::kOk);
}

// ---- Power cuts ----

// One thing that happens to the kit. May be begun again after a cut.
struct Step {
  const char* name;
  std::function<void(Kit&)> act;
};

const Step kSteps[] = {
    {"day 1", [](Kit& kit) { kit.use(100), kit.plane.keep(), kit.day(1); }},
    {"hand over", [](Kit& kit) { kit.report(), kit.take(); }},
    {"use", [](Kit& kit) { kit.use(300), kit.plane.keep(); }},
    {"day 2", [](Kit& kit) { kit.day(2); }},
    {"hand over again", [](Kit& kit) { kit.report(), kit.take(); }},
    {"a new term", [](Kit& kit) { kit.configure(learning(2)), kit.use(100), kit.plane.keep(); }},
    {"day 3", [](Kit& kit) { kit.day(3); }},
    {"switched off", [](Kit& kit) { kit.configure(Settings()); }},
};

// What must be true of a kit after every loss of power, whatever was under way.
void expect_lawful(Kit& kit, const LedgerRecord& before, const Bytes& waiting) {
  const LedgerRecord now = kit.plane.spent();
  EXPECT_GE(now.reports, before.reports);
  EXPECT_LE(now.reports, before.reports + 1);
  EXPECT_GE(now.term, before.term);
  if (now.term == before.term) {
    EXPECT_EQ(now.spent - before.spent, (now.reports - before.reports) * 500'000u);
  }
  const Bytes report = kit.report();
  if (!report.empty() && report != waiting) {
    EXPECT_EQ(now.reports, before.reports + 1) << "a report that nobody paid for";
    open(report);
  }
  // The use that a report was drawn from is not there for a second one.
  KeptCounters kept;
  if (now.reports > before.reports) {
    EXPECT_FALSE(load_counters(kit.log, now.reports, &kept));
  }
}

struct Sweep {
  const Geometry& geometry;
  uint32_t patterns;
  uint64_t cuts = 0;
  uint64_t paid_without_report = 0;

  void cut(const simulated::Flash& at, const simulated::Operation& operation, uint32_t pattern,
           size_t step, const LedgerRecord& before, const Bytes& waiting) {
    simulated::Flash flash = at;
    flash.tear(operation, pattern);
    ++cuts;
    SCOPED_TRACE(testing::Message() << geometry.name << ", " << kSteps[step].name << ", operation "
                                    << operation.index << ", pattern " << pattern);
    Kit kit(flash, geometry.log, 1000 + pattern);
    kit.configure(learning(before.term > 1 || step >= 5 ? 2 : 1));
    expect_lawful(kit, before, waiting);
    if (kit.plane.spent().reports > before.reports && kit.report().empty()) ++paid_without_report;
    // Life goes on, and never below what was spent.
    const LedgerRecord found = kit.plane.spent();
    kit.take();
    kit.use(10);
    EXPECT_EQ(kit.day(30), PlaneStatus::kOk);
    EXPECT_EQ(kit.plane.spent().reports, found.reports + 1);
    EXPECT_GE(kit.plane.spent().spent, found.term == kit.plane.spent().term ? found.spent : 0);
    EXPECT_EQ(flash.violations(), 0u);
  }

  void run() {
    simulated::Flash flash(geometry.flash);
    Kit kit(flash, geometry.log, 7);
    kit.configure(learning());
    for (size_t step = 0; step < std::size(kSteps) && !testing::Test::HasFailure(); ++step) {
      const LedgerRecord before = kit.plane.spent();
      const Bytes waiting = kit.report();
      flash.set_observer([&](const simulated::Flash& at, const simulated::Operation& operation) {
        for (uint32_t pattern = 0; pattern < patterns && !testing::Test::HasFailure(); ++pattern) {
          cut(at, operation, pattern, step, before, waiting);
        }
      });
      kSteps[step].act(kit);
      flash.set_observer(nullptr);
    }
    EXPECT_EQ(kit.plane.spent().reports, 3u);
  }
};

TEST(LearningPlane, IsPaidForAndNeverDrawnTwiceWhereverPowerIsLost) {
  for (const Geometry& geometry : kGeometries) {
    Sweep sweep{geometry, std::getenv("SATCHEL_LONG") != nullptr ? 1000u : 60u};
    sweep.run();
    if (HasFailure()) return;
    std::printf("  %-26s %6llu cuts, %llu of them after the debit and before the report\n",
                geometry.name, static_cast<unsigned long long>(sweep.cuts),
                static_cast<unsigned long long>(sweep.paid_without_report));
    EXPECT_GT(sweep.cuts, 1000u);
    EXPECT_GT(sweep.paid_without_report, 0u) << "the sweep never hit the instant that matters";
  }
}

}  // namespace
}  // namespace satchel
