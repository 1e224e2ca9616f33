#include "core/kernels/add.h"
#include "core/kernels/average_pool2d.h"
#include "core/kernels/conv2d.h"
#include "core/kernels/conv2d_pairs.h"
#include "core/kernels/conv2d_tiles.h"
#include "core/kernels/copy.h"
#include "core/kernels/depthwise_conv2d.h"
#include "core/kernels/depthwise_planar.h"
#include "core/kernels/fully_connected.h"
#include "core/kernels/fully_connected_pairs.h"
#include "core/kernels/fully_connected_tiles.h"
#include "core/kernels/softmax.h"
#include "core/kernels/tables.h"

// The portable kernels that every target falls back on.
#define SATCHEL_PORTABLE_KERNELS                                                                   \
  &kCopyEntry, &kConv2dEntry, &kDepthwiseConv2dEntry, &kFullyConnectedEntry, &kAveragePool2dEntry, \
      &kSoftmaxEntry, &kAddEntry

namespace satchel {
namespace {

const KernelEntry* const kPortable[] = {SATCHEL_PORTABLE_KERNELS};
const KernelEntry* const kScalar[] = {SATCHEL_PORTABLE_KERNELS, &kConv2dTilesEntry,
                                      &kFullyConnectedTilesEntry, &kDepthwisePlanarEntry};
const KernelEntry* const kDsp[] = {SATCHEL_PORTABLE_KERNELS, &kConv2dPairsEntry,
                                   &kFullyConnectedPairsEntry, &kDepthwisePlanarEntry};

template <uint32_t n>
constexpr KernelTable table(const KernelEntry* const (&entries)[n]) {
  return {entries, n};
}

}  // namespace

KernelTable kernels_for(Target target) {
  switch (target) {
    case Target::kHost:
    case Target::kM0:
    case Target::kM3:
    case Target::kRv32:
      return table(kScalar);
    case Target::kM4:
    case Target::kM7:
    case Target::kM33:
    case Target::kM55:
      return table(kDsp);
    case Target::kCount:
      break;
  }
  return table(kPortable);
}

}  // namespace satchel
