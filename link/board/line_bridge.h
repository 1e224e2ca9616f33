#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/unique_fd.h"
#include "link/board/running_board.h"

namespace satchel {

// Lets other programs of this machine talk to an emulated board's serial line as to a real one:
// over a pseudo-terminal, or over TCP on the loopback interface alone. One client at a time; the
// next one waits until it has left. The board goes on in between, and what it says then is lost, as
// on a cable that nobody reads.
class LineBridge {
 public:
  static std::unique_ptr<LineBridge> on_pty();
  // `port` 0 picks a free one. Throws Exit::kUnavailable when it is taken.
  static std::unique_ptr<LineBridge> on_tcp(uint16_t port);

  // For open_port(): "/dev/pts/3", "tcp:127.0.0.1:4001".
  const std::string& address() const { return address_; }

  // Carries bytes until `stop` is readable. A board that was reset is connected to again. Throws
  // Exit::kUnavailable when the board ends by itself.
  void serve(RunningBoard& board, int stop);

 private:
  LineBridge() = default;

  void from_board(Port& board);
  void from_client(Port& board);
  void welcome();
  void leave();
  bool is_tcp() const { return listener_.valid(); }

  std::string address_;
  UniqueFd client_;    // a connection, or the terminal's own end
  UniqueFd listener_;  // TCP only
  // Pseudo-terminal only: its other end, kept open so that clients may come and go, and a watch
  // that tells when one left.
  UniqueFd terminal_;
  UniqueFd watch_;
};

}  // namespace satchel
