#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "firmware/hal/flash.h"

namespace satchel::simulated {

// Power was lost inside a flash operation. Unwinds the agent, whose RAM is gone then.
struct PowerLost {};

enum class OperationKind : uint8_t { kProgram, kErase };

// One call of the port that changes flash.
struct Operation {
  OperationKind kind;
  uint64_t index;  // how many came before it
  uint32_t offset;
  uint32_t size;
  std::vector<uint8_t> wanted;  // what a program was to leave
};

// Patterns 0 and 1 are power lost before and after an operation; all others are inside it.
inline constexpr uint32_t kCutBefore = 0;
inline constexpr uint32_t kCutAfter = 1;
inline constexpr uint32_t kFirstTorn = 2;

// NOR-like flash with a driver's manners: refuses what flash's laws forbid, counts wear, loses
// power, wears out. A copy is a copy of the memory with everything that happened to it, but not of
// the observer or of a cut that is armed.
class Flash final : public satchel::Flash {
 public:
  // As it comes from the factory: blank.
  explicit Flash(const FlashGeometry& geometry);
  Flash(const Flash& other);
  Flash& operator=(const Flash& other);

  FlashGeometry geometry() const override { return geometry_; }
  const uint8_t* data() const override { return memory_.data(); }
  FlashStatus erase(uint32_t offset, uint32_t size) override;
  FlashStatus program(uint32_t offset, const uint8_t* bytes, uint32_t size) override;

  // Called with each lawful operation before it happens.
  using Observer = std::function<void(const Flash&, const Operation&)>;
  void set_observer(Observer observer) { observer_ = std::move(observer); }

  // Loses power in the operation of that index: throws PowerLost, with `pattern` left in flash.
  void cut_at(uint64_t index, uint32_t pattern);
  uint64_t operations() const { return operations_; }

  // Leaves what `pattern` makes of the operation. Patterns are reproducible; those from kFirstTorn
  // on leave any subset of a program's bits, and any content where it erased.
  void tear(const Operation& operation, uint32_t pattern);
  // Distinguishes what a torn operation left, hidden state included.
  uint64_t fingerprint(const Operation& operation) const;

  // From now on the cell at the byte `offset` keeps its bits.
  void wear_out(uint32_t offset) { worn_.insert(offset); }
  // Lets time pass over the memory: erases of its most erased sector.
  uint32_t wear() const;

  // Calls that break flash's laws, which an agent never makes.
  uint64_t violations() const { return violations_; }
  // Write-once units that looked blank and refused.
  uint64_t refusals() const { return refusals_; }

 private:
  void begin(const Operation& operation);
  void tear_program(const Operation& operation, uint32_t pattern);
  void tear_erase(const Operation& operation, uint32_t pattern);
  void apply(const Operation& operation);
  bool hold_worn(const Operation& operation, const std::vector<uint8_t>& before);
  FlashStatus lawful_program(uint32_t offset, const uint8_t* bytes, uint32_t size);

  FlashGeometry geometry_;
  std::vector<uint8_t> memory_;
  std::vector<bool> touched_;      // units that were programmed since their erasure
  std::vector<bool> half_erased_;  // sectors whose last erasure did not end
  std::vector<uint32_t> erasures_;
  std::set<uint32_t> worn_;
  uint64_t operations_ = 0;
  uint64_t violations_ = 0;
  uint64_t refusals_ = 0;
  Observer observer_;
  bool armed_ = false;
  uint64_t cut_index_ = 0;
  uint32_t cut_pattern_ = 0;
};

}  // namespace satchel::simulated
