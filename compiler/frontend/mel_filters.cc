#include "compiler/frontend/mel_filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace satchel {
namespace {

// The share of each bin that the filter above gets, and the bins a segment holds.
void place_bins(const FrontEndDesign& design, int fft_size, MelFilters& filters) {
  const double nyquist = design.sample_rate / 2.0;
  const double low = mel_of_hz(design.low_hz);
  const double step = (mel_of_hz(design.high_hz) - low) / (design.mel_bins + 1);
  for (int bin = 1; bin < fft_size / 2; ++bin) {
    const double hz = double(bin) * design.sample_rate / fft_size;
    const double place =
        (mel_of_hz(warp_hz(hz, design.warp, design.high_hz, nyquist)) - low) / step;
    if (place < 0 || place >= design.mel_bins + 1) continue;
    if (filters.weights.empty()) filters.first_bin = bin;
    const int segment = static_cast<int>(place);
    if (filters.segments[segment] == UINT8_MAX) {
      throw Error(Exit::kRefused, "front end: a filter holds more than 255 bins of the spectrum",
                  "use more mel_bins");
    }
    ++filters.segments[segment];
    const double weight = place - segment;
    filters.weights.push_back(static_cast<uint16_t>(std::lround(weight * kWeightOne)));
    if (segment < design.mel_bins) filters.areas[segment] += weight;
    if (segment > 0) filters.areas[segment - 1] += 1 - weight;
  }
}

}  // namespace

double mel_of_hz(double hz) {
  return 2595 * std::log10(1 + hz / 700);
}

double warp_hz(double hz, double warp, double high_hz, double nyquist) {
  const double knee = std::min(high_hz, high_hz / warp) * 0.9;
  if (hz <= knee) return hz * warp;
  return knee * warp + (hz - knee) * (nyquist - knee * warp) / (nyquist - knee);
}

MelFilters make_mel_filters(const FrontEndDesign& design, int fft_size) {
  MelFilters filters;
  filters.segments.assign(design.mel_bins + 1, 0);
  filters.areas.assign(design.mel_bins, 0);
  place_bins(design, fft_size, filters);
  for (int m = 0; m < design.mel_bins; ++m) {
    // Three hundredths of a bin: nothing of a sound's energy would arrive.
    if (filters.areas[m] < 0.03) {
      throw Error(Exit::kRefused,
                  fmt::format("front end: filter {} of mel_bins = {} falls between two bins of a "
                              "{}-point spectrum",
                              m + 1, design.mel_bins, fft_size),
                  "use fewer mel_bins, a longer window, or a higher low_hz");
    }
  }
  return filters;
}

}  // namespace satchel
