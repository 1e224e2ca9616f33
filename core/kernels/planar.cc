#include "core/kernels/planar.h"

#include "core/kernels/dsp_intrinsics.h"

namespace satchel {
namespace {

void fill_zeros(int16_t* to, uint32_t count) {
  for (; count > 0; --count) *to++ = 0;
}

// Four channels, two pixels at a time.
void widen_four(const PlaneRow& row, int16_t* plane0, uint32_t plane_stride) {
  const uint32_t offset = make_pair(-row.zero_point, -row.zero_point);
  const uint32_t step = row.pixel_stride;
  const int8_t* x = row.pixels;
  int16_t* plane1 = plane0 + plane_stride;
  int16_t* plane2 = plane1 + plane_stride;
  int16_t* plane3 = plane2 + plane_stride;
  uint32_t left = row.count;
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
  *plane0 = static_cast<int16_t>(x[0] - row.zero_point);
  *plane1 = static_cast<int16_t>(x[1] - row.zero_point);
  *plane2 = static_cast<int16_t>(x[2] - row.zero_point);
  *plane3 = static_cast<int16_t>(x[3] - row.zero_point);
}

void widen_channel(const PlaneRow& row, uint32_t channel, int16_t* plane) {
  const int8_t* x = row.pixels + channel;
  for (uint32_t i = 0; i < row.count; ++i) {
    plane[i] = static_cast<int16_t>(*x - row.zero_point);
    x += row.pixel_stride;
  }
}

}  // namespace

void fill_plane_row(const PlaneRow& row, uint32_t channels, int16_t* to, uint32_t plane_stride) {
  for (uint32_t c = 0; c < channels; ++c) {
    int16_t* plane = to + c * plane_stride;
    if (row.pixels == nullptr) {
      fill_zeros(plane, row.left + row.count + row.right);
    } else {
      fill_zeros(plane, row.left);
      fill_zeros(plane + row.left + row.count, row.right);
    }
  }
  if (row.pixels == nullptr) return;
  if (channels == 4) {
    widen_four(row, to + row.left, plane_stride);
  } else {
    for (uint32_t c = 0; c < channels; ++c) widen_channel(row, c, to + row.left + c * plane_stride);
  }
}

void unpack_3x3(const int8_t* weights, uint32_t* pairs) {
  for (int row = 0; row < 3; ++row) {
    const uint32_t word = load_word(weights + 4 * row);
    const uint32_t even = sxtb16(word);
    const uint32_t odd = sxtb16_odd(word);
    pairs[2 * row] = pack_low_low(even, odd);
    pairs[2 * row + 1] = pack_low_high(odd, even);
  }
}

}  // namespace satchel
