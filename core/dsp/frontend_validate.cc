#include "core/dsp/frontend.h"
#include "core/dsp/frontend_layout.h"

namespace satchel {
namespace {

bool header_is_sound(const FrontEndHeader& h) {
  const int half = h.fft_size / 2;
  if (h.version != kFrontEndVersion || h.sample_rate == 0) return false;
  if (h.sample_rate > kMaxSampleRate) return false;
  for (const uint16_t reserved : h.reserved) {
    if (reserved != 0) return false;
  }
  if (h.kind != FrontEndKind::kLogMel && h.kind != FrontEndKind::kMfcc) return false;
  if (h.fft_size < kMinFftSize || h.fft_size > kMaxFftSize) return false;
  if ((h.fft_size & (h.fft_size - 1)) != 0) return false;
  if (h.window < 2 || h.window % 2 != 0 || h.window > h.fft_size || h.hop == 0) return false;
  if (h.mel_bins == 0 || h.mel_bins > kMaxMelBins) return false;
  if (h.kind == FrontEndKind::kLogMel ? h.columns != h.mel_bins : h.columns > h.mel_bins)
    return false;
  if (h.columns == 0 || h.rows == 0 || uint32_t{h.rows} * h.columns > 0xffffu) return false;
  if (h.first_bin == 0 || h.bin_count == 0 || h.first_bin + h.bin_count > half) return false;
  if (h.preemphasis > 0x7fff || h.power_shift < 10 || h.power_shift > 24) return false;
  if (h.mean_removal > MeanRemoval::kChannel || h.mean_strength > 256) return false;
  if (h.tracking_shift > 8 || h.tracking_strength > 256) return false;
  return h.multiplier > 0 && h.multiplier <= 1 << 13 && h.shift >= 1 && h.shift <= 30;
}

bool window_is_sound(const FrontEndHeader& h, const int16_t* window) {
  const int limit = h.preemphasis != 0 ? kWindowOne / 2 : kWindowOne;
  for (int i = 0; i < h.window; ++i) {
    if (window[i] > limit || window[i] < -limit) return false;
  }
  return true;
}

// On or inside the circle of radius `one`, give or take the rounding: then no stage can overflow.
bool rotations_are_sound(const Complex16* values, int count, int64_t one) {
  for (int i = 0; i < count; ++i) {
    const int64_t re = values[i].re, im = values[i].im;
    if (re * re + im * im > one * one + 2 * one) return false;
  }
  return true;
}

bool filters_are_sound(const FrontEndHeader& h, const uint8_t* segments, const uint16_t* weights) {
  int bins = 0;
  for (int m = 0; m <= h.mel_bins; ++m) {
    // count * 2^(31 - power_shift) * 2^10 < 2^32: the sum of weighted powers fits 32 bits.
    if (segments[m] >= 1 << (h.power_shift - 9)) return false;
    bins += segments[m];
  }
  if (bins != h.bin_count) return false;
  for (int i = 0; i < h.bin_count; ++i) {
    if (weights[i] > kWeightOne) return false;
  }
  return true;
}

bool cosines_are_sound(const FrontEndHeader& h, const int16_t* dct) {
  if (h.kind != FrontEndKind::kMfcc) return true;
  for (int i = 0; i < h.columns; ++i, dct += h.mel_bins) {
    int32_t sum = 0;
    for (int m = 0; m < h.mel_bins; ++m) sum += dct[m] < 0 ? -dct[m] : dct[m];
    if (sum >= 0xffff) return false;
  }
  return true;
}

}  // namespace

bool FrontEndView::validate(const void* section, size_t length) {
  if (length < sizeof(FrontEndHeader) || (reinterpret_cast<uintptr_t>(section) & 3u) != 0)
    return false;
  const FrontEndHeader& h = *static_cast<const FrontEndHeader*>(section);
  if (!header_is_sound(h) || front_end_layout(h).total != length) return false;
  const FrontEndView view(section);
  const int size = h.fft_size / 2;
  return window_is_sound(h, view.window_) &&
         rotations_are_sound(view.twiddles_, fft_twiddle_count(size), kTwiddleOne) &&
         rotations_are_sound(view.split_, size / 2, 1 << 15) &&
         filters_are_sound(h, view.mel_.segments, view.mel_.weights) &&
         cosines_are_sound(h, view.dct_);
}

}  // namespace satchel
