#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace satchel {

// A package that names what it hears in one second of sound. Features, network and answer are
// computed by core, as on a board. Not for concurrent use.
class Classifier {
 public:
  // Copies the package. `source` names it in messages. Throws Exit::kRefused when it is not a
  // package that listens: no front end, or a card whose labels do not fit the network's output.
  Classifier(std::span<const std::uint8_t> package, const std::string& source);
  ~Classifier();

  // The labels, in the order of the network's outputs.
  const std::vector<std::string>& labels() const;

  struct Answer {
    int label = 0;          // the one with the highest score, the first of equals
    double confidence = 0;  // its probability, 0 to 1
  };
  // `pcm` is 16 kHz; what is missing to the front end's length counts as silence.
  Answer classify(std::span<const std::int16_t> pcm);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace satchel
