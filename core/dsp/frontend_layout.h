#pragma once

#include <stdint.h>

#include "core/dsp/fft.h"
#include "core/dsp/frontend_format.h"

namespace satchel {

// Where the tables of a front-end section stand, in bytes from its start: the one place that knows.
// REQUIRES: fft_size is a power of two in [kMinFftSize, kMaxFftSize]; nothing else is assumed of
// the header, and the total fits 32 bits whatever it says.
struct FrontEndLayout {
  uint32_t window, twiddles, split, segments, weights, floors, offsets, logs, dct;
  uint32_t total;
};

inline FrontEndLayout front_end_layout(const FrontEndHeader& header) {
  const int size = header.fft_size / 2;
  uint32_t next = sizeof(FrontEndHeader);
  const auto place = [&next](uint32_t bytes) {
    const uint32_t here = next;
    next += (bytes + 3u) & ~3u;
    return here;
  };
  FrontEndLayout at;
  at.window = place(2u * header.window);
  at.twiddles = place(4u * static_cast<uint32_t>(fft_twiddle_count(size)));
  at.split = place(4u * static_cast<uint32_t>(size / 2));
  at.segments = place(header.mel_bins + 1u);
  at.weights = place(2u * header.bin_count);
  at.floors = place(2u * header.mel_bins);
  at.offsets = place(2u * header.mel_bins);
  at.logs = place(2u * kLogTableSize);
  at.dct = place(header.kind == FrontEndKind::kMfcc
                     ? 2u * static_cast<uint32_t>(header.columns) * header.mel_bins
                     : 0u);
  at.total = next;
  return at;
}

}  // namespace satchel
