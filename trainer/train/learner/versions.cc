#include "trainer/train/learner/versions.h"

#include <torch/version.h>

namespace satchel {

std::string libtorch_version() {
  return TORCH_VERSION;
}

}  // namespace satchel
