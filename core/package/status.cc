#include "core/package/status.h"

namespace satchel {

const char* status_text(Status status) {
  switch (status) {
    case Status::kOk:
      return "the package is fine";
    case Status::kTruncated:
      return "the package is truncated: bytes are missing at its end";
    case Status::kBadMagic:
      return "this is not a Satchel package";
    case Status::kNewerFormat:
      return "the package has a newer format than this program reads";
    case Status::kOtherTarget:
      return "the package was compiled for another target";
    case Status::kMisaligned:
      return "package and arena have to start at a multiple of 16 bytes";
    case Status::kArenaTooSmall:
      return "the arena is too small for this package";
    case Status::kKernelNotLinked:
      return "the package needs a kernel that is not linked";
    case Status::kMalformedHeader:
      return "the package's header is malformed";
    case Status::kMalformedSection:
      return "a section of the package is malformed";
    case Status::kMalformedTensor:
      return "a tensor record of the package is malformed";
    case Status::kMalformedStep:
      return "a step of the program is malformed or leaves its bounds";
    case Status::kMissingSection:
      return "a section that every package has is missing";
    case Status::kBadArgument:
      return "a null pointer, or an index out of range";
  }
  return "unknown status";
}

}  // namespace satchel
