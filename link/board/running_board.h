#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/file.h"
#include "base/process.h"
#include "base/unique_fd.h"
#include "link/board/hand.h"
#include "link/board/profile.h"
#include "link/port/port.h"

namespace satchel {

// A board that this machine runs: an emulator, or a process. It is killed with the object, and also
// when the thread that made the object ends, however it ends: nothing is left behind.
class RunningBoard {
 public:
  // `program` is the image to start: "kit", or "bench" for one that counts. `flash` is the file
  // behind the board's flash; it is made when it is not there, and empty it means one that goes
  // with the object. Throws Exit::kUnavailable when the emulator is missing.
  RunningBoard(const BoardProfile& profile, const std::string& program,
               const std::filesystem::path& flash);

  // A new connection to the serial line; one at a time. Throws Exit::kUnavailable when the board
  // ended or its line does not appear within ten seconds, with what the emulator said.
  std::unique_ptr<Port> connect();

  // The hand at its button. Throws Exit::kUnavailable when the board has no such channel.
  Hand& hand();

  // As if the power had gone: SIGKILL, at once.
  void kill();
  bool running();
  // What the emulator printed on standard error; the board has to be dead.
  std::string complaints();

 private:
  BoardProfile profile_;
  TemporaryFolder folder_;
  std::filesystem::path socket_;
  std::string line_name_;
  UniqueFd flash_;  // holds its lock
  std::unique_ptr<Process> process_;
  std::unique_ptr<Hand> hand_;
};

}  // namespace satchel
