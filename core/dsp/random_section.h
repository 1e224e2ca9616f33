#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/dsp/frontend_layout.h"
#include "core/testing/random.h"

namespace satchel {

// For tests on every machine: front-end sections that validate, filled by chance. They make no
// features that mean something, but reach every instruction of the front end, and a board that
// computes the host's bits from them computes them from any section.

namespace random_section {

template <class T>
void fill(uint8_t* section, uint32_t offset, int count, Random& random, int32_t low, int32_t high) {
  for (int i = 0; i < count; ++i) {
    const T value = static_cast<T>(random.between(low, high));
    __builtin_memcpy(section + offset + static_cast<uint32_t>(i) * sizeof(T), &value, sizeof value);
  }
}

}  // namespace random_section

// The small front end of tests: 64-sample windows every `hop`, 4 filters, `rows` rows.
inline FrontEndHeader small_test_header(Random& random, uint16_t hop, uint16_t rows) {
  FrontEndHeader h = {};
  h.version = kFrontEndVersion;
  h.kind = FrontEndKind::kLogMel;
  h.sample_rate = 16000;
  h.window = 64;
  h.hop = hop;
  h.fft_size = 64;
  h.mel_bins = 4;
  h.columns = 4;
  h.rows = rows;
  h.first_bin = 1;
  h.bin_count = 30;
  h.floor_exponent = 2;
  h.power_shift = 14;
  h.mean_removal = static_cast<MeanRemoval>(random.between(0, 2));
  h.mean_strength = 256;
  h.multiplier = 4096;
  h.shift = 17;
  return h;
}

// Any front end at all.
inline FrontEndHeader random_test_header(Random& random) {
  FrontEndHeader h = small_test_header(random, 1, 1);
  h.fft_size = static_cast<uint16_t>(64 << random.between(0, 4));
  h.window = static_cast<uint16_t>(2 * random.between(1, h.fft_size / 2));
  h.hop = static_cast<uint16_t>(random.between(1, 2 * h.window));
  h.kind = static_cast<FrontEndKind>(random.between(0, 1));
  h.mel_bins = static_cast<uint16_t>(random.between(1, 40));
  h.columns = h.mel_bins;
  if (h.kind == FrontEndKind::kMfcc) {
    h.columns = static_cast<uint16_t>(random.between(1, h.mel_bins));
  }
  h.rows = static_cast<uint16_t>(random.between(1, 20));
  h.first_bin = static_cast<uint16_t>(random.between(1, 4));
  h.bin_count = static_cast<uint16_t>(random.between(1, h.fft_size / 2 - h.first_bin));
  h.preemphasis = static_cast<uint16_t>(random.between(0, 1) * random.between(1, 32767));
  h.floor_exponent = static_cast<int8_t>(random.between(-40, 40));
  h.power_shift = 18;
  h.mean_strength = static_cast<uint16_t>(random.between(0, 256));
  h.tracking_shift = static_cast<uint8_t>(random.between(0, 1) * random.between(1, 8));
  h.tracking_strength = static_cast<uint16_t>(random.between(0, 256));
  h.multiplier = static_cast<uint16_t>(random.between(1, 8192));
  h.shift = static_cast<uint8_t>(random.between(10, 20));
  h.zero_point = static_cast<int8_t>(random.between(-128, 127));
  return h;
}

// Writes the section of a header; returns its bytes, 0 when `capacity` is too small.
// REQUIRES: 4-byte aligned memory; bin_count <= 255 * (mel_bins + 1).
inline size_t write_random_section(const FrontEndHeader& h, Random& random, uint8_t* section,
                                   size_t capacity) {
  using random_section::fill;
  const FrontEndLayout at = front_end_layout(h);
  if (at.total > capacity) return 0;
  __builtin_memset(section, 0, at.total);
  __builtin_memcpy(section, &h, sizeof h);
  const int size = h.fft_size / 2, window_one = h.preemphasis != 0 ? kWindowOne / 2 : kWindowOne;
  fill<int16_t>(section, at.window, h.window, random, -window_one, window_one);
  // Inside the square that lies in the circle.
  fill<int16_t>(section, at.twiddles, 2 * fft_twiddle_count(size), random, -11585, 11585);
  fill<int16_t>(section, at.split, size, random, -23170, 23170);
  int left = h.bin_count;
  for (int m = 0; m <= h.mel_bins; ++m) {
    const int rest = h.mel_bins - m, least = left > 255 * rest ? left - 255 * rest : 0;
    const int most = left < 255 ? left : 255;
    const int count = rest == 0 ? left : random.between(least, most < least ? least : most);
    section[at.segments + static_cast<uint32_t>(m)] = static_cast<uint8_t>(count);
    left -= count;
  }
  fill<uint16_t>(section, at.weights, h.bin_count, random, 0, kWeightOne);
  fill<uint16_t>(section, at.floors, h.mel_bins, random, 0, 0xffff);
  fill<int16_t>(section, at.offsets, h.mel_bins, random, -4000, 4000);
  fill<uint16_t>(section, at.logs, kLogTableSize, random, 0, 0xffff);
  if (h.kind == FrontEndKind::kMfcc) {
    fill<int16_t>(section, at.dct, h.columns * h.mel_bins, random, -500, 500);
  }
  return at.total;
}

}  // namespace satchel
