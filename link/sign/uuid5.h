#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace satchel {

using Uuid = std::array<std::uint8_t, 16>;

// The name space of host names (RFC 9562, section 6.6).
extern const Uuid kDnsNamespace;

// A UUID of version 5: from the SHA-1 of a name space and a name (RFC 9562, section 5.5).
Uuid uuid5(const Uuid& space, std::string_view name);

// "523ac1d0-26e8-5b39-8a40-7e9ae3962d4e".
std::string to_text(const Uuid& uuid);

// The class id of a device class: UUIDv5(vendor id, name), spec/envelope.md.
Uuid class_id(std::string_view device_class);

}  // namespace satchel
