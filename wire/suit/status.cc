#include "wire/suit/status.h"

namespace satchel {

const char* suit_status_text(SuitStatus status) {
  switch (status) {
    case SuitStatus::kOk:
      return "it is in order";
    case SuitStatus::kMalformed:
      return "it is cut off or no envelope";
    case SuitStatus::kTrailingBytes:
      return "bytes follow after its end";
    case SuitStatus::kNotDeterministic:
      return "its encoding is not the one that is fixed";
    case SuitStatus::kUnknownElement:
      return "it holds an element that is not known";
    case SuitStatus::kMissingElement:
      return "an element that it needs is missing";
    case SuitStatus::kTooMany:
      return "it holds more parts than are read";
    case SuitStatus::kTooLong:
      return "it is longer than an envelope may be";
    case SuitStatus::kUnsupportedVersion:
      return "its manifest is of another version";
    case SuitStatus::kUnsupportedDigest:
      return "its digest is not SHA-256";
    case SuitStatus::kBadValue:
      return "a value is outside its range";
    case SuitStatus::kUnauthenticated:
      return "nobody signed it";
    case SuitStatus::kUnsignedHeader:
      return "it has a header that its signature does not cover";
    case SuitStatus::kWrongAlgorithm:
      return "its algorithm does not fit the key";
    case SuitStatus::kBadSignature:
      return "its signature is not this key's";
    case SuitStatus::kDigestMismatch:
      return "the signed digest is not its manifest's";
    case SuitStatus::kSeveredMismatch:
      return "a severed element is not the one that its manifest names";
    case SuitStatus::kPayloadMismatch:
      return "the package is not the one that its manifest names";
    case SuitStatus::kOtherVendor:
      return "it is for kits of another vendor";
    case SuitStatus::kOtherClass:
      return "it is for kits of another class";
    case SuitStatus::kOtherLesson:
      return "it is for another lesson";
    case SuitStatus::kReplayed:
      return "its sequence number is lower than the one accepted last";
    case SuitStatus::kSequenceReused:
      return "its sequence number was accepted on another envelope";
    case SuitStatus::kPackageTooLarge:
      return "its package is larger than the slot";
    case SuitStatus::kExpired:
      return "its date has passed";
    case SuitStatus::kBatteryLow:
      return "the battery holds less than it asks for";
    case SuitStatus::kFirmwareTooOld:
      return "it needs a newer firmware";
    case SuitStatus::kOtherKit:
      return "it is for another kit";
    case SuitStatus::kTimeUnknown:
      return "it expires, and the kit does not know the time";
  }
  return "it is refused";
}

}  // namespace satchel
