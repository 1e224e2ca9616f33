#pragma once

#include "firmware/hal/entropy.h"
#include "firmware/hal/feedback.h"
#include "firmware/hal/link.h"

namespace satchel {

// Button, generator and lamps of a board that has none of its own: a line to its launcher, apart
// from SMP's. spec/smp.md, "The launcher's channel".
class HandChannel final : public Button, public Entropy, public Feedback {
 public:
  // The line is borrowed.
  explicit HandChannel(Link& line) : line_(line) {}

  bool pressed() override;
  // Asks the launcher, and waits for it as long as a start takes.
  bool fill(uint8_t* out, size_t size) override;
  void show(Sign sign, bool on) override;
  void decided(uint32_t, uint8_t) override {}

 private:
  static constexpr size_t kBlockBytes = 32;

  void take();
  bool next_block();

  Link& line_;
  uint32_t presses_ = 0;
  uint8_t block_[kBlockBytes] = {};
  uint8_t previous_[kBlockBytes] = {};
  size_t expected_ = 0;  // bytes of a block that have still to come
  bool whole_ = false;   // block_ is fresh
  bool failed_ = false;  // the launcher says so
  uint8_t shown_ = 0;    // signs, a bit each
};

}  // namespace satchel
