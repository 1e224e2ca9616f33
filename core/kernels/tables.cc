#include "core/kernels/tables.h"

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

namespace satchel {
namespace {

const KernelEntry* const kEverything[] = {
    &kCopyEntry,
    &kConv2dEntry,
    &kDepthwiseConv2dEntry,
    &kFullyConnectedEntry,
    &kAveragePool2dEntry,
    &kSoftmaxEntry,
    &kAddEntry,
    &kConv2dPairsEntry,
    &kFullyConnectedPairsEntry,
    &kDepthwisePlanarEntry,
    &kConv2dTilesEntry,
    &kFullyConnectedTilesEntry,
};

}  // namespace

const KernelTable kAllKernels = {kEverything, sizeof(kEverything) / sizeof(kEverything[0])};

}  // namespace satchel
