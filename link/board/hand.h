#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "link/port/port.h"

namespace satchel {

// What a board shows: spec/smp.md, "The launcher's channel".
struct ShownSign {
  unsigned sign = 0;  // 0 listening, 1 storing, 2 sending, 3 trouble
  bool on = false;

  bool operator==(const ShownSign&) const = default;
};

// The hand at an emulated board: presses its button, feeds its generator from this machine's, sees
// its lamps. A thread of its own serves the channel until the object goes.
class Hand {
 public:
  // `socket` is the board's; it may appear later, and go and come back with a reset.
  explicit Hand(std::filesystem::path socket);
  ~Hand();
  Hand(const Hand&) = delete;
  Hand& operator=(const Hand&) = delete;

  // Presses the button, as soon as the board looks at it.
  void press() { ++presses_; }
  // From now on the generator counts as broken, for those who test what happens then.
  void break_generator() { broken_ = true; }
  // What was shown so far, in order.
  std::vector<ShownSign> shown() const;

 private:
  void serve();
  void serve(Port& port);
  void handle(Port& port, uint8_t byte);

  std::filesystem::path socket_;
  std::atomic<bool> done_ = false;
  std::atomic<bool> broken_ = false;
  std::atomic<unsigned> presses_ = 0;
  bool there_ = false;  // the board has said something since its line was opened
  mutable std::mutex mutex_;
  std::vector<ShownSign> shown_;
  std::thread thread_;
};

}  // namespace satchel
