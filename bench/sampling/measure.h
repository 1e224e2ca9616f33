#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "bench/sampling/hard_stream.h"

namespace satchel {

struct SamplingDay {
  std::size_t decisions = 400;
  std::uint32_t budget = 8;  // samples
};

struct SamplingCount {
  std::array<std::size_t, kDifficulties> heard = {}, kept = {};

  std::size_t all_heard() const;
  std::size_t all_kept() const;
  std::size_t hard_kept() const { return all_kept() - kept[0]; }
  // How many times more of the hard ones than chance keeps of them with as many samples. 0 when
  // nothing was kept.
  double gain() const;
  SamplingCount& operator+=(const SamplingCount& other);
};

// Lets a whole kit's sampler keep what it picks of a stream of clips, each decided on by itself,
// and opens what it sealed with the steward's key: what counts as kept is the sound that came out
// of a sealed sample. Days follow each other; after each one the samples are fetched and erased.
// Throws Exit::kRefused when the package does not listen.
SamplingCount measure_sampling(std::span<const std::uint8_t> package,
                               std::span<const StreamClip> stream, const SamplingDay& day);

}  // namespace satchel
