#pragma once

#include <cstdint>

namespace satchel {

// SplitMix64 (Steele, Lea, Flood 2014): a well-mixed number from any number. Chained, it makes
// independent seeds of (seed, epoch, index).
inline std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

inline std::uint64_t mix(std::uint64_t seed, std::uint64_t a, std::uint64_t b = 0) {
  return mix(mix(mix(seed) ^ a) ^ b);
}

}  // namespace satchel
