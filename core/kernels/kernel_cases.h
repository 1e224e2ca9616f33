// The kernels' tests, for the host and for boards: see core/testing/check.h.
#pragma once

#include "core/testing/check.h"

namespace satchel {

void test_fixed_point_multiply(Checks& checks);
void test_fixed_point_shift(Checks& checks);
void test_fixed_point_rescale(Checks& checks);
void test_quick_rescale(Checks& checks);
void test_dsp_instructions(Checks& checks);

void test_conv2d(Checks& checks);
void test_conv2d_grouped(Checks& checks);
void test_conv2d_pairs(Checks& checks);
void test_conv2d_tiles(Checks& checks);

void test_depthwise_conv2d(Checks& checks);
void test_depthwise_planar(Checks& checks);
void test_depthwise_planar_kernels(Checks& checks);

void test_fully_connected(Checks& checks);
void test_fully_connected_pairs(Checks& checks);
void test_fully_connected_tiles(Checks& checks);

void test_average_pool2d(Checks& checks);
void test_softmax(Checks& checks);
void test_add(Checks& checks);
void test_copy(Checks& checks);

extern const TestList kKernelTests;

}  // namespace satchel
