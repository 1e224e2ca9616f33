#pragma once

#include "firmware/agent/bench/bench_model.h"
#include "firmware/agent/group.h"
#include "firmware/agent/update/updates.h"
#include "firmware/hal/stack.h"
#include "wire/smp/satchel_groups.h"

namespace satchel {

// What only the board's main program knows.
struct BenchBoard {
  const char* name;
  StackBounds stack;
  uint32_t slot_bytes;      // the longest package
  uint32_t firmware_bytes;  // of code and constants
};

// SMP group 65, for an engineer's bench and for tests: tensors and sound go in over the cable,
// features, outputs, decisions and costs come out. It answers only about bytes that came over the
// same cable, and is linked into the bench image alone.
//
// Chunks follow the upload's rule: one at another offset than the wanted one is answered with the
// wanted one and changes nothing, so that a repeated request does no harm. Infer and decide, asked
// again without new bytes, answer again what they answered.
class BenchGroup final : public Group {
 public:
  // Everything is borrowed and must outlive the group. The package is the one that image 1 runs.
  BenchGroup(const BenchBoard& board, const Updates& updates, const EngineProver& prover,
             const Capabilities& capabilities, const Workspace& workspace, Meter& meter)
      : board_(board),
        updates_(updates),
        prover_(prover),
        capabilities_(capabilities),
        workspace_bytes_(workspace.bytes),
        meter_(meter),
        model_(workspace, meter) {}

  uint16_t id() const override { return smp_bench::kGroup; }
  const char* name() const override { return "satchel bench"; }
  uint8_t commands() const override { return 8; }
  Outcome handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) override;

 private:
  // Bytes in order, at most one kind under way.
  enum class Feed : uint8_t { kNothing, kInput, kClip, kStream };
  // A window of the stream that was decided.
  struct StreamDecision {
    uint64_t sample;  // where it ended, in samples from the stream's start
    Decision decision;
  };
  static constexpr size_t kMostDecisions = 16;  // an answer's; a chunk with more is taken in part

  Outcome refresh(CborWriter& answer);
  void status(CborWriter& answer);
  Outcome begin_chunk(const CborMap& map, Feed feed, ByteView* data, bool* take);
  Outcome input(const CborMap& map, CborWriter& answer);
  Outcome infer(CborWriter& answer);
  Outcome output(const CborMap& map, CborWriter& answer);
  Outcome clip(const CborMap& map, CborWriter& answer);
  Outcome decide(CborWriter& answer);
  Outcome features(const CborMap& map, CborWriter& answer);
  Outcome stream(const CborMap& map, CborWriter& answer);
  size_t follow(ByteView data);

  BenchBoard board_;
  const Updates& updates_;
  const EngineProver& prover_;  // uses the workspace as well
  const Capabilities capabilities_;
  uint32_t workspace_bytes_;
  Meter& meter_;
  BenchModel model_;
  Finding finding_;  // why the package in the slot is not bound
  bool looked_ = false;
  uint32_t seen_changes_ = 0;
  uint32_t seen_proofs_ = 0;
  Feed feed_ = Feed::kNothing;
  uint64_t next_ = 0;      // the next offset wanted, in bytes
  uint64_t previous_ = 0;  // the offset of the chunk before, whose answer may have got lost
  bool inferred_ = false;
  bool decided_ = false;
  Decision decision_;
  StreamDecision due_[kMostDecisions];
  size_t due_count_ = 0;
  uint32_t stream_id_ = 0;
};

}  // namespace satchel
