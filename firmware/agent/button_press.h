#pragma once

#include "firmware/hal/clock.h"
#include "firmware/hal/feedback.h"
#include "wire/smp/satchel_groups.h"

namespace satchel {

// A press of the kit's button, for the request that somebody at the kit wants granted.
class ButtonPress {
 public:
  ButtonPress(Button& button, const Clock& clock) : button_(button), clock_(clock) {}

  // For the event loop. True when the button was pressed just now: it may answer a question that
  // was put to whoever is at the kit, and is then used up.
  bool poll() {
    if (!button_.pressed()) return false;
    pressed_at_ = clock_.milliseconds();
    state_ = State::kFree;
    return true;
  }
  void use_up() { state_ = State::kNone; }
  // A press that no request took yet is gone: it was meant for one that was refused.
  void forgo() {
    poll();
    if (state_ == State::kFree) use_up();
  }

  // Whether `request`, a number of the caller's, is granted. One press does for one request, which
  // may come again because its answer got lost.
  bool grants(uint32_t request) {
    const bool fresh =
        clock_.milliseconds() - pressed_at_ <= uint64_t{smp_kit::kPressSeconds} * 1000;
    if (state_ == State::kNone || !fresh) return false;
    if (state_ == State::kTaken) return request == request_;
    state_ = State::kTaken;
    request_ = request;
    return true;
  }

 private:
  enum class State : uint8_t { kNone, kFree, kTaken };

  Button& button_;
  const Clock& clock_;
  uint64_t pressed_at_ = 0;
  uint32_t request_ = 0;
  State state_ = State::kNone;
};

}  // namespace satchel
