#pragma once

#include <cstdint>
#include <optional>
#include <string>

// What a device's refusals mean, for the person who reads them. `group` is the group whose own
// error it is, empty for SMP's own results; the numbers are Zephyr's and those of spec/smp.md.
namespace satchel {

// What happened, for a device that does not say it itself: "not supported".
std::string refusal_text(std::optional<uint16_t> group, uint64_t code);

// What can be done about it; empty when there is nothing that a person could do.
std::string refusal_hint(std::optional<uint16_t> group, uint64_t code);

// The limit that was met: "it needs 60000 bytes, there are 32768".
std::string limit_text(std::optional<uint16_t> group, uint64_t code, uint64_t need, uint64_t have);

}  // namespace satchel
