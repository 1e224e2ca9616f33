#include "core/kernels/kernel_cases.h"

namespace satchel {
namespace {

const TestCase kCases[] = {
    {"FixedPointMultiply", test_fixed_point_multiply},
    {"FixedPointShift", test_fixed_point_shift},
    {"FixedPointRescale", test_fixed_point_rescale},
    {"QuickRescale", test_quick_rescale},
    {"DspInstructions", test_dsp_instructions},
    {"Conv2d", test_conv2d},
    {"Conv2dGrouped", test_conv2d_grouped},
    {"Conv2dPairs", test_conv2d_pairs},
    {"Conv2dTiles", test_conv2d_tiles},
    {"DepthwiseConv2d", test_depthwise_conv2d},
    {"DepthwisePlanar", test_depthwise_planar},
    {"DepthwisePlanarKernels", test_depthwise_planar_kernels},
    {"FullyConnected", test_fully_connected},
    {"FullyConnectedPairs", test_fully_connected_pairs},
    {"FullyConnectedTiles", test_fully_connected_tiles},
    {"AveragePool2d", test_average_pool2d},
    {"Softmax", test_softmax},
    {"Add", test_add},
    {"Copy", test_copy},
};

}  // namespace

const TestList kKernelTests = {"Kernels", kCases, sizeof(kCases) / sizeof(kCases[0])};

}  // namespace satchel
