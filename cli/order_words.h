#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

// How people write what stands in orders and settings.
namespace satchel {

// "0.5" is 500; at most three digits behind the point. Throws Error(Exit::kUnusable).
std::uint32_t parse_thousandths(const std::string& text);
std::string thousandths_text(std::uint32_t thousandths);
// A whole number below 2^32. Throws Error(Exit::kUnusable).
std::uint32_t parse_count(const std::string& text);

// "off", "health", "learning". Throws Error(Exit::kUnusable).
std::uint32_t parse_telemetry(const std::string& name);
std::string telemetry_name(std::uint32_t level);

// 32 bytes from 64 hexadecimal digits. Throws Error(Exit::kUnusable); `what` is what it should be.
std::array<std::uint8_t, 32> parse_key(const std::string& hex, const std::string& what);

}  // namespace satchel
