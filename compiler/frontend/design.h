#pragma once

#include "core/dsp/frontend_format.h"

namespace satchel {

// What a front end shall do, in the units of a person who designs one; build_front_end() makes the
// package's section of it.
struct FrontEndDesign {
  FrontEndKind kind = FrontEndKind::kLogMel;
  int sample_rate = 16000;  // Hz
  double window_ms = 32;    // rounded to an even number of samples
  double hop_ms = 20;
  double clip_ms = 1000;  // what the network sees at once: as many rows as fit
  int fft_size = 0;       // 0: the next power of two from the window
  int mel_bins = 40;
  int coefficients = 10;  // of kMfcc
  double low_hz = 60;
  double high_hz = 7600;
  double preemphasis = 0;  // 0 to 1; 0 is none, 0.97 is usual

  // White noise of this size (root mean square, in steps of 16-bit samples) is added to every
  // band's energy. Below it nothing counts: silence gives zeros, a faint hiss gives little.
  double floor_rms = 4;

  MeanRemoval mean_removal = MeanRemoval::kChannel;
  double mean_strength = 1;  // 0 to 1, how much of the mean is taken away
  // A running mean a channel with rate 2^-tracking_shift a row (0: none), of which
  // `tracking_strength` (0 to 1) is taken away: a gain control that follows noise.
  int tracking_shift = 0;
  double tracking_strength = 0;

  // int8 = value / scale + zero_point, where a value is the binary logarithm of an energy over the
  // floor (an octave of energy, 3 dB, is 1), less its mean.
  double scale = 0.125;
  int zero_point = 0;

  // Vocal tract length: frequencies are multiplied by this before they meet the filters (1: none).
  // Training makes variants between about 0.85 and 1.15 to sound like other people.
  double warp = 1;
};

}  // namespace satchel
