#pragma once

#include "core/listen/recogniser.h"
#include "firmware/agent/workspace.h"
#include "firmware/hal/meter.h"
#include "wire/cbor/cbor.h"

namespace satchel {

// The package on the bench: tensors or sound in, what comes out and what it cost. Tensors and sound
// share the workspace, so that beginning the one ends the other.
class BenchModel {
 public:
  BenchModel(const Workspace& workspace, Meter& meter) : workspace_(workspace), meter_(meter) {}

  // Binds the package, which stays in place. On a finding nothing is bound.
  Finding bind(ByteView package, const Capabilities& capabilities);
  void unbind();

  bool ready() const { return tensors_.ready(); }
  bool hears() const { return listener_.ready(); }
  const PackageView& package() const { return tensors_.package(); }

  // All inputs or outputs of the graph, one after the other. offset + size must lie inside.
  uint32_t input_bytes() const { return input_bytes_; }
  uint32_t output_bytes() const { return output_bytes_; }
  void write_input(uint32_t offset, const uint8_t* bytes, uint32_t size);
  void read_output(uint32_t offset, uint8_t* out, uint32_t size) const;
  void infer();

  // Sound; REQUIRES: hears(). A clip is heard in pieces, then decided by itself.
  uint32_t clip_samples() const;
  void start_sound();
  void hear(const int16_t* pcm, size_t samples);
  bool clip_is_whole() const { return listener_.heard_enough(); }
  Decision decide_clip();
  const uint8_t* features() const { return features_; }
  uint32_t feature_bytes() const { return input_bytes_; }

  // A stream: takes samples until a window was decided or none are left; returns how many.
  size_t follow(const int16_t* pcm, size_t samples, Heard* heard);

  uint64_t features_cost() const { return features_cost_; }
  uint64_t inference_cost() const { return inference_cost_; }

 private:
  Workspace workspace_;
  Meter& meter_;
  Engine tensors_;
  Recogniser listener_;
  const Engine* last_ = nullptr;  // whose outputs are the newest
  uint32_t input_bytes_ = 0;
  uint32_t output_bytes_ = 0;
  uint8_t* features_ = nullptr;  // a copy: the network may reuse its input's memory
  uint64_t features_cost_ = 0;
  uint64_t inference_cost_ = 0;
};

}  // namespace satchel
