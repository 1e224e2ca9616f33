#include "core/kernels/kernel_cases.h"
#include "core/testing/gtest_wrapper.h"

namespace {

const bool kRegistered = satchel::register_with_gtest(satchel::kKernelTests);

}  // namespace
