#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace satchel {

// CBOR on the host (RFC 8949), for documents: the card, the trained model. The library parses by
// recursion, so hostile nesting is refused before it.

// Throws Error(Exit::kRefused), naming `source`, when `bytes` are not one CBOR item, nest deeper
// than 16, or hold tags.
nlohmann::ordered_json read_cbor(std::span<const std::uint8_t> bytes, const std::string& source);

std::vector<std::uint8_t> write_cbor(const nlohmann::ordered_json& document);

}  // namespace satchel
