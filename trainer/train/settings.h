#pragma once

#include <cstdint>

namespace satchel {

// [training] of a lesson. These values are for recordings; see voice_training_settings().
struct TrainingSettings {
  int epochs = 50;      // with floating-point weights
  int int8_epochs = 5;  // then, with the weights and activations rounded as in the package
  double minutes = 15;  // at most; on a slow machine both are shortened alike, and it says so
  int batch = 64;
  double learning_rate = 0.006;        // the peak, after a warm-up; then half a cosine
  double final_rate = 0.01;            // where the cosine ends, as a share of the peak
  double int8_learning_rate = 0.0005;  // where the int8 epochs start
  double weight_decay = 0.02;          // of weights, not of biases and normalisation
  double label_smoothing = 0.1;
  double average_steps = 200;  // over which the weights that are kept are averaged
  double mixup = 0;            // 0: off, else alpha of the Beta distribution
  int masks = 1;               // SpecAugment: masks along time, and as many along frequency
  int mask_time = 8;           // rows that a mask hides at most
  int mask_frequency = 6;      // columns that a mask hides at most
  double warp = 0;  // how far frequencies move up or down, as vocal tracts differ; 0: not
  double unknown_share = 0.25;  // of the examples of an epoch that are `_unknown_`
  double silence_share = 0.08;  // that are `_silence_`
  int epoch_clips = 5000;       // an epoch shows the words again and again until it has as many
  int refresh = 1;              // epochs after which the clips are augmented anew
  int patience = 0;  // epochs without progress on validation after which it stops; 0: never
  std::uint64_t seed = 1;
};

// What [training] leaves out when all words are said by synthetic voices. A network soon learns how
// the synthesiser sounds, and hears people the worse for it: so it sees few epochs, keeps moving
// fast, averages, and finds more of each word hidden.
inline TrainingSettings voice_training_settings() {
  TrainingSettings settings;
  settings.epochs = 10;
  settings.int8_epochs = 2;
  settings.final_rate = 0.2;
  settings.average_steps = 100;
  settings.masks = 2;
  settings.mask_time = 12;
  settings.mask_frequency = 10;
  return settings;
}

}  // namespace satchel
