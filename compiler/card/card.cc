#include "compiler/card/card.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/card/cbor.h"

namespace satchel {

nlohmann::ordered_json card_to_json(const Card& card) {
  nlohmann::ordered_json json = {{"version", kCardVersion},
                                 {"name", card.name},
                                 {"objective", card.objective},
                                 {"labels", card.labels}};
  if (card.features) {
    json["features"] = {{"mean", card.features->mean}, {"deviation", card.features->deviation}};
  }
  json["data"] = card.data;
  json["provenance"] = card.provenance;
  if (card.samples) json["samples"] = true;
  return json;
}

Card card_from_json(const nlohmann::ordered_json& json, const std::string& source) {
  try {
    const int version = json.at("version").get<int>();
    if (version > kCardVersion) {
      throw Error(Exit::kRefused,
                  fmt::format("{}: the card has version {}; this program reads up to {}", source,
                              version, kCardVersion),
                  "use a newer Satchel");
    }
    Card card;
    card.name = json.at("name").get<std::string>();
    card.objective = json.at("objective").get<std::string>();
    card.labels = json.at("labels").get<std::vector<std::string>>();
    card.samples = json.value("samples", false);
    if (json.contains("features")) {
      const auto& features = json.at("features");
      card.features = {features.at("mean").get<std::int64_t>(),
                       features.at("deviation").get<std::uint64_t>()};
    }
    card.data = json.value("data", nlohmann::ordered_json::object());
    card.provenance = json.value("provenance", nlohmann::ordered_json::object());
    return card;
  } catch (const nlohmann::json::exception& error) {
    throw Error(Exit::kRefused, fmt::format("{}: the card is damaged: {}", source, error.what()));
  }
}

std::vector<std::uint8_t> write_card(const Card& card) {
  return write_cbor(card_to_json(card));
}

Card read_card(std::span<const std::uint8_t> bytes, const std::string& source) {
  return card_from_json(read_cbor(bytes, source), source);
}

}  // namespace satchel
