#include "compiler/plan/quick.h"

#include <algorithm>
#include <cstdlib>

namespace satchel {
namespace {

std::int32_t input_zero_point(const ProgramStep& step) {
  return step.operation == Kernel::kFullyConnected ? step.shape.rows.input_zero_point
                                                   : step.shape.window.input_zero_point;
}

std::int32_t output_zero_point(const ProgramStep& step) {
  return step.operation == Kernel::kFullyConnected ? step.shape.rows.output_zero_point
                                                   : step.shape.window.output_zero_point;
}

// No accumulator of a channel is larger, whatever the input.
std::vector<std::int64_t> largest_accumulators(const ProgramStep& step) {
  const std::int64_t low = -128 - input_zero_point(step), high = 127 - input_zero_point(step);
  const std::size_t channels = step.bias.size();
  const std::size_t depth = step.weights.size() / channels;
  const bool channel_last = step.operation == Kernel::kDepthwiseConv2d;
  std::vector<std::int64_t> bounds(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    std::int64_t least = step.bias[c], most = step.bias[c];
    for (std::size_t k = 0; k < depth; ++k) {
      const std::int64_t w = step.weights[channel_last ? k * channels + c : c * depth + k];
      // A place outside the picture adds nothing, which lies between: low <= 0 <= high.
      least += std::min(w * low, w * high);
      most += std::max(w * low, w * high);
    }
    bounds[c] = std::max(std::abs(least), std::abs(most));
  }
  return bounds;
}

}  // namespace

std::optional<std::vector<QuickRescale>> quick_rescale_records(const ProgramStep& step) {
  constexpr std::int64_t kAccumulatorLimit = std::int64_t{1} << 30;
  constexpr std::int64_t kSumLimit = (std::int64_t{1} << 31) - 2;
  const std::vector<std::int64_t> bounds = largest_accumulators(step);
  std::vector<QuickRescale> records;
  for (std::size_t c = 0; c < step.rescale.size(); ++c) {
    const Rescale& general = step.rescale[c];
    // A multiplier of 0 gives the zero point whatever the shift.
    const std::int32_t right_shift = general.multiplier == 0 ? 1 : -general.shift;
    if (right_shift < 1 || bounds[c] >= kAccumulatorLimit) return std::nullopt;
    const std::int64_t offset =
        (std::int64_t{1} << (right_shift - 1)) +
        std::int64_t{output_zero_point(step)} * (std::int64_t{1} << right_shift);
    // |SRDHM(acc, multiplier)| <= |acc|, less 1 for the sign.
    if (bounds[c] + 1 + std::abs(offset) > kSumLimit) return std::nullopt;
    records.push_back({general.multiplier, static_cast<std::int32_t>(offset), right_shift});
  }
  return records;
}

}  // namespace satchel
