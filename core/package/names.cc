#include "core/package/view.h"

namespace satchel {

const char* target_name(Target target) {
  switch (target) {
    case Target::kHost:
      return "host";
    case Target::kM0:
      return "m0";
    case Target::kM3:
      return "m3";
    case Target::kM4:
      return "m4";
    case Target::kM7:
      return "m7";
    case Target::kM33:
      return "m33";
    case Target::kM55:
      return "m55";
    case Target::kRv32:
      return "rv32";
    case Target::kCount:
      break;
  }
  return "unknown";
}

const char* kernel_name(uint32_t kernel) {
  if (kernel > 0xffff) return "unknown";
  switch (static_cast<Kernel>(kernel)) {
    case Kernel::kCopy:
      return "Copy";
    case Kernel::kConv2d:
      return "Conv2d";
    case Kernel::kDepthwiseConv2d:
      return "DepthwiseConv2d";
    case Kernel::kFullyConnected:
      return "FullyConnected";
    case Kernel::kAveragePool2d:
      return "AveragePool2d";
    case Kernel::kSoftmax:
      return "Softmax";
    case Kernel::kAdd:
      return "Add";
    case Kernel::kConv2dPairs:
      return "Conv2dPairs";
    case Kernel::kFullyConnectedPairs:
      return "FullyConnectedPairs";
    case Kernel::kDepthwisePlanar:
      return "DepthwisePlanar";
    case Kernel::kConv2dTiles:
      return "Conv2dTiles";
    case Kernel::kFullyConnectedTiles:
      return "FullyConnectedTiles";
  }
  return "unknown";
}

const char* section_name(uint32_t section) {
  switch (static_cast<Section>(section)) {
    case Section::kCard:
      return "card";
    case Section::kFrontEnd:
      return "front end";
    case Section::kProgram:
      return "program";
    case Section::kTensors:
      return "tensors";
    case Section::kWeights:
      return "weights";
    case Section::kDecision:
      return "decision";
    case Section::kGolden:
      return "golden";
    case Section::kHead:
      return "head";
    case Section::kTwin:
      return "twin";
  }
  return "unknown";
}

}  // namespace satchel
