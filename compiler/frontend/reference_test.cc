// The integer front end against the textbook in double precision: the one place where "close"
// counts.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "compiler/frontend/frontend_builder.h"
#include "compiler/frontend/mel_filters.h"
#include "core/dsp/frontend.h"

namespace satchel {
namespace {

constexpr double kPi = std::numbers::pi;

// log2(1 + energy / floor) of every mel filter, by the definitions.
std::vector<double> reference_row(const FrontEndDesign& d, const FrontEndView& view, int fft_size,
                                  const std::vector<int16_t>& pcm) {
  const int n = view.window();
  std::vector<double> x(n);
  double window_energy = 0;
  for (int i = 0; i < n; ++i) {
    const double w = 0.5 - 0.5 * std::cos(2 * kPi * (i + 0.5) / n);
    x[i] = w * (pcm[i] - d.preemphasis * pcm[i > 0 ? i - 1 : 0]);
    window_energy += w * w;
  }
  std::vector<double> energy(d.mel_bins), area(d.mel_bins);
  const double low = mel_of_hz(d.low_hz);
  const double step = (mel_of_hz(d.high_hz) - low) / (d.mel_bins + 1);
  for (int bin = 1; bin < fft_size / 2; ++bin) {
    std::complex<double> sum;
    for (int i = 0; i < n; ++i) sum += x[i] * std::polar(1.0, -2 * kPi * bin * i / fft_size);
    const double mel = mel_of_hz(double(bin) * d.sample_rate / fft_size);
    for (int m = 0; m < d.mel_bins; ++m) {
      const double weight = std::max(0.0, 1 - std::abs((mel - low) / step - (m + 1)));
      energy[m] += weight * std::norm(sum);
      area[m] += weight;
    }
  }
  std::vector<double> row(d.mel_bins);
  for (int m = 0; m < d.mel_bins; ++m) {
    row[m] = std::log2(1 + energy[m] / (d.floor_rms * d.floor_rms * window_energy * area[m]));
  }
  if (d.kind == FrontEndKind::kLogMel) return row;
  std::vector<double> cepstrum(d.coefficients);
  for (int i = 0; i < d.coefficients; ++i) {
    for (int m = 0; m < d.mel_bins; ++m) {
      cepstrum[i] += std::sqrt((i == 0 ? 1.0 : 2.0) / d.mel_bins) * row[m] *
                     std::cos(kPi * i * (m + 0.5) / d.mel_bins);
    }
  }
  return cepstrum;
}

int16_t sample(double value) {
  return static_cast<int16_t>(std::lround(std::clamp(value, -32768.0, 32767.0)));
}

struct Sound {
  const char* name;
  std::vector<int16_t> pcm;
};

// What a microphone may deliver, and what it may not.
std::vector<Sound> sounds(int n, int rate) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise;
  std::vector<Sound> all;
  const auto add = [&](const char* name, auto value) {
    Sound sound{name, {}};
    for (int i = 0; i < n; ++i) sound.pcm.push_back(sample(value(i)));
    all.push_back(std::move(sound));
  };
  add("silence", [](int) { return 0.0; });
  add("one step of offset", [](int) { return 1.0; });
  add("full-scale offset", [](int) { return -32768.0; });
  add("faint noise", [&](int) { return 2 * noise(random); });
  add("room noise", [&](int) { return 50 * noise(random); });
  add("loud noise", [&](int) { return 8000 * noise(random); });
  add("clipped noise", [&](int) { return 60000 * noise(random); });
  add("impulse", [&](int i) { return i == n / 3 ? 32767.0 : 0.0; });
  add("full-scale square", [](int i) { return i / 20 % 2 ? 32767.0 : -32768.0; });
  for (const double hz : {100.0, 440.0, 1000.0, 3333.0, 7000.0}) {
    add("full-scale tone", [=](int i) { return 32767 * std::sin(2 * kPi * hz * i / rate); });
    add("faint tone", [=](int i) { return 30 * std::sin(2 * kPi * hz * i / rate); });
  }
  add("vowel", [&](int i) {
    double sum = 3 * noise(random);
    for (int h = 1; h < 60; ++h)
      sum += 9000.0 / (h * h) * std::cos(2 * kPi * 120 * h * i / rate + h);
    return sum;
  });
  return all;
}

// What the integers may lose, in octaves of energy (1 is 3 dB). Bands more than about 90 dB below a
// full-scale sound in the same window hold the rounding of window and twiddles, which may lift them
// a little above the floor. Pre-emphasis rounds once more to whole steps, which counts in faint
// noise.
struct Tolerance {
  double audible, beside_full_scale;
};

void compare(const FrontEndDesign& d, const Tolerance& tolerance) {
  const std::vector<uint8_t> section = build_front_end(d);
  const FrontEndView view(section.data());
  const FrontEndHeader& header = *reinterpret_cast<const FrontEndHeader*>(section.data());
  const double unit = d.kind == FrontEndKind::kMfcc ? 32 : 256;
  std::vector<uint32_t> scratch((view.scratch_bytes() + 3) / 4);
  std::vector<int16_t> row(view.columns());
  for (const Sound& sound : sounds(view.window(), view.sample_rate())) {
    view.frame(sound.pcm.data(), scratch.data(), row.data());
    const std::vector<double> expected = reference_row(d, view, header.fft_size, sound.pcm);
    const bool full_scale = std::string(sound.name).starts_with("full-scale");
    for (int c = 0; c < view.columns(); ++c) {
      const bool masked = full_scale && (expected[c] < 10 || d.kind == FrontEndKind::kMfcc);
      EXPECT_NEAR(row[c] / unit, expected[c],
                  masked ? tolerance.beside_full_scale : tolerance.audible)
          << sound.name << ", column " << c;
    }
  }
}

TEST(Reference, LogMel) {
  compare({}, {0.03, 1.6});
}

TEST(Reference, LogMelWithPreemphasis) {
  FrontEndDesign design;
  design.preemphasis = 0.97;
  compare(design, {0.35, 2.5});
}

TEST(Reference, LogMelOfA30MsWindowAndAnOddPowerOfTwo) {
  FrontEndDesign design;
  design.window_ms = 30;
  compare(design, {0.06, 1.6});
  design.sample_rate = 8000;
  design.high_hz = 3800;
  design.mel_bins = 20;
  design.floor_rms = 8;
  compare(design, {0.1, 1.6});
}

TEST(Reference, Mfcc) {
  FrontEndDesign design;
  design.kind = FrontEndKind::kMfcc;
  design.coefficients = 13;
  compare(design, {0.15, 4});
}

}  // namespace
}  // namespace satchel
