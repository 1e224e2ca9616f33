#pragma once

#include "link/sign/suit_document.h"
#include "wire/suit/keys.h"

// What the draft's commands and parameters take, for reading and writing alike.
namespace satchel {

enum class SuitArgument { kUnknown, kPolicy, kIndices, kParameters, kChoices, kSequence };
SuitArgument suit_argument(std::uint64_t command);

enum class SuitKind { kUnknown, kUnsigned, kSigned, kBool, kText, kBytes, kDigest, kVersion };
SuitKind suit_kind(std::uint64_t parameter);

inline constexpr std::uint64_t kSuitUriParameter = 21;

}  // namespace satchel
