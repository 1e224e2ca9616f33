#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace satchel {

// AdamW (Loshchilov & Hutter, "Decoupled Weight Decay Regularization") over one flat vector.
struct AdamState {
  std::vector<float> mean;      // of the gradients
  std::vector<float> variance;  // of the gradients, not centred
  std::size_t steps = 0;
};

struct AdamSettings {
  double learning_rate = 0.001;
  double weight_decay = 0;
};

// Moves `parameters` against `gradients`. `decays` says for each parameter whether weight decay
// applies (1) or not (0). All spans are equally long; an empty state starts anew.
void adam_step(const AdamSettings& settings, std::span<const float> gradients,
               std::span<const float> decays, std::span<float> parameters, AdamState& state);

// Scales gradients down to a norm of `limit`.
void clip_gradients(std::span<float> gradients, double limit);

// The learning rate of step `step` of `steps`: a linear warm-up, then half a cosine down to
// `final_share` of the peak.
double scheduled_rate(double peak, std::size_t step, std::size_t steps, std::size_t warm_up,
                      double final_share);

// average += (1 - decay) * (value - average). In the first steps the decay is smaller, so that the
// average forgets where it started.
void move_average(std::span<float> average, std::span<const float> value, double decay,
                  std::size_t step);

}  // namespace satchel
