#include "link/samples/refusal.h"

namespace satchel {

std::string refusal(MessageStatus status) {
  switch (status) {
    case MessageStatus::kOk:
      break;
    case MessageStatus::kWrongSize:
      return "it is longer than one can be";
    case MessageStatus::kMalformed:
      return "it is cut off, or something else";
    case MessageStatus::kUnsupportedVersion:
      return "a newer kit wrote it";
    case MessageStatus::kUnknownElement:
      return "it has a field that is not on the list";
    case MessageStatus::kBadValue:
      return "a value in it is outside of its range";
    case MessageStatus::kNotDeterministic:
      return "it is not encoded as the specification fixes it";
    case MessageStatus::kBadSignature:
      return "the signature is not this kit's";
  }
  return "there is nothing wrong with it";
}

}  // namespace satchel
