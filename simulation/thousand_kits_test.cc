// A thousand kits in one process: whole agents over lawful ports, in virtual time. Days pass, power
// is cut, cables are pulled, clocks jump. One seed is one run.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "firmware/boards/simulated/publisher.h"
#include "firmware/boards/simulated/tiny_package.h"
#include "wire/orders/settings.h"

namespace satchel::simulated {
namespace {

constexpr uint64_t kNow = 1'800'000'000;
constexpr uint64_t kDay = 86'400'000;
constexpr size_t kKits = 1000;
constexpr int kDays = 8;

KitModel small() {
  KitModel model;
  model.flash = {64 * 1024, 1024, 4};
  model.plan = {{0, 8 * 1024, 2}, {16 * 1024, 4 * 1024, 2}, {32 * 1024, 4 * 1024, 2}};
  model.workspace_bytes = 512;
  model.packet_bytes = 1024;
  model.has_sensor = false;
  return model;
}

uint32_t fresh_seed() {
  const char* given = std::getenv("SATCHEL_SEED");
  return given != nullptr ? static_cast<uint32_t>(std::stoul(given)) : std::random_device()();
}

// A kit and what it was promised.
struct Pupil {
  explicit Pupil(uint64_t seed) : kit(small(), seed) {}
  SimulatedKit kit;
  uint64_t now = kNow;     // what the world's calendar says, seconds
  uint64_t spent = 0;      // the most that its ledger ever showed
  uint64_t sequence = 0;   // the highest that it ever showed
  uint64_t last_time = 0;  // the latest that it ever showed
};

class Fleet {
 public:
  explicit Fleet(uint32_t seed) : random_(seed) {
    for (uint32_t version = 1; version <= kDays + 1; ++version) {
      packages_.push_back(tiny_package("lesson", version, 600));
      envelopes_.push_back(publisher_.envelope("lesson", packages_.back(), version));
    }
    Settings settings;
    settings.has_service_key = true;
    settings.service_key[0] = 9;
    settings.telemetry = TelemetryLevel::kLearning;
    settings.milli_epsilon = 500;
    settings.ledger_cap = 40'000;
    settings.term = 1;
    order_ = publisher_.settings(1, settings);
    for (size_t i = 0; i < kKits; ++i) {
      pupils_.push_back(std::make_unique<Pupil>(seed * uint64_t{kKits} + i));
    }
  }

  void hand_out() {
    for (const auto& pupil : pupils_) {
      ASSERT_TRUE(pupil->kit.power_on());
      ASSERT_TRUE(publisher_.provision(pupil->kit, kNow).ok());
      ASSERT_TRUE(publisher_.install(pupil->kit, envelopes_[0], packages_[0]).ok());
      ASSERT_TRUE(
          pupil->kit.write(smp_kit::kGroup, smp_kit::kOrder, Request().add("data", order_)).ok());
    }
  }

  // One day of one kit, with whatever befalls it; an update may be on its way.
  void live(Pupil& pupil, int day) {
    const bool update = chance(2);
    if (chance(3)) arm_cut(pupil);
    try {
      if (!pupil.kit.powered()) pupil.kit.power_on();
      tell_time(pupil);
      pupil.kit.advance(below(kDay / 2));
      if (update) {
        const size_t version = static_cast<size_t>(day) + 1;
        if (chance(3)) pull_cable(pupil, version);
        publisher_.install(pupil.kit, envelopes_[version], packages_[version]);
      }
      take_report(pupil);
      pupil.kit.advance(kDay / 2);
    } catch (const PowerLost&) {
      ++cuts;
    }
    pupil.kit.flash.cut_at(UINT64_MAX, 0);
    if (chance(10)) pupil.kit.power_off();
    pupil.now += kDay / 1000;
    const bool on = pupil.kit.powered() || pupil.kit.power_on();
    ASSERT_TRUE(on);
    inspect(pupil);
  }

  // Whoever comes late catches up.
  void settle(Pupil& pupil) {
    const Reply reply = publisher_.install(pupil.kit, envelopes_.back(), packages_.back());
    ASSERT_TRUE(reply.ok()) << reply.error();
    EXPECT_EQ(runs(pupil), sha256_of(packages_.back()));
  }

  std::vector<std::unique_ptr<Pupil>>& pupils() { return pupils_; }
  uint64_t cuts = 0, pulled = 0, reports = 0;

 private:
  uint64_t below(uint64_t n) { return std::uniform_int_distribution<uint64_t>(0, n - 1)(random_); }
  bool chance(uint64_t one_in) { return below(one_in) == 0; }

  void arm_cut(Pupil& pupil) {
    pupil.kit.flash.cut_at(pupil.kit.flash.operations() + below(40),
                           static_cast<uint32_t>(below(8)));
  }

  // Mostly right, sometimes far off in either direction.
  void tell_time(Pupil& pupil) {
    const uint64_t told = chance(10) ? pupil.now - 40 * 86'400 : pupil.now;
    pupil.kit.write(smp_kit::kGroup, smp_kit::kTime, Request().add("now", told));
  }

  // The transfer breaks off somewhere, in the middle of a line.
  void pull_cable(Pupil& pupil, size_t version) {
    pupil.kit.write(smp_kit::kGroup, smp_kit::kEnvelope,
                    Request().add("data", envelopes_[version]));
    publisher_.upload(pupil.kit, 1, packages_[version], 0, below(packages_[version].size()));
    pupil.kit.line(ByteVector(below(80), static_cast<uint8_t>(below(256))));
    ++pulled;
  }

  void take_report(Pupil& pupil) {
    const ByteVector report = pupil.kit.read(smp_kit::kGroup, smp_kit::kLearning).bytes("data");
    if (report.empty()) return;
    const auto [found, fresh] =
        whose_report_.emplace(std::string(report.begin(), report.end()), &pupil);
    EXPECT_TRUE(fresh || found->second == &pupil) << "two kits sent the same report";
    ++reports;
    if (!chance(4)) {
      pupil.kit.write(smp_kit::kGroup, smp_kit::kLearning,
                      Request().add("taken", sha256_of(report)));
    }
  }

  ByteVector runs(Pupil& pupil) {
    const ByteView package = pupil.kit.kit().updates.package(0);
    return sha256_of(ByteVector(package.data, package.data + package.size));
  }

  void inspect(Pupil& pupil) {
    const Reply status = pupil.kit.read(smp_kit::kGroup, smp_kit::kStatus);
    const Reply lesson =
        pupil.kit.read(smp_kit::kGroup, smp_kit::kLesson, Request().add("image", 1));
    EXPECT_EQ(status.number("trouble"), static_cast<uint64_t>(KitTrouble::kNone));
    EXPECT_GE(status.number("spent").value(), pupil.spent) << "the ledger was refunded";
    EXPECT_GE(lesson.number("sequence").value(), pupil.sequence) << "a number came back";
    EXPECT_GE(status.number("time").value() + 3600, pupil.last_time) << "time went back";
    pupil.spent = status.number("spent").value();
    pupil.sequence = lesson.number("sequence").value();
    pupil.last_time = status.number("time").value();
    const ByteVector running = runs(pupil);
    bool known = false;
    for (const ByteVector& package : packages_) known |= sha256_of(package) == running;
    EXPECT_TRUE(known) << "it runs neither an old nor a new package";
    EXPECT_EQ(pupil.kit.flash.violations(), 0u);
  }

  std::mt19937_64 random_;
  Publisher publisher_{1};
  std::vector<ByteVector> packages_;
  std::vector<ByteVector> envelopes_;
  ByteVector order_;
  std::vector<std::unique_ptr<Pupil>> pupils_;
  std::map<std::string, const Pupil*> whose_report_;
};

TEST(ThousandKits, LiveThroughDaysOfEverything) {
  const uint32_t seed = fresh_seed();
  SCOPED_TRACE("SATCHEL_SEED=" + std::to_string(seed) + " repeats it");
  Fleet fleet(seed);
  fleet.hand_out();
  if (HasFatalFailure()) return;
  for (int day = 0; day < kDays; ++day) {
    for (const auto& pupil : fleet.pupils()) {
      fleet.live(*pupil, day);
      if (HasFatalFailure()) return;
    }
  }
  for (const auto& pupil : fleet.pupils()) fleet.settle(*pupil);
  std::printf("%zu kits, %d days: %llu power cuts, %llu pulled cables, %llu reports\n", kKits,
              kDays, static_cast<unsigned long long>(fleet.cuts),
              static_cast<unsigned long long>(fleet.pulled),
              static_cast<unsigned long long>(fleet.reports));
  EXPECT_GT(fleet.cuts, 1000u);
}

TEST(ThousandKits, OneSeedIsOneRun) {
  const auto run = [](uint64_t seed) {
    SimulatedKit kit(small(), seed);
    Publisher publisher(1);
    EXPECT_TRUE(kit.power_on());
    EXPECT_TRUE(publisher.provision(kit, kNow).ok());
    const ByteVector package = tiny_package("lesson", 1, 600);
    EXPECT_TRUE(publisher.install(kit, publisher.envelope("lesson", package, 1), package).ok());
    kit.advance(3 * kDay);
    return ByteVector(kit.flash.data(), kit.flash.data() + kit.flash.geometry().size);
  };
  EXPECT_EQ(run(5), run(5));
  EXPECT_NE(run(5), run(6));
}

}  // namespace
}  // namespace satchel::simulated
