#include "compiler/frontend/decision_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "core/decide/decide.h"

namespace satchel {
namespace {

void require(bool sound, const std::string& setting, const std::string& range) {
  if (sound) return;
  throw Error(Exit::kRefused, fmt::format("decision: {} is out of range", setting),
              fmt::format("{} is {}", setting, range));
}

// A network's softmax gives q for the probability (q + 128) / 256.
int8_t score_of(double probability) {
  return static_cast<int8_t>(std::clamp<long>(std::lround(probability * 256) - 128, -128, 127));
}

}  // namespace

DecisionDesign decision_for(const std::vector<std::string>& label_names, double threshold) {
  DecisionDesign design;
  for (const std::string& name : label_names) {
    design.labels.push_back({name, threshold, name.starts_with("_")});
  }
  return design;
}

std::vector<uint8_t> build_decision(const DecisionDesign& design) {
  require(!design.labels.empty() && design.labels.size() <= kMaxLabels, "the number of labels",
          fmt::format("1 to {}", kMaxLabels));
  require(design.hop_ms >= 1 && design.hop_ms <= kMaxHopMs, "hop_ms",
          fmt::format("1 to {} ms", kMaxHopMs));
  require(design.smoothing >= 1 && design.smoothing <= kMaxSmoothing, "smoothing",
          fmt::format("1 to {} windows", kMaxSmoothing));
  require(design.refractory_ms >= 0 && design.refractory_ms <= 60000, "refractory_ms",
          "0 to 60000 ms");
  DecisionHeader header = {};
  header.version = kDecisionVersion;
  header.labels = static_cast<uint16_t>(design.labels.size());
  header.hop_ms = static_cast<uint16_t>(std::lround(design.hop_ms));
  header.refractory = static_cast<uint16_t>(std::lround(design.refractory_ms / design.hop_ms));
  header.smoothing = static_cast<uint8_t>(design.smoothing);

  std::vector<DecisionLabel> labels;
  for (const DecisionDesign::Label& label : design.labels) {
    require(label.threshold >= 0 && label.threshold <= 1,
            fmt::format("the threshold of \"{}\"", label.name), "0 to 1");
    labels.push_back({score_of(label.threshold), label.background ? kBackground : uint8_t{0}});
  }
  std::vector<uint8_t> section(sizeof header + labels.size() * sizeof(DecisionLabel));
  std::memcpy(section.data(), &header, sizeof header);
  std::memcpy(section.data() + sizeof header, labels.data(), labels.size() * sizeof(DecisionLabel));
  if (!DecisionRule::validate(section.data(), section.size())) {
    throw Error(Exit::kFailed, "decision: the section that was built does not validate");
  }
  return section;
}

}  // namespace satchel
