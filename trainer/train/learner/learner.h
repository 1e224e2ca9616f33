#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "trainer/train/parameters.h"
#include "trainer/train/quantise.h"
#include "trainer/zoo/network.h"

namespace satchel {

// How the forward pass computes.
enum class Arithmetic {
  kNormalised,  // floating point, batch normalisation on the batch (training) or on statistics
  kFolded,      // floating point after fold_normalisation()
  kInt8,        // folded; weights and activations rounded as in the package, gradients pass through
};

// Features as the network sees them: (count, rows, columns), real values.
struct FeatureBatch {
  std::span<const float> features;
  std::size_t count = 0;
};

// A network in libtorch: forward and backward passes over flat parameters. The only place of the
// trainer that knows libtorch; its header does not. Not thread-safe; it uses `threads` itself.
class Learner {
 public:
  Learner(const Network& network, int threads);
  ~Learner();
  Learner(const Learner&) = delete;
  Learner& operator=(const Learner&) = delete;

  const ParameterLayout& layout() const;
  // Read and written by the passes; the caller updates parameters between them.
  NetworkState& state();
  // Ranges of the layers' outputs, one a layer. kInt8 rounds to them.
  std::vector<ActivationRange>& ranges();

  void set_arithmetic(Arithmetic arithmetic);
  // With kInt8 or kFolded: each training pass moves the ranges towards what it sees (the first
  // pass after reset_ranges() sets them).
  void set_range_tracking(bool on);
  void reset_ranges();

  struct PassResult {
    double loss = 0;      // mean cross-entropy against the targets
    double accuracy = 0;  // share of examples whose likeliest class is their targets'
  };
  // One training pass over `targets` (count, classes), each row a distribution. `draw` seeds the
  // dropout. `gradients` is as long as the parameters and is overwritten.
  PassResult train(const FeatureBatch& batch, std::span<const float> targets, unsigned draw,
                   std::span<float> gradients);
  // The dense layer's outputs (count, classes), without dropout.
  std::vector<float> logits(const FeatureBatch& batch);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace satchel
