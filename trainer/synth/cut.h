#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace satchel {

// Cuts a recording of `count` words at the longest pauses and trims them. Empty when there are not
// as many words, or when a pause between words is not clearly longer than those inside them.
std::vector<std::vector<std::int16_t>> cut_at_pauses(std::span<const std::int16_t> pcm, int rate,
                                                     std::size_t count);

}  // namespace satchel
