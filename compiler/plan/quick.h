#pragma once

#include <optional>
#include <vector>

#include "compiler/passes/program.h"

namespace satchel {

// The cheap form of a step's rescaling records, if it is exact for every input: proved from the
// weights, channel by channel. The step is a Conv2d, DepthwiseConv2d or FullyConnected.
std::optional<std::vector<QuickRescale>> quick_rescale_records(const ProgramStep& step);

}  // namespace satchel
