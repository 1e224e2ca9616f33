#pragma once

#include "core/package/format.h"

namespace satchel::mps2 {

// The bench image of an MPS2 board; the boards differ in name and processor. Does not return.
int run_bench(const char* board, const char* processor, Target target);

}  // namespace satchel::mps2
