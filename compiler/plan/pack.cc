#include "compiler/plan/pack.h"

#include <cstring>

#include "compiler/plan/quick.h"
#include "core/kernels/layout.h"

namespace satchel {
namespace {

template <typename T>
std::vector<std::uint8_t> to_bytes(const std::vector<T>& values) {
  // Little-endian, as every host of ours is.
  std::vector<std::uint8_t> bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// Bias and rescaling records for `channels` channels; those that do not exist make 0.
void pack_channels(const ProgramStep& step, const std::vector<std::int32_t>& bias,
                   std::size_t channels, StepPlan& plan) {
  std::vector<std::int32_t> padded_bias = bias;
  padded_bias.resize(channels, 0);
  plan.bias = to_bytes(padded_bias);
  if (auto quick = quick_rescale_records(step)) {
    quick->resize(channels, QuickRescale{0, 0, 1});
    plan.rescale = to_bytes(*quick);
    plan.flags |= kFlagQuickRescale;
  } else {
    std::vector<Rescale> general = step.rescale;
    general.resize(channels, Rescale{0, 0});
    plan.rescale = to_bytes(general);
  }
}

std::int32_t input_zero_point(const ProgramStep& step) {
  return step.operation == Kernel::kFullyConnected ? step.shape.rows.input_zero_point
                                                   : step.shape.window.input_zero_point;
}

// Multiplying raw values leaves out the zero point's share, which is the same for every output.
std::vector<std::int32_t> folded_bias(const ProgramStep& step, std::size_t depth) {
  std::vector<std::int32_t> bias = step.bias;
  for (std::size_t c = 0; c < bias.size(); ++c) {
    std::int32_t sum = 0;  // at most 2^26 weights of 7 bits and a sign: no overflow
    for (std::size_t k = 0; k < depth; ++k) sum += step.weights[c * depth + k];
    const std::int64_t folded = bias[c] - std::int64_t{input_zero_point(step)} * sum;
    bias[c] = static_cast<std::int32_t>(folded);  // modulo 2^32, as the kernels add
  }
  return bias;
}

}  // namespace

void pack_portable(const ProgramStep& step, StepPlan& plan) {
  plan.weights = to_bytes(step.weights);
  plan.bias = to_bytes(step.bias);
  plan.rescale = to_bytes(step.rescale);
}

void pack_pairs(const ProgramStep& step, StepPlan& plan) {
  const std::size_t channels = step.bias.size(), depth = step.weights.size() / channels;
  plan.weights.assign(pairs_bytes(channels, depth), 0);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t k = 0; k < depth; ++k) {
      plan.weights[pairs_index(c, k, depth)] =
          static_cast<std::uint8_t>(step.weights[c * depth + k]);
    }
  }
  pack_channels(step, step.bias, padded_channels(channels), plan);
}

void pack_tiles(const ProgramStep& step, StepPlan& plan) {
  const std::size_t channels = step.bias.size(), depth = step.weights.size() / channels;
  plan.weights.assign(tiles_bytes(channels, depth), 0);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t k = 0; k < depth; ++k) {
      plan.weights[tiles_index(c, k, depth)] =
          static_cast<std::uint8_t>(step.weights[c * depth + k]);
    }
  }
  pack_channels(step, folded_bias(step, depth), padded_channels(channels), plan);
}

void pack_planar(const ProgramStep& step, StepPlan& plan) {
  const WindowShape& w = step.shape.window;
  plan.weights.assign(planar_bytes(w.out_c, w.kernel_h, w.kernel_w), 0);
  std::size_t from = 0;
  for (std::uint32_t ky = 0; ky < w.kernel_h; ++ky) {
    for (std::uint32_t kx = 0; kx < w.kernel_w; ++kx) {
      for (std::uint32_t c = 0; c < w.out_c; ++c) {
        plan.weights[planar_index(c, ky, kx, w.kernel_h, w.kernel_w)] =
            static_cast<std::uint8_t>(step.weights[from++]);
      }
    }
  }
  pack_channels(step, step.bias, w.out_c, plan);
}

}  // namespace satchel
