#pragma once

#include <cstdint>
#include <vector>

#include "compiler/frontend/design.h"

namespace satchel {

// Triangles on the mel scale mel(f) = 2595 log10(1 + f / 700) (HTK), as the segments of
// core/dsp/mel.h.
struct MelFilters {
  int first_bin = 0;
  std::vector<uint8_t> segments;  // bins between neighbouring centres, mel_bins + 1
  std::vector<uint16_t> weights;  // Q10, the share of the filter above
  std::vector<double> areas;      // the sum of each filter's weights, mel_bins
};

double mel_of_hz(double hz);

// Where a frequency is heard when the vocal tract is `warp` times as short: f * warp, bent so that
// the highest frequency stays where it is.
double warp_hz(double hz, double warp, double high_hz, double nyquist);

// Throws Exit::kRefused when a filter would hold no bin.
MelFilters make_mel_filters(const FrontEndDesign& design, int fft_size);

}  // namespace satchel
