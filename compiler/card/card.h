#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/card/work.h"

namespace satchel {

// Mean and standard deviation of the network's input.
struct CardFeatures {
  std::int64_t mean = 0;        // in 1/256 of a tensor step
  std::uint64_t deviation = 0;  // the same
};

// What a package says about itself to people and to the fleet. As a CBOR map it is the package's
// card section (spec/card.md): {"version": 1, "name", "objective", "labels", "data", "provenance"},
// "samples" where it is true, "features" when they are known, "work" once it is compiled,
// "charge_hours" where the lesson wants some; readers ignore keys that they do not know.
struct Card {
  std::string name;                 // of the lesson or model
  std::string objective;            // "keyword", "" when unknown
  std::vector<std::string> labels;  // one an output of the network, "" when unknown
  bool samples = false;             // whether kits may keep samples of it, with consent
  // The network's input over the data it was validated on: what kits measure drift against.
  std::optional<CardFeatures> features;
  std::optional<Work> work;        // what the package costs; its compilation writes it
  std::uint64_t charge_hours = 0;  // that a charge has to last; 0: the lesson wants none
  // For people and machines, any shape: what it was trained on (counts, never names of people), and
  // what made it (seed, versions, hashes).
  nlohmann::ordered_json data = nlohmann::ordered_json::object();
  nlohmann::ordered_json provenance = nlohmann::ordered_json::object();
};

inline constexpr std::uint64_t kCardVersion = 1;

std::vector<std::uint8_t> write_card(const Card& card);

// `source` names the file in messages. Throws Error(Exit::kRefused) when the bytes are no card or
// one of a newer version.
Card read_card(std::span<const std::uint8_t> bytes, const std::string& source);

nlohmann::ordered_json card_to_json(const Card& card);
Card card_from_json(const nlohmann::ordered_json& json, const std::string& source);

}  // namespace satchel
