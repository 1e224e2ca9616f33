#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace satchel {

// Small pieces of text that the parts of the report share. Nothing here trusts its input.

// Any bytes as text for HTML content and attributes: markup is escaped, control characters and
// bytes that are not UTF-8 become U+FFFD.
std::string escape(std::string_view text);

// A `data:` address holding the bytes.
std::string data_address(std::string_view media_type, std::span<const std::uint8_t> bytes);

std::string format_percent(double fraction);        // 0.9342 -> "93.4 %"
std::string format_count(std::uint64_t number);     // 1234567 -> "1,234,567"
std::string format_kilobytes(std::uint64_t bytes);  // 39117 -> "38.2 KB", of 1,024 bytes

}  // namespace satchel
