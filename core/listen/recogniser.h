#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/decide/decide.h"
#include "core/dsp/row_stream.h"
#include "core/engine/engine.h"

namespace satchel {

// A package that listens: PCM in pieces of any length -> rows -> windows -> network -> decisions.
//
//   Recogniser recogniser;
//   recogniser.init(package, bytes, capabilities, memory, sizeof memory);
//   while (samples > 0) {
//     Heard heard;
//     const size_t taken = recogniser.push(pcm, samples, &heard);
//     if (heard.decided && heard.decision.fired()) ...
//     pcm += taken, samples -= taken;
//   }
//
// Every byte is the caller's: package and memory outlive the recogniser and stay in place. One
// caller at a time.
struct Heard {
  bool decided = false;  // a window ended at the last sample that was taken
  Decision decision;
};

class Recogniser {
 public:
  Recogniser() = default;

  // Checks that the package's sections fit each other: one int8 input that the front end fills, one
  // int8 output with a value for each label of the decision rule. Any package that opens may be
  // asked.
  static Finding check(const PackageView& package);

  // The memory that init() wants, exactly; 0 when check() finds something.
  static size_t required_bytes(const PackageView& package);

  // Validates everything in the package that is executed or read, and takes `memory` (16-byte
  // aligned, at least required_bytes()). On a finding the recogniser stays unusable.
  Finding init(const void* package, size_t package_bytes, const Capabilities& capabilities,
               void* memory, size_t memory_bytes);
  bool ready() const { return engine_.ready(); }

  const FrontEndView& front_end() const { return rows_.front_end(); }
  const DecisionRule& rule() const { return rule_; }
  const Engine& engine() const { return engine_; }

  // The stream. Takes samples until a window was decided or none are left, and returns how many.
  // The first window is decided when enough was heard for one, the next ones every hop_ms of the
  // rule.
  // `hook` is called after each step of the network.
  size_t push(const int16_t* pcm, size_t samples, Heard* heard, const StepHook& hook = StepHook());
  // Forgets what was heard.
  void reset();

  // The stream in steps, for those who look at a window before it is decided. Takes samples until a
  // window is due or none are left, and returns how many. A window that is due is either decided,
  // follow(infer()) after features(), or passed over, which costs nothing and makes the rule forget
  // the windows before it.
  size_t hear(const int16_t* pcm, size_t samples, bool* window_is_due);
  Decision follow(const int8_t* scores) { return stream_.step(scores); }
  void pass_over() { stream_.reset(); }

  // The same in steps, for single clips and for those who count instructions: listen() makes rows
  // only, features() writes the network's input from the newest rows, infer() runs the network and
  // returns its output, to which rule().decide() applies.
  // listen() returns the number of samples taken: all, or those up to a complete row.
  size_t listen(const int16_t* pcm, size_t samples, bool* row_is_complete);
  bool heard_enough() const { return rows_.full(); }
  const int8_t*
  features();  // REQUIRES: heard_enough(). rows() * columns() values, valid until infer().
  // REQUIRES: features() since the last infer().
  const int8_t* infer(const StepHook& hook = StepHook());

 private:
  Engine engine_;
  DecisionRule rule_;
  RowStream rows_;
  DecisionStream stream_;
  uint32_t rows_per_window_ = 1;  // rows from one decision to the next
  uint32_t rows_to_wait_ = 0;
};

}  // namespace satchel
