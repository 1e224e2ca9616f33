#include "trainer/data/split.h"

#include "base/hash.h"

namespace satchel {

Split split_of(std::string_view subject) {
  unsigned remainder = 0;  // of the digest read as one big-endian integer
  for (const std::uint8_t byte : sha256(subject)) remainder = (remainder * 256 + byte) % 5;
  if (remainder == 0) return Split::kTest;
  return remainder == 1 ? Split::kValidation : Split::kTraining;
}

std::string_view split_name(Split split) {
  switch (split) {
    case Split::kTest:
      return "test";
    case Split::kValidation:
      return "validation";
    case Split::kTraining:
      break;
  }
  return "training";
}

}  // namespace satchel
