#include "core/kernels/planar.h"

#include "core/kernels/dsp_intrinsics.h"

namespace satchel {
namespace {

void fill_zeros(int16_t* to, uint32_t count) {
  for (; count >= 2; count -= 2, to += 2) store_word(to, 0);
  if (count != 0) *to = 0;
}

// Four channels, two pixels at a time.
void widen_four(const PlaneLine& line, int16_t* plane0, uint32_t plane_stride) {
  const uint32_t offset = make_pair(-line.zero_point, -line.zero_point);
  const uint32_t step = line.pixel_stride;
  const int8_t* x = line.pixels;
  int16_t* plane1 = plane0 + plane_stride;
  int16_t* plane2 = plane1 + plane_stride;
  int16_t* plane3 = plane2 + plane_stride;
  uint32_t left = line.count;
  for (; left >= 2; left -= 2) {
    const uint32_t first = load_word(x);
    const uint32_t second = load_word(x + step);
    x += 2 * step;
    const uint32_t first_even = sxtab16(offset, first);
    const uint32_t first_odd = sxtab16_odd(offset, first);
    const uint32_t second_even = sxtab16(offset, second);
    const uint32_t second_odd = sxtab16_odd(offset, second);
    store_word(plane0, pack_low_low(first_even, second_even));
    store_word(plane1, pack_low_low(first_odd, second_odd));
    store_word(plane2, pack_high_high(first_even, second_even));
    store_word(plane3, pack_high_high(first_odd, second_odd));
    plane0 += 2;
    plane1 += 2;
    plane2 += 2;
    plane3 += 2;
  }
  if (left == 0) return;
  *plane0 = static_cast<int16_t>(x[0] - line.zero_point);
  *plane1 = static_cast<int16_t>(x[1] - line.zero_point);
  *plane2 = static_cast<int16_t>(x[2] - line.zero_point);
  *plane3 = static_cast<int16_t>(x[3] - line.zero_point);
}

void widen_channel(const PlaneLine& line, uint32_t channel, int16_t* plane) {
  const int8_t* x = line.pixels + channel;
  for (uint32_t i = 0; i < line.count; ++i) {
    plane[i] = static_cast<int16_t>(*x - line.zero_point);
    x += line.pixel_stride;
  }
}

}  // namespace

void fill_plane_line(const PlaneLine& line, uint32_t channels, int16_t* to, uint32_t plane_stride) {
  if (line.pixels == nullptr) {
    for (uint32_t c = 0; c < channels; ++c) {
      fill_zeros(to + c * plane_stride, line.left + line.count + line.right);
    }
    return;
  }
  if (line.left + line.right != 0) {
    for (uint32_t c = 0; c < channels; ++c) {
      fill_zeros(to + c * plane_stride, line.left);
      fill_zeros(to + c * plane_stride + line.left + line.count, line.right);
    }
  }
  if (channels == 4) {
    widen_four(line, to + line.left, plane_stride);
  } else {
    for (uint32_t c = 0; c < channels; ++c) {
      widen_channel(line, c, to + line.left + c * plane_stride);
    }
  }
}

int32_t planar_sum(const int16_t* window, const PlanarTap* taps, const PlanarTap* taps_end,
                   int32_t bias) {
  for (; taps != taps_end; ++taps) {
    bias = smlad(load_pair(window + taps->offset / sizeof(int16_t)), taps->weights, bias);
  }
  return bias;
}

}  // namespace satchel
