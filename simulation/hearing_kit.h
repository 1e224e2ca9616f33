// A simulated kit that hears, for tests.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "compiler/testing/loudness.h"
#include "firmware/boards/simulated/publisher.h"
#include "wire/orders/settings.h"

namespace satchel::simulated {

inline constexpr uint64_t kNow = 1'800'000'000;
inline constexpr size_t kSecond = 16'000;
inline constexpr uint64_t kHour = 3'600'000;

inline KitModel roomy() {
  KitModel model;
  model.flash = {640 * 1024, 4096, 4};
  model.plan = {{0, 16 * 1024, 2}, {64 * 1024, 96 * 1024, 2}, {480 * 1024, 36 * 1024, 4}};
  model.workspace_bytes = 256 * 1024;
  return model;
}

class KitHears : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(kit_.power_on());
    ASSERT_TRUE(publisher_.provision(kit_, kNow).ok());
  }

  void hear(size_t samples, int amplitude) {
    std::uniform_int_distribution<int> noise(-amplitude, amplitude);
    for (size_t i = 0; i < samples; ++i) {
      heard_.push_back(static_cast<int16_t>(noise(random_)));
      kit_.ear.waiting.push_back(heard_.back());
    }
  }
  // A trial hears a quiet room and is confirmed.
  void install() {
    hear(12 * kSecond, 10);
    ASSERT_TRUE(
        publisher_.install(kit_, publisher_.envelope("loudness", package_, 1), package_).ok());
    kit_.ear.waiting.clear();
    kit_.advance(1000);
    ASSERT_TRUE(kit_.ear.on);
  }
  Reply listen(uint64_t image) {
    return kit_.write(smp_kit::kGroup, smp_kit::kListen, Request().add("image", image));
  }
  Listener& listener() { return kit_.kit().listener; }
  KitTrouble trouble() {
    const Reply status = kit_.read(smp_kit::kGroup, smp_kit::kStatus);
    return static_cast<KitTrouble>(status.number("trouble").value());
  }

  SimulatedKit kit_{roomy(), 1};
  Publisher publisher_{1};
  ByteVector package_ = loudness_package(Target::kHost, true);
  std::vector<int16_t> heard_;
  std::mt19937 random_{1};
};

}  // namespace satchel::simulated
