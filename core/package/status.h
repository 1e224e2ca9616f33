// What can be wrong with a package or a call. Core never throws: functions return one of these.
#pragma once

#include <stdint.h>

namespace satchel {

// The numbers travel (spec/smp.md): they only grow.
enum class Status : uint8_t {
  kOk = 0,
  kTruncated,        // fewer bytes than the header announces
  kBadMagic,         // not a Satchel package
  kNewerFormat,      // made by a newer compiler
  kOtherTarget,      // compiled for another target
  kMisaligned,       // package or arena does not start at a multiple of 16
  kArenaTooSmall,    // Finding::needed tells the bytes
  kKernelNotLinked,  // Finding::kernel tells which
  kMalformedHeader,
  kMalformedSection,  // Finding::section tells which
  kMalformedTensor,   // Finding::index tells which
  kMalformedStep,     // Finding::index tells which
  kMissingSection,    // Finding::section tells which
  kBadArgument,       // the caller's mistake: a null pointer, an index out of range
};

// A sentence without a full stop, for people. Never null.
const char* status_text(Status status);

// The answer of a check: a status and where it was found. Fields that do not belong to the status
// are 0.
struct Finding {
  Status status = Status::kOk;
  uint32_t section = 0;  // Section
  uint32_t index = 0;    // of the step or tensor
  uint32_t kernel = 0;   // Kernel
  uint32_t needed = 0;   // bytes

  bool ok() const { return status == Status::kOk; }
};

}  // namespace satchel
