#pragma once

#include <stdint.h>

#include "wire/cbor/map.h"
#include "wire/cbor/writer.h"
#include "wire/smp/message.h"

namespace satchel {

// How a command ended. A group's own error has a number of the group's table, and says in words
// what SMP's older version and a person can use.
struct Outcome {
  SmpResult result = SmpResult::kOk;
  uint16_t group_error = 0;      // 0: none
  const char* reason = nullptr;  // "rsn", may be null
  uint32_t needed = 0;           // "need": bytes, where a limit was met; 0: not said
  uint32_t available = 0;        // "have"

  bool ok() const { return result == SmpResult::kOk && group_error == 0; }
};

inline Outcome done() {
  return {};
}
inline Outcome fail(SmpResult result, const char* reason = nullptr) {
  return {result, 0, reason, 0, 0};
}
// `older` is what a version 1 request is told instead.
inline Outcome fail_group(uint16_t error, const char* reason,
                          SmpResult older = SmpResult::kUnknown) {
  return {older, error, reason, 0, 0};
}

// One group of SMP commands on the device.
class Group {
 public:
  virtual uint16_t id() const = 0;
  // What the enumeration says of it: a name, and the highest command's number plus one.
  virtual const char* name() const = 0;
  virtual uint8_t commands() const = 0;
  // Handles one request, read or write. `map` is whole and well-formed. Writes pairs into `answer`,
  // whose map is begun and ended by the server; on failure what was written is thrown away.
  virtual Outcome handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) = 0;
  // Called when the answer was sent: what a command put off until then (a reset).
  virtual void after_answer() {}

 protected:
  ~Group() = default;
};

}  // namespace satchel
