#pragma once

#include <cstdint>

namespace satchel {

// [training] of a lesson.
struct TrainingSettings {
  int epochs = 40;      // with floating-point weights
  int int8_epochs = 8;  // then, with the weights and activations rounded as in the package
  double minutes = 15;  // at most; on a slow machine both are shortened alike, and it says so
  int batch = 100;
  double learning_rate = 0.005;        // the peak, after a short warm-up; then half a cosine
  double int8_learning_rate = 0.0005;  // where the int8 epochs start
  double weight_decay = 0.01;          // of weights, not of biases and normalisation
  double label_smoothing = 0.1;
  double mixup = 0;          // 0: off, else alpha of the Beta distribution
  int masks = 1;             // SpecAugment: masks along time, and as many along frequency
  int mask_time = 8;         // rows that a mask hides at most
  int mask_frequency = 6;    // columns that a mask hides at most
  double warp = 0.1;         // how far frequencies move up or down, as vocal tracts differ; 0: not
  double unknown_share = 1;  // clips of `_unknown_` in an epoch, as a multiple of an average word's
  double silence_share = 1;  // clips of `_silence_`, likewise
  int refresh = 3;           // every clip is augmented anew in each epoch that this divides
  int patience = 0;          // epochs without progress on validation after which it stops; 0: never
  std::uint64_t seed = 1;
};

}  // namespace satchel
