#pragma once

#include <stdexcept>
#include <string>

namespace satchel {

// What a program answers with when it ends. Scripts rely on these numbers: they only grow.
enum class Exit : int {
  kOk = 0,
  kFailed = 1,       // something that should have worked did not (disk full, a tool crashed)
  kUnusable = 2,     // wrong use, or an input that cannot be read
  kRefused = 3,      // an input that was read, checked and turned down
  kUnavailable = 4,  // a board, program or device that is not there or does not answer
  kInterrupted = 130,
};

// An error for the person who reads it: what happened, where (file, layer, label), what to do.
// `hint` is the "what to do"; empty when the message says it all.
class Error : public std::runtime_error {
 public:
  Error(Exit exit_code, const std::string& message, std::string hint = {})
      : std::runtime_error(message), exit_code_(exit_code), hint_(std::move(hint)) {}

  Exit exit_code() const { return exit_code_; }
  const std::string& hint() const { return hint_; }

 private:
  Exit exit_code_;
  std::string hint_;
};

}  // namespace satchel
