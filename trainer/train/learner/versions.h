#pragma once

#include <string>

namespace satchel {

// "1.13.1": what training computed with; it stands in the lock file.
std::string libtorch_version();

}  // namespace satchel
