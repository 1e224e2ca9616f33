#pragma once

#include <stdint.h>

namespace satchel {

enum class FlashStatus : uint8_t {
  kOk,
  kOutOfRange,  // not inside the flash
  kUnaligned,   // not whole sectors, or not whole program units
  kNotErased,   // programming would have to set a bit that is clear, or a unit is written twice
  kFailed,      // the memory did not take it: worn out, protected
};

struct FlashGeometry {
  uint32_t size;    // bytes, whole sectors
  uint32_t sector;  // bytes that are erased together, a power of two
  uint32_t
      program_unit;  // bytes that are programmed together, a power of two, at most kMaxProgramUnit
  bool write_once = false;  // a unit takes one programming between two erasures (ECC beside it)
};

inline constexpr uint32_t kMaxProgramUnit = 256;
inline constexpr uint8_t kErased = 0xff;

// The port to non-volatile memory that is read where it stands.
//
// What a driver promises: erase() makes every byte of the named sectors 0xff and touches no other.
// program() makes the named bytes what was asked, whole units only, and only clears bits: a unit
// that would need a bit set is refused and nothing is written; with write_once so is a unit that is
// not blank. Both have happened when they return kOk, and survive a loss of power from then on. A
// driver reads back and answers kFailed where the memory did not take it.
//
// What a caller has to reckon with: a program() that power cut short, or that failed, leaves any
// subset of its bits changed in the units it named, none elsewhere; an erase() any content in the
// sectors it named. A write-once unit that was cut short may look blank and still refuse. What
// survived does not change by itself.
//
// What a caller owes: a sector whose erase() did not return kOk is erased again before anything is
// programmed in it, however blank it looks.
//
// Not thread-safe; one owner.
class Flash {
 public:
  virtual FlashGeometry geometry() const = 0;
  // The memory itself, aligned to 16 bytes; valid as long as the object.
  virtual const uint8_t* data() const = 0;
  virtual FlashStatus erase(uint32_t offset, uint32_t size) = 0;
  virtual FlashStatus program(uint32_t offset, const uint8_t* bytes, uint32_t size) = 0;

 protected:
  ~Flash() = default;
};

// Whether a driver with this geometry must refuse the call, and why. For drivers: the laws in one
// place.
FlashStatus check_erase(const FlashGeometry& geometry, uint32_t offset, uint32_t size);
FlashStatus check_program(const FlashGeometry& geometry, const uint8_t* memory, uint32_t offset,
                          const uint8_t* bytes, uint32_t size);

}  // namespace satchel
