#pragma once

#include <stdint.h>

namespace satchel {

struct Complex32 {
  int32_t re, im;
};
struct Complex16 {
  int16_t re, im;
};

// The spectrum of `2 * size` real samples by a complex FFT of `size` points, in 32-bit data with
// 16-bit twiddles. Why 32 bits: a 16-bit sample times a Q13 window, grown by 512 points, fits with
// six bits to spare below the sample's own last bit. So no scaling depends on the data, quiet
// frames lose nothing, and it costs little more than 16 bits where a 32x16 multiplication is one
// instruction (SMULWB).
//
// Decimation in time: bit-reversed groups are formed while windowing (radix 4, or radix 2 where
// size is an odd power of two), then radix-4 stages follow, each dividing by 4 so that nothing can
// overflow.
//
// Twiddles of a stage that makes transforms of length L out of four of length L/4: for k = 0 ..
// L/4-1 the three values exp(-2 pi i j k / L), j = 1, 2, 3, in Q14; stages in the order of
// execution.

// The number of radix-4 stages after the first stage, and the twiddles they read.
int fft_stages(int size);
int fft_twiddle_count(int size);

struct WindowedInput {
  const int16_t* pcm;
  const int16_t* window;  // |value| <= 2^13, or 2^12 with pre-emphasis
  int length;             // samples, even, at most 2 * size; the rest is taken as zeros
  int32_t preemphasis;    // Q15: each sample less this much of the one before; 0 is none
};

// data[0..size) = the transform of the windowed samples, taken as pairs (even sample, odd sample),
// scaled by 2^(13 - 2 * fft_stages(size)).
void windowed_fft(const WindowedInput& input, const Complex16* twiddles, int size, Complex32* data);

// In place: from the transform of the pairs to bins 1 .. size-1 of the real transform, scaled by
// half. Bin 0 is left as it is. `split` holds exp(-i pi k / size) in Q15 for k < size/2.
void split_real(const Complex16* split, int size, Complex32* data);

}  // namespace satchel
