// Front-end sections as a hostile sender makes them: what validates must run inside its bounds,
// which the sanitize preset watches.

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

#include "core/dsp/frontend.h"
#include "core/dsp/random_section.h"

namespace satchel {
namespace {

std::vector<uint8_t> section_of(const FrontEndHeader& header, Random& random) {
  std::vector<uint8_t> bytes(32768);
  bytes.resize(write_random_section(header, random, bytes.data(), bytes.size()));
  return std::vector<uint8_t>(bytes);  // exactly as large as it says, for the sanitizer
}

void run(const std::vector<uint8_t>& section) {
  const FrontEndView view(section.data());
  const std::vector<int16_t> pcm(view.window(), INT16_MIN);
  std::vector<uint32_t> scratch((view.scratch_bytes() + 3) / 4);
  std::vector<int16_t> rows(view.tensor_bytes(), INT16_MIN);
  std::vector<int8_t> tensor(view.tensor_bytes());
  view.frame(pcm.data(), scratch.data(), rows.data());
  view.assemble(rows.data(), view.rows(), view.rows() - 1, tensor.data());
}

TEST(FrontEndValidate, AnyOtherLengthIsRefused) {
  Random random(1);
  const std::vector<uint8_t> section = section_of(random_test_header(random), random);
  ASSERT_TRUE(FrontEndView::validate(section.data(), section.size()));
  for (size_t length = 0; length < section.size(); ++length) {
    ASSERT_FALSE(FrontEndView::validate(section.data(), length)) << length;
  }
  std::vector<uint8_t> longer = section;
  longer.resize(section.size() + 4);
  EXPECT_FALSE(FrontEndView::validate(longer.data(), longer.size()));
}

TEST(FrontEndValidate, FlippedBitsAreRefusedOrHarmless) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  Random random(seed);
  int harmless = 0;
  for (int i = 0; i < 60; ++i) {
    const std::vector<uint8_t> good = section_of(random_test_header(random), random);
    for (uint32_t bit = 0; bit < 8 * sizeof(FrontEndHeader); ++bit) {
      std::vector<uint8_t> bytes = good;
      bytes[bit / 8] = static_cast<uint8_t>(bytes[bit / 8] ^ 1 << bit % 8);
      if (!FrontEndView::validate(bytes.data(), bytes.size())) continue;
      ++harmless;
      run(bytes);
    }
    for (int j = 0; j < 100; ++j) {
      std::vector<uint8_t> bytes = good;
      bytes[random.bits() % bytes.size()] = static_cast<uint8_t>(random.bits());
      if (!FrontEndView::validate(bytes.data(), bytes.size())) continue;
      ++harmless;
      run(bytes);
    }
  }
  EXPECT_GT(harmless, 0) << "strengths, floors and the like may be anything";
}

// The largest tables that validate, on the loudest sound: every sum at its bound.
TEST(FrontEndValidate, TheLoudestSoundOverflowsNothing) {
  Random random(2);
  for (const uint16_t preemphasis : {uint16_t{0}, uint16_t{32767}}) {
    for (int fft_size = kMinFftSize; fft_size <= kMaxFftSize; fft_size *= 2) {
      FrontEndHeader h = small_test_header(random, 10, 2);
      h.fft_size = h.window = static_cast<uint16_t>(fft_size);
      h.preemphasis = preemphasis;
      h.multiplier = 8192;
      h.shift = 30;
      h.mel_bins = h.columns = 40;
      std::vector<uint8_t> section = section_of(h, random);
      const FrontEndLayout at = front_end_layout(h);
      const int16_t one = static_cast<int16_t>(preemphasis != 0 ? kWindowOne / 2 : kWindowOne);
      for (int i = 0; i < h.window; ++i) {
        const int16_t value = preemphasis != 0 && i % 2 != 0 ? static_cast<int16_t>(-one) : one;
        std::memcpy(&section[at.window + 2u * static_cast<uint32_t>(i)], &value, 2);
      }
      const int16_t unit[2] = {static_cast<int16_t>(kTwiddleOne), 0};
      for (int i = 0; i < fft_twiddle_count(fft_size / 2); ++i) {
        std::memcpy(&section[at.twiddles + 4u * static_cast<uint32_t>(i)], unit, 4);
      }
      ASSERT_TRUE(FrontEndView::validate(section.data(), section.size())) << fft_size;
      run(section);
    }
  }
}

}  // namespace
}  // namespace satchel
