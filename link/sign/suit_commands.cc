#include "link/sign/suit_commands.h"

namespace satchel {

// draft-ietf-suit-manifest-37, sections 8.4.8 and 8.4.10; update-management adds 4, 26, 27, 28.
SuitArgument suit_argument(std::uint64_t command) {
  switch (command) {
    case 1:   // condition-vendor-identifier
    case 2:   // condition-class-identifier
    case 3:   // condition-image-match
    case 4:   // condition-use-before
    case 5:   // condition-component-slot
    case 6:   // condition-check-content
    case 14:  // condition-abort
    case 18:  // directive-write
    case 21:  // directive-fetch
    case 22:  // directive-copy
    case 23:  // directive-invoke
    case 24:  // condition-device-identifier
    case 26:  // condition-minimum-battery
    case 27:  // condition-update-authorized
    case 28:  // condition-version
    case 31:  // directive-swap
      return SuitArgument::kPolicy;
    case 12:  // directive-set-component-index
      return SuitArgument::kIndices;
    case 15:  // directive-try-each
      return SuitArgument::kChoices;
    case 20:  // directive-override-parameters
      return SuitArgument::kParameters;
    case 32:  // directive-run-sequence
      return SuitArgument::kSequence;
    default:
      return SuitArgument::kUnknown;
  }
}

SuitKind suit_kind(std::uint64_t parameter) {
  switch (parameter) {
    case 3:  // image-digest
      return SuitKind::kDigest;
    case 4:   // use-before
    case 5:   // component-slot
    case 14:  // image-size
    case 22:  // source-component
    case 26:  // minimum-battery
      return SuitKind::kUnsigned;
    case 12:  // strict-order
    case 13:  // soft-failure
      return SuitKind::kBool;
    case 1:   // vendor-identifier
    case 2:   // class-identifier
    case 18:  // content
    case 23:  // invoke-args
    case 24:  // device-identifier
    case 25:  // fetch-args
      return SuitKind::kBytes;
    case kSuitUriParameter:
      return SuitKind::kText;
    case 27:  // update-priority
      return SuitKind::kSigned;
    case 28:  // version
      return SuitKind::kVersion;
    default:
      return SuitKind::kUnknown;
  }
}

}  // namespace satchel
