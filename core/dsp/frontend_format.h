#pragma once

#include <stdint.h>

namespace satchel {

// The front-end section of a package: a header, then tables, little-endian, 16-byte aligned in the
// package. Everything that needs a logarithm, a cosine or a division was worked out on the host;
// the device reads tables. spec/front_end.md is normative.
//
// The tables follow the header in this order without gaps, each padded with zeros to a multiple of
// 4 bytes; their sizes follow from the header, so that there is no offset that could lie:
//   window    int16[window]                    Q13 (Q12 with pre-emphasis), 1.0 = 8192 (4096)
//   twiddles  int16[2][(stages' sum)]          Q14 (re, im), see fft.h
//   split     int16[2][fft_size / 4]           Q15 (re, im) of exp(-2 pi i k / fft_size)
//   segments  uint8[mel_bins + 1]              FFT bins between neighbouring filter centres
//   weights   uint16[bin_count]                Q10, what a bin gives to the filter above it
//   floors    uint16[mel_bins]                 mantissa of the energy that is always added
//   offsets   int16[mel_bins]                  Q8 log2, subtracted from the channel's log energy
//   logs      uint16[kLogTableSize]            Q15 log2(1 + i / (kLogTableSize - 1))
//   dct       int16[columns][mel_bins]         Q15, only for kMfcc

enum class FrontEndKind : uint16_t { kLogMel = 0, kMfcc = 1 };

// What is taken away from each window of rows before it is quantised.
enum class MeanRemoval : uint8_t {
  kNone = 0,
  kGain = 1,     // one mean over all values: loudness
  kChannel = 2,  // one mean a column: loudness, microphone and room
};

inline constexpr uint16_t kFrontEndVersion = 1;
inline constexpr int kLogTableSize = 33;
inline constexpr uint32_t kMaxSampleRate = 192000;
inline constexpr int kMinFftSize = 64;
inline constexpr int kMaxFftSize = 2048;
inline constexpr int kMaxMelBins = 128;
inline constexpr int kWindowOne = 1 << 13;
inline constexpr int kTwiddleOne = 1 << 14;
inline constexpr int kWeightOne = 1 << 10;

struct FrontEndHeader {
  uint16_t version;
  FrontEndKind kind;
  uint32_t sample_rate;  // Hz
  uint16_t window;       // samples, even
  uint16_t hop;          // samples
  uint16_t fft_size;     // samples, a power of two
  uint16_t mel_bins;
  uint16_t columns;  // values in a row: mel_bins, or the number of cepstral coefficients
  uint16_t rows;     // rows in the tensor
  uint16_t first_bin;
  uint16_t bin_count;
  uint16_t preemphasis;   // Q15, 0 is none
  int8_t floor_exponent;  // the floors are floors[m] * 2^floor_exponent
  uint8_t power_shift;    // keeps the sum of a segment's weighted powers in 32 bits
  MeanRemoval mean_removal;
  uint8_t tracking_shift;      // 0: none; else a running mean with rate 2^-tracking_shift a row
  uint16_t mean_strength;      // Q8, how much of the mean is taken away; 256 is all
  uint16_t tracking_strength;  // Q8, the same for the running mean
  uint16_t multiplier;         // int8 = ((value * multiplier + half) >> shift) + zero_point
  uint8_t shift;
  int8_t zero_point;
  uint16_t reserved[5];  // zeros
};
static_assert(sizeof(FrontEndHeader) == 48, "the header is part of the format");

}  // namespace satchel
