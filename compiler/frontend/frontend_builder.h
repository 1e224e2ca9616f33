#pragma once

#include <cstdint>
#include <vector>

#include "compiler/frontend/design.h"

namespace satchel {

// The front-end section for a package (core/dsp/frontend_format.h), of which FrontEndView::validate
// approves. The same design gives the same bytes on every host whose libm rounds alike; a package
// carries the bytes, so nothing depends on that.
// Throws Exit::kRefused for a design that cannot be built, naming the setting.
std::vector<uint8_t> build_front_end(const FrontEndDesign& design);

}  // namespace satchel
