#include "firmware/agent/sampler/embedding.h"

namespace satchel {
namespace {

// The planes' signs: the same on every kit and in every run, so that sketches can be compared.
uint32_t next_signs(uint32_t* state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  *state = x;
  return x * 0x9e3779b1u;
}

bool is_fully_connected(uint16_t kernel) {
  switch (static_cast<Kernel>(kernel)) {
    case Kernel::kFullyConnected:
    case Kernel::kFullyConnectedPairs:
    case Kernel::kFullyConnectedTiles:
      return true;
    default:
      return false;
  }
}

}  // namespace

// Of the deviations from the mean: activations behind a ReLU all have one sign.
EmbeddingSketch sketch_of(const int8_t* embedding, uint32_t size) {
  EmbeddingSketch sketch;
  int64_t total = 0;
  for (uint32_t i = 0; i < size; ++i) total += embedding[i];
  uint32_t state = 0x2545f491u;
  for (uint32_t bit = 0; bit < 128; ++bit) {
    int64_t projection = 0, signs = 0;
    uint32_t word = 0;
    for (uint32_t i = 0; i < size; ++i) {
      if (i % 32 == 0) word = next_signs(&state);
      const int32_t sign = (word >> (i % 32) & 1u) != 0 ? 1 : -1;
      projection += sign * embedding[i];
      signs += sign;
    }
    const bool positive = projection * static_cast<int64_t>(size) > total * signs;
    sketch.bits[bit / 32] |= static_cast<uint32_t>(positive) << (bit % 32);
  }
  return sketch;
}

uint32_t different_bits(const EmbeddingSketch& left, const EmbeddingSketch& right) {
  uint32_t count = 0;
  for (int i = 0; i < 4; ++i) {
    for (uint32_t rest = left.bits[i] ^ right.bits[i]; rest != 0; rest &= rest - 1) ++count;
  }
  return count;
}

void EmbeddingTap::attach(const PackageView& package) {
  last_layer_ = nullptr;
  sketch_ = {};
  if (package.empty()) return;
  for (uint32_t i = package.step_count(); i-- > 1;) {
    if (!is_fully_connected(package.steps()[i].kernel)) continue;
    last_layer_ = package.steps() + i;
    index_ = i - 1;
    return;
  }
}

void EmbeddingTap::after_step(void* self, uint32_t index, const Step&, const uint8_t* arena) {
  EmbeddingTap& tap = *static_cast<EmbeddingTap*>(self);
  if (tap.last_layer_ == nullptr || index != tap.index_) return;
  const RowsShape& rows = tap.last_layer_->shape.rows;
  tap.sketch_ = sketch_of(reinterpret_cast<const int8_t*>(arena + tap.last_layer_->input[0]),
                          rows.rows * rows.in);
}

}  // namespace satchel
