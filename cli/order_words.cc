#include "cli/order_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace satchel {
namespace {

constexpr std::size_t kDecimals = 3;
constexpr std::array<const char*, 3> kTelemetry = {"off", "health", "learning"};

bool all_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

[[noreturn]] void no_number(const std::string& text) {
  throw Error(Exit::kUnusable, "`" + text + "` is no number that fits here",
              "Write it as 0.5 or 20, with at most three digits behind the point.");
}

}  // namespace

std::uint32_t parse_count(const std::string& text) {
  std::uint32_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!all_digits(text) || result.ec != std::errc()) no_number(text);
  return value;
}

std::uint32_t parse_thousandths(const std::string& text) {
  const std::size_t point = text.find('.');
  const std::string whole = text.substr(0, point);
  std::string part = point == std::string::npos ? "0" : text.substr(point + 1);
  if (!all_digits(whole) || !all_digits(part) || part.size() > kDecimals || whole.size() > 6) {
    no_number(text);
  }
  part.resize(kDecimals, '0');
  return parse_count(whole) * 1000 + parse_count(part);
}

std::string thousandths_text(std::uint32_t thousandths) {
  return fmt::format("{:g}", thousandths / 1000.0);
}

std::string telemetry_name(std::uint32_t level) {
  return level < kTelemetry.size() ? kTelemetry[level] : fmt::format("level {}", level);
}

std::uint32_t parse_telemetry(const std::string& name) {
  for (std::uint32_t level = 0; level < kTelemetry.size(); ++level) {
    if (name == kTelemetry[level]) return level;
  }
  throw Error(Exit::kUnusable, "`" + name + "` is no telemetry level",
              "There are off, health and learning.");
}

std::array<std::uint8_t, 32> parse_key(const std::string& hex, const std::string& what) {
  std::array<std::uint8_t, 32> key;
  if (hex.size() != 2 * key.size() ||
      hex.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
    throw Error(Exit::kUnusable, "`" + hex + "` is not " + what,
                "Write its 64 hexadecimal digits.");
  }
  for (std::size_t i = 0; i < key.size(); ++i) {
    std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, key[i], 16);
  }
  return key;
}

}  // namespace satchel
