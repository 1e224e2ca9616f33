#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "link/board/profile.h"
#include "link/client/kit.h"
#include "link/client/smp_client.h"

namespace satchel {

// What work on the board cost, as the board counted it.
struct Cost {
  uint64_t count = 0;
  bool instructions = true;  // executed instructions, repeatable; else nanoseconds, noisy
};

struct BoardMemory {
  uint32_t arena_bytes = 0;  // what the installed package uses of it
  uint32_t stack_bytes = 0;  // what there is
  uint32_t stack_peak = 0;   // the most that was ever used; 0 where the board cannot know
  uint32_t flash_bytes = 0;  // of the firmware: code and constants
};

// What the decision rule said of a clip by itself: core/decide's Decision.
struct BoardDecision {
  int32_t label = -1;  // the label that fired, -1: none
  int32_t best = 0;    // the label with the highest score
  int32_t score = 0;   // its score

  bool operator==(const BoardDecision&) const = default;
};

// A window of a stream that was decided.
struct BoardHeard {
  uint64_t sample = 0;  // where it ended, in samples from the stream's start
  BoardDecision decision;
};

struct TensorAnswer {
  std::vector<uint8_t> outputs;  // all outputs of the graph, one after the other
  Cost inference;
};

// A recording through the whole chain.
struct ClipAnswer {
  std::vector<uint8_t> features;  // the network's input tensor
  std::vector<uint8_t> outputs;
  BoardDecision decision;
  Cost features_cost;
  Cost inference_cost;
};

struct BenchOptions {
  // Where a board with the bench image hangs, as open_port() takes it; empty: one is started here.
  std::string port;
  ButtonWait button;  // how its owner is waited for, who presses the button of a board on a port
  std::filesystem::path
      flash;  // of a started board: the file that keeps it; empty: a temporary one
  std::function<void(uint64_t done, uint64_t total)> progress;  // of the upload
};

// A board on the bench: started, or met at the end of a line, given a package over that serial
// line, asked what it makes of tensors and sound. A started board ends with the object. One thread:
// the one that made it, which must outlive it (the board is killed when that thread ends).
//
//   Bench bench(find_board("mps2_m4"));
//   bench.install(package);
//   TensorAnswer answer = bench.infer(inputs);
//
// Every function throws Error: Exit::kUnavailable when the board does not start, does not answer
// within bounded time or is another one, Exit::kRefused when it has no bench image, refuses the
// package (another target, too big for slot or arena: with the number needed) or nobody presses its
// button, Exit::kUnusable when inputs do not have the package's sizes.
class Bench {
 public:
  explicit Bench(const BoardProfile& profile, const BenchOptions& options = {});
  ~Bench();
  Bench(Bench&&) noexcept;

  const BoardProfile& profile() const;

  // Has the board run the package from now on, by the way that every package takes: a throw-away
  // key owns the board and signs for it (bench_owner.h). One that the board already runs is not
  // sent again. Returns the bytes that were sent.
  uint64_t install(std::span<const uint8_t> package);

  // `inputs` is all inputs of the graph, one after the other, in the graph's order.
  TensorAnswer infer(std::span<const uint8_t> inputs);

  // One recording, 16 kHz mono; shorter than the package's window it is padded with zeros, longer
  // it is cut.
  ClipAnswer listen(std::span<const int16_t> pcm);

  // A stream, in pieces of any length and any number: the windows that were decided with this
  // piece, whether or not something fired. Anything else that the bench is asked ends the stream.
  void start_stream();
  std::vector<BoardHeard> stream(std::span<const int16_t> pcm);

  BoardMemory memory();

  // The serial line below: for what the bench does not wrap.
  SmpClient& client();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace satchel
