#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/package_source.h"
#include "compiler/emit/listener.h"
#include "link/board/profile.h"
#include "link/client/bench.h"

namespace satchel {

// Who listens: this machine, or a board.
class Ear {
 public:
  virtual ~Ear() = default;

  virtual int sample_rate() const = 0;
  // The next piece of the stream, of any length; the windows that were decided with it.
  virtual std::vector<HeardWindow> hear(std::span<const std::int16_t> pcm) = 0;
};

// Throws Exit::kRefused when the package does not listen. The package outlives the ear.
std::unique_ptr<Ear> ear_on_host(const LoadedPackage& package);

// Starts the board, or meets it where the options say, and sends it the package. Throws what Bench
// throws, and Exit::kRefused when the package does not listen.
std::unique_ptr<Ear> ear_on_board(const LoadedPackage& package, const BoardProfile& board,
                                  const BenchOptions& options);

}  // namespace satchel
