#pragma once

#include <cstdint>

namespace satchel {

// What a package may cost at most; 0 is no limit.
struct Budget {
  std::uint64_t weights_bytes = 0;  // int8 weights and int32 biases
  std::uint64_t arena_bytes = 0;
  std::uint64_t package_bytes = 0;
  std::uint64_t macs = 0;  // of one run
};

}  // namespace satchel
