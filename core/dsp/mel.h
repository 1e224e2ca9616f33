#pragma once

#include <stdint.h>

#include "core/dsp/fft.h"

namespace satchel {

// Triangular filters over FFT bins and the logarithm of their energies.
//
// The bins between two neighbouring centres form a segment: the filter above takes the weighted
// part of each bin's power, the filter below takes the rest, so one multiplication serves both.
// Each segment is scaled by its own largest bin, so a faint band beside a loud one keeps all its
// digits.

// mantissa * 2^exponent.
struct Energy {
  uint32_t mantissa;
  int32_t exponent;
};

struct MelTables {
  int filters;
  int first_bin;
  int power_shift;
  int floor_exponent;
  const uint8_t* segments;  // filters + 1 bin counts
  const uint16_t* weights;  // Q10, one a bin, from first_bin on
  const uint16_t* floors;   // filters
  const int16_t* offsets;   // filters, Q8
  const uint16_t* logs;     // kLogTableSize
};

// row[m] = log2(energy of filter m + its floor) - offset, in Q8, clamped to int16.
void log_mel(const MelTables& tables, const Complex32* spectrum, int16_t* row);

// log2 in Q8, rounded; 0 counts as 1 * 2^exponent.
int32_t log2_q8(Energy energy, const uint16_t* logs);

}  // namespace satchel
