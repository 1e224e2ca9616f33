#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace satchel {

// What a decision rule shall do, in the units of a person; build_decision() makes the package's
// section of it (core/decide/decide.h).
struct DecisionDesign {
  struct Label {
    std::string name;        // for messages
    double threshold = 0.5;  // the least probability that fires, 0 to 1
    bool background = false;
  };
  std::vector<Label> labels;  // in the order of the network's outputs
  double hop_ms = 200;        // from one window of a stream to the next
  int smoothing = 3;          // windows whose mean decides in a stream
  double refractory_ms = 1000;
};

// Names with a leading underscore (_silence_, _unknown_) are background.
DecisionDesign decision_for(const std::vector<std::string>& label_names, double threshold);

// Throws Exit::kRefused for a design that cannot be built, naming the setting.
std::vector<uint8_t> build_decision(const DecisionDesign& design);

}  // namespace satchel
