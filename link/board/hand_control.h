#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"

namespace satchel {

// How a program that started an emulated kit lets the same user's other programs press its button:
// a socket of mode 0600 in a folder of mode 0700, named after the kit's address. Whoever can only
// reach the kit's line cannot press.
class HandControl {
 public:
  // `press` is called from a thread of its own. Throws Exit::kFailed when no private folder can be
  // had.
  HandControl(const std::string& address, std::function<void()> press);
  ~HandControl();
  HandControl(const HandControl&) = delete;
  HandControl& operator=(const HandControl&) = delete;

 private:
  void serve();
  void answer(int client) const;

  std::string address_;
  std::function<void()> press_;
  std::filesystem::path path_;
  UniqueFd listener_;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

// Presses the button of the kit at `address`. Throws Exit::kUnusable when no program of ours
// started one there.
void press_button(const std::string& address);

// The addresses of the kits that programs of ours run at this moment.
std::vector<std::string> started_kits();

}  // namespace satchel
