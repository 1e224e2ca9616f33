#pragma once

#include <stddef.h>
#include <stdint.h>

namespace satchel {

// The port to a generator that nobody outside the kit can predict.
//
// What a driver promises: fill() gives bytes fit for keys, or false, with `out` then holding
// nothing that may be used. It checks its source's health; one that repeats itself fails. A caller
// that gets false lets nothing leave the kit.
class Entropy {
 public:
  virtual bool fill(uint8_t* out, size_t size) = 0;

 protected:
  ~Entropy() = default;
};

}  // namespace satchel
