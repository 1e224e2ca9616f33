#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/decide/decide.h"

namespace satchel {

// What this machine makes of a clip with a package of any target: what a board has to answer.
struct HostClip {
  std::vector<std::uint8_t> features;
  std::vector<std::uint8_t> outputs;
  Decision decision;
};

// `package` hears (Recogniser::check); `pcm` is padded with zeros or cut at its end, as a board's
// is. Throws Exit::kRefused when the package is not one that can be run here.
HostClip hear_on_host(std::span<const std::uint8_t> package, std::span<const std::int16_t> pcm);

// Whether the package has a front end and a decision rule that fit its network.
bool package_hears(std::span<const std::uint8_t> package);

}  // namespace satchel
