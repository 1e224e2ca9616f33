#include "trainer/augment/augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "trainer/augment/effects.h"

namespace satchel {
namespace {

// A word: 400 ms of a buzz in the middle of a silent second.
std::vector<std::int16_t> word(int level = 8000) {
  std::vector<std::int16_t> pcm(16000, 0);
  for (int i = 4800; i < 11200; ++i)
    pcm[i] = static_cast<std::int16_t>(i % 100 < 50 ? level : -level);
  return pcm;
}

std::vector<std::int16_t> hiss(std::size_t samples, int level) {
  Random random(3);
  std::vector<std::int16_t> pcm(samples);
  for (auto& sample : pcm) sample = static_cast<std::int16_t>(random.between(-level, level));
  return pcm;
}

AugmentSettings nothing() {
  AugmentSettings settings;
  settings.shift_ms = 0;
  settings.speed = {1, 1};
  settings.gain_db = {0, 0};
  settings.echo_probability = 0;
  settings.noise_probability = 0;
  settings.microphone_probability = 0;
  return settings;
}

std::vector<std::int16_t> applied(const AugmentSettings& settings, std::uint64_t epoch = 0,
                                  std::uint64_t index = 0, std::uint64_t seed = 1) {
  const auto noise = hiss(50000, 500);
  const Augmenter augmenter(settings, {noise}, seed);
  std::vector<std::int16_t> out(16000);
  augmenter.apply(word(), epoch, index, out);
  return out;
}

double power(std::span<const std::int16_t> pcm) {
  double sum = 0;
  for (const double sample : pcm) sum += sample * sample;
  return sum / static_cast<double>(pcm.size());
}

int first_loud(const std::vector<std::int16_t>& pcm) {
  return static_cast<int>(
      std::find_if(pcm.begin(), pcm.end(), [](int v) { return std::abs(v) > 4000; }) - pcm.begin());
}

TEST(Augment, ChangesNothingWhenAllIsOff) {
  EXPECT_EQ(applied(nothing()), word());
}

TEST(Augment, DependsOnSeedEpochAndIndexAlone) {
  const AugmentSettings all;
  EXPECT_EQ(applied(all, 3, 5, 7), applied(all, 3, 5, 7));
  EXPECT_NE(applied(all, 3, 5, 7), applied(all, 4, 5, 7));
  EXPECT_NE(applied(all, 3, 5, 7), applied(all, 3, 6, 7));
  EXPECT_NE(applied(all, 3, 5, 7), applied(all, 3, 5, 8));
}

TEST(Augment, ShiftsWithinItsReach) {
  AugmentSettings settings = nothing();
  settings.shift_ms = 100;
  int least = 16000, most = 0;
  for (std::uint64_t index = 0; index < 200; ++index) {
    const int first = first_loud(applied(settings, 0, index));
    least = std::min(least, first);
    most = std::max(most, first);
  }
  EXPECT_GE(least, 4800 - 1601);
  EXPECT_LT(least, 4800 - 1300);
  EXPECT_LE(most, 4800 + 1601);
  EXPECT_GT(most, 4800 + 1300);
}

TEST(Augment, PhrasingSoftensTheEndMoreThanTheMiddle) {
  AugmentSettings settings = nothing();
  settings.phrasing_probability = 1;
  double middle = 0, end = 0;
  for (std::uint64_t index = 0; index < 100; ++index) {
    const auto out = applied(settings, 0, index);
    middle += power(std::span(out).subspan(7000, 1000));
    end += power(std::span(out).subspan(10700, 500));
    EXPECT_EQ(power(std::span(out).subspan(0, 4800)), 0);
    EXPECT_EQ(power(std::span(out).subspan(11200)), 0);
  }
  EXPECT_LT(end, 0.5 * middle);
  EXPECT_GT(end, 0.001 * middle);
}

TEST(Augment, PhrasingLeavesSilenceAlone) {
  std::vector<float> silence(16000, 0.0f);
  Random random(1);
  phrase(silence, random);
  EXPECT_EQ(silence, std::vector<float>(16000, 0.0f));
}

TEST(Augment, SpeedChangesTheLength) {
  AugmentSettings settings = nothing();
  settings.speed = {1.25, 1.25};
  const auto out = applied(settings);
  EXPECT_NEAR(first_loud(out), 8000 - 3200 / 1.25, 3);
  EXPECT_NEAR(power(out) / power(word()), 1 / 1.25, 0.03);
}

TEST(Augment, NoiseHasTheStatedRatioToTheSpeech) {
  for (const double snr : {0.0, 10.0, 20.0}) {
    AugmentSettings settings = nothing();
    settings.noise_probability = 1;
    settings.noise_snr_db = {snr, snr};
    for (const double coloured : {0.0, 1.0}) {
      settings.coloured_share = coloured;
      double noise = 0;
      for (std::uint64_t index = 0; index < 20; ++index) {
        auto out = applied(settings, 0, index);
        const auto clean = word();
        for (std::size_t i = 0; i < out.size(); ++i) {
          out[i] = static_cast<std::int16_t>(std::clamp(out[i] - clean[i], -32768, 32767));
        }
        noise += power(out) / 20;
      }
      EXPECT_NEAR(10 * std::log10(8000.0 * 8000.0 / noise), snr, 0.5);
    }
  }
}

TEST(Augment, GainIsInDecibels) {
  AugmentSettings settings = nothing();
  settings.gain_db = {-20, -20};
  EXPECT_NEAR(power(applied(settings)) / power(word()), 0.01, 0.0001);
}

TEST(Augment, EchoRingsOnAndDecays) {
  AugmentSettings settings = nothing();
  settings.echo_probability = 1;
  settings.echo_seconds = {0.3, 0.3};
  settings.echo_level_db = {-6, -6};
  const auto out = applied(settings);
  const auto part = [&](int begin) { return power(std::span(out).subspan(begin, 800)); };
  EXPECT_GT(part(11300), 1000);
  EXPECT_LT(part(15200), part(11300) / 30);
}

TEST(Augment, SurvivesEverySettingAtItsEdge) {
  AugmentSettings settings;
  settings.shift_ms = 500;
  settings.speed = {0.5, 2};
  settings.gain_db = {-60, 30};
  settings.echo_probability = settings.noise_probability = settings.microphone_probability = 1;
  settings.echo_seconds = {0.02, 3};
  settings.noise_snr_db = {-20, 80};
  for (std::uint64_t index = 0; index < 300; ++index) {
    const auto out = applied(settings, 1, index);
    EXPECT_EQ(out.size(), 16000u);
  }
  const Augmenter augmenter(settings, {}, 1);
  std::vector<std::int16_t> out(16000), zeros(16000, 0);
  augmenter.apply(zeros, 0, 0, out);
  EXPECT_LT(power(out), 1e9);
}

TEST(Silence, IsNoiseAtManyLevels) {
  const auto noise = hiss(20000, 2000);
  const Augmenter augmenter(AugmentSettings{}, {noise}, 1);
  double least = 1e12, most = 0;
  for (std::uint64_t index = 0; index < 200; ++index) {
    std::vector<std::int16_t> out(16000);
    augmenter.silence(0, index, out);
    least = std::min(least, power(out));
    most = std::max(most, power(out));
  }
  EXPECT_LT(least, 4);
  EXPECT_GT(most, 1e5);
}

TEST(Noise, IsCutFromAnyPlaceOfARecording) {
  std::vector<std::int16_t> ramp(20000);
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<std::int16_t>(i);
  Random random(5);
  float least = 1e9f, most = -1;
  for (int i = 0; i < 500; ++i) {
    std::vector<float> out(16000);
    cut_noise(ramp, random, out);
    EXPECT_EQ(out[15999], out[0] + 15999);
    least = std::min(least, out[0]);
    most = std::max(most, out[0]);
  }
  EXPECT_LT(least, 100);
  EXPECT_GT(most, 3900);
}

}  // namespace
}  // namespace satchel
