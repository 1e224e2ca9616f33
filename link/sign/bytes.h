#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wire/cbor/cbor.h"

namespace satchel {

using ByteVector = std::vector<std::uint8_t>;

inline ByteView view_of(std::span<const std::uint8_t> bytes) {
  return {bytes.data(), bytes.size()};
}
inline std::span<const std::uint8_t> span_of(ByteView view) {
  return {view.data, view.size};
}
inline ByteVector copy_of(ByteView view) {
  return ByteVector(view.data, view.data + view.size);
}

}  // namespace satchel
