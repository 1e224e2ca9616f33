#include "compiler/frontend/clip_features.h"

namespace satchel {

ClipFeatures clip_features(const FrontEndView& front_end, std::span<const std::int16_t> pcm) {
  std::vector<std::int16_t> sound(pcm.begin(), pcm.end());
  sound.resize(static_cast<std::size_t>(front_end.clip_samples()));
  std::vector<std::uint32_t> scratch((front_end.scratch_bytes() + 3) / 4);
  ClipFeatures features;
  features.rows.resize(front_end.tensor_bytes());
  features.tensor.resize(front_end.tensor_bytes());
  front_end.clip(sound.data(), scratch.data(), features.rows.data(), features.tensor.data());
  return features;
}

}  // namespace satchel
