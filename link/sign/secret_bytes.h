#pragma once

#include <sodium.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace satchel {

// Wipes memory before it gives it back.
template <typename T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <typename U>
  explicit WipingAllocator(const WipingAllocator<U>&) {}

  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) {
    sodium_memzero(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  template <typename U>
  bool operator==(const WipingAllocator<U>&) const {
    return true;
  }
};

using SecretBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

// A vector and not a string: a short string would lie in the object itself, which nobody wipes.
using SecretText = std::vector<char, WipingAllocator<char>>;

inline SecretText secret_text(std::string_view text) {
  return SecretText(text.begin(), text.end());
}

}  // namespace satchel
