#include "core/kernels/tables.h"

#include "core/kernels/add.h"
#include "core/kernels/average_pool2d.h"
#include "core/kernels/conv2d.h"
#include "core/kernels/copy.h"
#include "core/kernels/depthwise_conv2d.h"
#include "core/kernels/fully_connected.h"
#include "core/kernels/softmax.h"

namespace satchel {
namespace {

const KernelEntry* const kPortable[] = {
    &kCopyEntry,
    &kConv2dEntry,
    &kDepthwiseConv2dEntry,
    &kFullyConnectedEntry,
    &kAveragePool2dEntry,
    &kSoftmaxEntry,
    &kAddEntry,
};
constexpr uint32_t kPortableCount = sizeof(kPortable) / sizeof(kPortable[0]);

}  // namespace

const KernelTable kAllKernels = {kPortable, kPortableCount};

KernelTable kernels_for(Target) {
  return kAllKernels;
}

}  // namespace satchel
