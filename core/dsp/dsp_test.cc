#include "core/dsp/dsp_cases.h"
#include "core/testing/gtest_wrapper.h"

const bool registered = satchel::register_with_gtest(satchel::kDspTests);
