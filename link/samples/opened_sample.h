#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "link/sign/sealing_key.h"
#include "wire/messages/sample.h"

namespace satchel {

// A sample as its steward sees it.
struct OpenedSample {
  std::uint64_t id = 0;
  std::string lesson, purpose;
  std::array<std::uint8_t, kSha256Bytes> package_digest = {};
  std::uint64_t delete_by = 0;  // seconds since 1970-01-01: this copy is to go by then, too
  std::uint32_t samples_per_second = 0;
  std::uint32_t best = 0;    // the output with the highest score
  std::uint32_t margin = 0;  // to the next, 0 to 255 of 256
  std::vector<std::int16_t> sound;
};

// Opens a sealed sample (spec/samples.md) with the steward's key. Throws Error(Exit::kRefused) with
// the reason: no sample, sealed to another key, changed, or cut off before its end. Nothing of a
// sample that is not whole is given out.
OpenedSample open_sample(std::span<const std::uint8_t> sealed, const SealingKey& steward);

}  // namespace satchel
