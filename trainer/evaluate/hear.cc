#include "trainer/evaluate/hear.h"

namespace satchel {

Heard hear(const FrontEndView& front_end, std::span<const std::int16_t> pcm) {
  std::vector<std::int16_t> sound(pcm.begin(), pcm.end());
  sound.resize(static_cast<std::size_t>(front_end.clip_samples()));
  std::vector<std::uint32_t> scratch((front_end.scratch_bytes() + 3) / 4);
  Heard heard;
  heard.rows.resize(front_end.tensor_bytes());
  heard.tensor.resize(front_end.tensor_bytes());
  front_end.clip(sound.data(), scratch.data(), heard.rows.data(), heard.tensor.data());
  return heard;
}

}  // namespace satchel
