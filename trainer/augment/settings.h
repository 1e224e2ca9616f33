#pragma once

#include <cstdint>

namespace satchel {

// A value is drawn evenly between the two.
struct Interval {
  double low = 0;
  double high = 0;
};

// How a clip is changed before each epoch: [augmentation] of a lesson. A probability of 0 leaves a
// kind out. The order is the one in which sound travels: voice (speed, phrasing), room (echo),
// noise, microphone.
struct AugmentSettings {
  double shift_ms = 100;            // at most this much earlier or later
  Interval speed{0.87, 1.15};       // tempo and pitch together, 1 is as recorded
  Interval gain_db{-10, 4};         // of voice and noise together
  double phrasing_probability = 0;  // the level within a word wavers and falls towards its end
  double echo_probability = 0.2;
  Interval echo_seconds{0.1, 0.5};  // time in which the room's echo falls by 60 dB
  Interval echo_level_db{-18, -3};  // echo against the direct sound
  double noise_probability = 0.7;
  Interval noise_snr_db{3, 30};          // voice against noise, over the part where the voice is
  double coloured_share = 0.3;           // of noisy clips: computed noise instead of recorded
  double microphone_probability = 0.25;  // a tilted, band-limited, softly clipping microphone
};

// What [augmentation] leaves out when all words are said by synthetic voices, which end abruptly
// and know neither rooms nor noise nor bad microphones.
inline AugmentSettings voice_augment_settings() {
  AugmentSettings settings;
  settings.phrasing_probability = 0.8;
  settings.echo_probability = 0.4;
  settings.noise_probability = 0.8;
  settings.noise_snr_db = {0, 25};
  settings.microphone_probability = 0.7;
  settings.gain_db = {-15, 6};
  return settings;
}

}  // namespace satchel
