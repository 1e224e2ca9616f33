#pragma once

#include "core/engine/engine.h"

namespace satchel {

// 128 bits that say in which direction an embedding points: two that differ in n bits stand at an
// angle of about n * 180 / 128 degrees (M. Charikar, "Similarity estimation techniques from
// rounding algorithms", STOC 2002). Kept in RAM only: it would tell about the sound.
struct EmbeddingSketch {
  uint32_t bits[4] = {};
};

EmbeddingSketch sketch_of(const int8_t* embedding, uint32_t size);
uint32_t different_bits(const EmbeddingSketch& left, const EmbeddingSketch& right);  // 0 .. 128

// Takes the sketch of what a network has before its last layer while the network runs: the input of
// the last fully connected step. It lies in the arena when the step before has run, and may be
// written over by the next one, so it is looked at in between, through the engine's hook, and
// nothing of it is copied. Costs about 128 additions a value.
class EmbeddingTap {
 public:
  // The package must outlive the tap. Without such a step sketches stay empty.
  void attach(const PackageView& package);
  // For Recogniser::push(), Engine::run(); valid as long as the tap.
  StepHook hook() { return {after_step, this}; }
  // Of the last run.
  const EmbeddingSketch& sketch() const { return sketch_; }
  bool attached() const { return last_layer_ != nullptr; }

 private:
  static void after_step(void* self, uint32_t index, const Step& step, const uint8_t* arena);

  const Step* last_layer_ = nullptr;
  uint32_t index_ = 0;  // of the step before it
  EmbeddingSketch sketch_;
};

}  // namespace satchel
