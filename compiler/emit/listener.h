#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/listen/recogniser.h"

namespace satchel {

// A window of a stream that was decided.
struct HeardWindow {
  std::uint64_t sample = 0;  // where it ended, in samples from the stream's start
  Decision decision;
};

// Lets packages of every target listen on the host, with the same decisions as on the target.
class Listener {
 public:
  // The package outlives the listener. Throws Error(Exit::kRefused) when it does not listen.
  explicit Listener(std::span<const std::uint8_t> package);

  int sample_rate() const { return recogniser_.front_end().sample_rate(); }

  // The next piece of the stream, of any length; the windows that were decided with it.
  std::vector<HeardWindow> hear(std::span<const std::int16_t> pcm);
  // A new stream begins.
  void reset();

 private:
  struct alignas(kAlignment) Block {
    std::uint8_t bytes[kAlignment];
  };
  std::vector<Block> memory_;
  Recogniser recogniser_;
  std::uint64_t sample_ = 0;
};

// What the package's front end hears at, in samples a second. Throws like a Listener.
int listening_rate(std::span<const std::uint8_t> package);

}  // namespace satchel
