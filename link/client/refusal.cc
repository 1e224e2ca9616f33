#include "link/client/refusal.h"

#include <fmt/format.h>

#include <array>

#include "wire/messages/update_status.h"
#include "wire/smp/message.h"
#include "wire/smp/satchel_groups.h"
#include "wire/suit/status.h"

namespace satchel {
namespace {

// Both groups that packages pass through number their statuses alike.
bool has_statuses(std::optional<uint16_t> group) {
  return group && (*group == smp_group::kImage || *group == smp_kit::kGroup);
}

std::optional<UpdateStatus> update_status(std::optional<uint16_t> group, uint64_t code) {
  if (!has_statuses(group) || code < smp_kit::kUpdateErrors || code >= smp_kit::kRefusedErrors) {
    return std::nullopt;
  }
  return static_cast<UpdateStatus>(code - smp_kit::kUpdateErrors);
}

std::optional<SuitStatus> suit_status(std::optional<uint16_t> group, uint64_t code) {
  if (!has_statuses(group) || code < smp_kit::kRefusedErrors || code > UINT8_MAX) {
    return std::nullopt;
  }
  return static_cast<SuitStatus>(code - smp_kit::kRefusedErrors);
}

const char* result_text(uint64_t code) {
  constexpr std::array<const char*, 14> kTexts = {
      "no error",      "unknown error", "out of memory",    "invalid value",   "timeout",
      "no such entry", "bad state",     "answer too large", "not supported",   "corrupt",
      "busy",          "access denied", "protocol too old", "protocol too new"};
  return code < kTexts.size() ? kTexts[code] : "an error of the application";
}

// Zephyr's img_mgmt.h.
const char* image_text(uint64_t code) {
  switch (code) {
    case 3:
      return "there is no such image";
    case 8:
      return "no slot holds an image of this digest";
    case 9:
      return "the slot is in use, or none is free";
    case 10:
    case 12:
      return "the flash did not take it";
    case 14:
      return "there is no such slot";
    case 20:
    case 21:
      return "the upload's offset or length is not plausible";
    case 22:
    case 23:
      return "it is no image of the kind that the device takes";
    case 24:
      return "the digest is malformed";
    case 27:
      return "what runs is newer";
    case 28:
      return "an image waits for its test already";
    case 30:
      return "it is larger than its slot";
    case 31:
      return "more bytes came than were announced";
    default:
      return nullptr;
  }
}

const char* settings_text(uint64_t code) {
  switch (code) {
    case 2:
      return "the setting's name is too long";
    case 3:
    case 5:
      return "there is no such setting";
    case 6:
      return "only the publisher's order may widen this setting";
    case 7:
      return "the setting cannot be deleted";
    default:
      return nullptr;
  }
}

const char* kit_text(uint64_t code) {
  switch (code) {
    case smp_kit::kButtonWanted:
      return "the kit's button has to be pressed first";
    case smp_kit::kProvisionedAlready:
      return "the kit belongs to another publisher or class";
    case smp_kit::kNoEntropy:
      return "the kit's source of random numbers failed";
    case smp_kit::kSwitchedOff:
      return "this is switched off";
    case smp_kit::kOtherReport:
      return "another report waits";
    case smp_kit::kNoLesson:
      return "there is no lesson in this place";
    case smp_kit::kNoSample:
      return "there is no such sample";
    case smp_kit::kBadConsent:
      return "this cannot be consented to";
    case smp_kit::kTimeUnknown:
      return "the kit does not know the time, so it cannot say until when";
    case smp_kit::kTooManyPurposes:
      return "the kit holds as many consents as it can";
    default:
      return nullptr;
  }
}

const char* bench_text(uint64_t code) {
  switch (code) {
    case smp_bench::kNoPackage:
      return "no package is installed that runs";
    case smp_bench::kCannotHear:
      return "the package hears no sound";
    case smp_bench::kIncomplete:
      return "inputs or sound are missing";
    case smp_bench::kMoreThanFits:
      return "more came than the inputs hold";
    case smp_bench::kNoRoom:
      return "the package needs more memory than the board has";
    default:
      return nullptr;
  }
}

const char* kit_hint(uint64_t code) {
  switch (code) {
    case smp_kit::kButtonWanted:
      return "Press it and send the command again within 30 seconds.";
    case smp_kit::kProvisionedAlready:
      return "To give it to somebody else, forget the first: satchel kit erase --all (with its "
             "button).";
    case smp_kit::kNoEntropy:
      return "Start the kit again. Without random numbers it makes no keys and sends no report; if "
             "it stays so, the kit is broken.";
    case smp_kit::kSwitchedOff:
      return "Its publisher turns it on with an order: satchel order settings, then satchel kit "
             "configure";
    case smp_kit::kNoLesson:
      return "satchel kit info shows the lessons that it has.";
    case smp_kit::kNoSample:
      return "satchel kit samples lists those that it keeps.";
    case smp_kit::kBadConsent:
      return "A purpose has 1 to 32 bytes, its date is within 92 days.";
    case smp_kit::kTimeUnknown:
      return "Run satchel kit consent once more: it tells the kit the time first.";
    case smp_kit::kTooManyPurposes:
      return "Withdraw one first: satchel kit consent --withdraw PURPOSE";
    default:
      return "";
  }
}

// Once a package came or ran.
const char* update_hint(UpdateStatus status) {
  switch (status) {
    case UpdateStatus::kUnprovisioned:
      return "Tell it first whom it belongs to: satchel kit provision";
    case UpdateStatus::kNoPlace:
      return "Make room: satchel kit erase --packages";
    case UpdateStatus::kNothingAccepted:
    case UpdateStatus::kNotReady:
    case UpdateStatus::kNotOnTrial:
      return "Begin with its envelope: satchel kit install ENVELOPE PACKAGE";
    case UpdateStatus::kTooManyBytes:
    case UpdateStatus::kWrongDigest:
    case UpdateStatus::kOtherDigest:
      return "Give the package that the envelope was made of: satchel verify ENVELOPE --key KEY "
             "--package PACKAGE";
    case UpdateStatus::kMalformedPackage:
      return "The package is damaged or none: compile it anew.";
    case UpdateStatus::kOtherTarget:
      return "Compile it for this board's target: satchel compile SOURCE --target T -o FILE";
    case UpdateStatus::kNewerFormat:
    case UpdateStatus::kKernelNotLinked:
      return "The board's firmware is older than the package: bring it up to date.";
    case UpdateStatus::kArenaTooSmall:
      return "Train a smaller network ([model] in lesson.toml), or take a board with more memory.";
    case UpdateStatus::kOtherLesson:
    case UpdateStatus::kNoGoldenVectors:
      return "Compile the lesson again and sign what comes out.";
    case UpdateStatus::kSelfTestFailed:
      return "The kit computes otherwise than the trainer did: keep the package and report it.";
    case UpdateStatus::kExpired:
      return "Sign the package again with a later --expires and a higher --sequence.";
    case UpdateStatus::kHealthUnknown:
      return "Ask again in a few seconds.";
    case UpdateStatus::kUnhealthy:
    case UpdateStatus::kTrialRestarts:
      return "The kit runs the lesson's former package again. Going on needs an envelope with a "
             "higher --sequence.";
    case UpdateStatus::kSlotInUse:
      return "Confirm or replace what runs there first.";
    case UpdateStatus::kSlotDamaged:
      return "Install the package again, with a higher --sequence.";
    case UpdateStatus::kFlashFailed:
    case UpdateStatus::kStoreFailed:
      return "Try again; if that does not help, the flash is worn out.";
    default:
      return "";
  }
}

const char* suit_hint(SuitStatus status) {
  switch (status) {
    case SuitStatus::kUnauthenticated:
    case SuitStatus::kWrongAlgorithm:
    case SuitStatus::kBadSignature:
      return "Sign with the key that the kit was provisioned with: satchel kit info shows it, "
             "satchel keys show compares.";
    case SuitStatus::kOtherVendor:
      return "It is another vendor's.";
    case SuitStatus::kOtherClass:
      return "It is for other kits: sign it for the device class that this one was provisioned "
             "with.";
    case SuitStatus::kOtherKit:
      return "Make an order for this one: satchel kit info shows its key.";
    case SuitStatus::kTimeUnknown:
      return "satchel kit install and configure tell it this machine's: is that clock right?";
    case SuitStatus::kReplayed:
    case SuitStatus::kSequenceReused:
      return "Sign it again with a --sequence that is higher than the kit's: satchel kit info "
             "shows that.";
    case SuitStatus::kPackageTooLarge:
      return "Train a smaller network ([model] in lesson.toml), or take a board with more memory.";
    case SuitStatus::kExpired:
      return "Sign it again with a later --expires and a higher --sequence.";
    case SuitStatus::kBatteryLow:
      return "Charge the kit, then install again.";
    case SuitStatus::kFirmwareTooOld:
      return "Bring the kit's firmware up to date first.";
    default:
      return "It is damaged, or was made by another program: make it anew with satchel sign or "
             "satchel order.";
  }
}

const char* image_hint(uint64_t code) {
  switch (code) {
    case smp_image_error::kTooLarge:
      return "Train a smaller network ([model] in lesson.toml), or take a board with more memory.";
    case 22:
    case 23:
      return "The package is damaged or none: compile it anew.";
    case smp_image_error::kFlashWriteFailed:
      return "Try again; if that does not help, the flash is worn out.";
    default:
      return "";
  }
}

const char* unit_of(std::optional<uint16_t> group, uint64_t code) {
  const auto suit = suit_status(group, code);
  if (suit == SuitStatus::kBatteryLow) return " mWh";
  if (suit == SuitStatus::kPackageTooLarge) return " bytes";
  return suit || group == smp_group::kSettings ? "" : " bytes";
}

}  // namespace

std::string refusal_text(std::optional<uint16_t> group, uint64_t code) {
  if (!group) return result_text(code);
  if (const auto status = suit_status(group, code)) return suit_status_text(*status);
  if (const auto status = update_status(group, code)) return update_status_text(*status);
  const char* text = nullptr;
  if (group == smp_group::kImage) text = image_text(code);
  if (group == smp_group::kSettings) text = settings_text(code);
  if (group == smp_kit::kGroup) text = kit_text(code);
  if (group == smp_bench::kGroup) text = bench_text(code);
  return text != nullptr ? text : fmt::format("error {} of group {}", code, *group);
}

std::string refusal_hint(std::optional<uint16_t> group, uint64_t code) {
  if (const auto status = suit_status(group, code)) return suit_hint(*status);
  if (const auto status = update_status(group, code)) return update_hint(*status);
  if (group == smp_group::kImage) return image_hint(code);
  if (group == smp_kit::kGroup) return kit_hint(code);
  if (group == smp_group::kSettings && code == smp_settings_error::kNotWritable) {
    return "Make one with satchel order settings, and hand it over with satchel kit configure.";
  }
  return "";
}

std::string limit_text(std::optional<uint16_t> group, uint64_t code, uint64_t need, uint64_t have) {
  const std::string unit = unit_of(group, code);
  if (unit.empty()) return fmt::format("{} was asked for, {} is there", need, have);
  return fmt::format("it needs {}{}, there are {}", need, unit, have);
}

}  // namespace satchel
