#pragma once

#include <stdint.h>

#include "wire/cbor/map.h"
#include "wire/cbor/writer.h"
#include "wire/smp/message.h"

namespace satchel {

// How a command ended, in numbers: their words are the host's, which has the room for them. A
// group's own error has a number of the group's table. Lies in one register.
class Outcome {
 public:
  constexpr Outcome() = default;
  constexpr Outcome(SmpResult result, uint16_t group_error)
      : bits_(static_cast<uint32_t>(group_error) << 16 | static_cast<uint8_t>(result)) {}

  constexpr bool ok() const { return bits_ == 0; }
  constexpr SmpResult result() const { return static_cast<SmpResult>(bits_ & 0xff); }
  constexpr uint16_t group_error() const { return static_cast<uint16_t>(bits_ >> 16); }  // 0: none
  // The pairs in the answer say more of the error, and stay.
  constexpr bool detailed() const { return (bits_ & kDetailed) != 0; }
  constexpr Outcome with_detail() const {
    Outcome outcome;
    outcome.bits_ = bits_ | kDetailed;
    return outcome;
  }

 private:
  static constexpr uint32_t kDetailed = 0x100;
  uint32_t bits_ = 0;
};

constexpr Outcome done() {
  return {};
}
constexpr Outcome fail(SmpResult result) {
  return {result, 0};
}
// `older` is what a version 1 request is told instead.
constexpr Outcome fail_group(uint16_t error, SmpResult older = SmpResult::kUnknown) {
  return {older, error};
}
// Says beside an error which limit was met.
inline Outcome with_limit(Outcome error, uint32_t needed, uint32_t available, CborWriter& answer) {
  answer.pair_unsigned("need", needed);
  answer.pair_unsigned("have", available);
  return error.with_detail();
}

// One group of SMP commands on the device.
class Group {
 public:
  virtual uint16_t id() const = 0;
  // What the enumeration says of it: a name, and the highest command's number plus one.
  virtual const char* name() const = 0;
  virtual uint8_t commands() const = 0;
  // Handles one request, read or write. `map` is whole and well-formed. Writes pairs into `answer`,
  // whose map is begun and ended by the server; on failure what was written is thrown away, unless
  // it is the error's detail.
  virtual Outcome handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) = 0;
  // Called when the answer was sent: what a command put off until then (a reset).
  virtual void after_answer() {}

 protected:
  ~Group() = default;
};

}  // namespace satchel
