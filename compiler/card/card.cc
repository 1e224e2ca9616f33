#include "compiler/card/card.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/card/cbor.h"

namespace satchel {
namespace {

// Of a whole number between 0 and `most`, whatever the document holds there.
std::uint64_t number(const nlohmann::ordered_json& json, const char* key, std::uint64_t most,
                     const std::string& source) {
  const auto& value = json.at(key);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most) {
    throw Error(Exit::kRefused, fmt::format("{}: the card is damaged: `{}` is no number up to {}",
                                            source, key, most));
  }
  return value.get<std::uint64_t>();
}

std::int64_t integer(const nlohmann::ordered_json& json, const char* key,
                     const std::string& source) {
  if (!json.at(key).is_number_integer()) {
    throw Error(Exit::kRefused,
                fmt::format("{}: the card is damaged: `{}` is no whole number", source, key));
  }
  return json.at(key).get<std::int64_t>();
}

Work work_from_json(const nlohmann::ordered_json& json, const std::string& source) {
  Work work;
  work.instructions = number(json, "instructions", UINT64_MAX, source);
  if (json.contains("hop_ms")) {
    work.hop_ms = static_cast<std::uint32_t>(number(json, "hop_ms", UINT32_MAX, source));
  }
  return work;
}

}  // namespace

nlohmann::ordered_json card_to_json(const Card& card) {
  nlohmann::ordered_json json = {{"version", kCardVersion},
                                 {"name", card.name},
                                 {"objective", card.objective},
                                 {"labels", card.labels}};
  if (card.features) {
    json["features"] = {{"mean", card.features->mean}, {"deviation", card.features->deviation}};
  }
  if (card.work) {
    json["work"] = {{"instructions", card.work->instructions}};
    if (card.work->hop_ms != 0) json["work"]["hop_ms"] = card.work->hop_ms;
  }
  if (card.charge_hours != 0) json["charge_hours"] = card.charge_hours;
  json["data"] = card.data;
  json["provenance"] = card.provenance;
  if (card.samples) json["samples"] = true;
  return json;
}

Card card_from_json(const nlohmann::ordered_json& json, const std::string& source) {
  try {
    const std::uint64_t version = number(json, "version", UINT32_MAX, source);
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
      card.features = {integer(features, "mean", source),
                       number(features, "deviation", UINT64_MAX, source)};
    }
    if (json.contains("work")) card.work = work_from_json(json.at("work"), source);
    if (json.contains("charge_hours")) {
      card.charge_hours = number(json, "charge_hours", UINT32_MAX, source);
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
