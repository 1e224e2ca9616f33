#include "wire/orders/command.h"

namespace satchel {
namespace {

enum EraseField : uint64_t { kWhat = 1 };
constexpr uint64_t kPackages = 1, kSamples = 2, kSettings = 4, kEverything = 7;
enum ConsentField : uint64_t { kGiven = 1, kPurpose = 2, kUntil = 3 };

bool read_number(CborReader& reader, uint64_t field, uint64_t* value) {
  uint64_t key = 0;
  return reader.read_unsigned(&key) && key == field && reader.read_unsigned(value);
}

}  // namespace

SuitStatus read_erase(const Order& order, EraseCommand* command) {
  if (order.kind != OrderKind::kErase) return SuitStatus::kUnknownElement;
  CborReader reader(order.body.data, order.body.size);
  CborContainer map;
  uint64_t what = 0;
  if (!reader.enter_map(&map) || map.left != 1 || !read_number(reader, kWhat, &what)) {
    return SuitStatus::kMalformed;
  }
  if (what == 0 || what > kEverything) return SuitStatus::kBadValue;
  command->packages = (what & kPackages) != 0;
  command->samples = (what & kSamples) != 0;
  command->settings = (what & kSettings) != 0;
  return SuitStatus::kOk;
}

void write_erase(CborWriter& writer, const EraseCommand& command) {
  writer.begin_map(1);
  writer.write_unsigned(kWhat);
  writer.write_unsigned((command.packages ? kPackages : 0) | (command.samples ? kSamples : 0) |
                        (command.settings ? kSettings : 0));
}

SuitStatus read_consent(const Order& order, ConsentCommand* command) {
  if (order.kind != OrderKind::kConsent) return SuitStatus::kUnknownElement;
  CborReader reader(order.body.data, order.body.size);
  CborContainer map;
  ConsentCommand read;
  uint64_t key = 0;
  if (!reader.enter_map(&map) || map.left < 2 || map.left > 3) return SuitStatus::kMalformed;
  read.given = map.left == 3;
  bool given = false;
  if (!reader.read_unsigned(&key) || key != kGiven || !reader.read_bool(&given) ||
      given != read.given || !reader.read_unsigned(&key) || key != kPurpose ||
      !reader.read_text(&read.purpose)) {
    return SuitStatus::kMalformed;
  }
  if (read.given && !read_number(reader, kUntil, &read.until)) return SuitStatus::kMalformed;
  if (read.purpose.size == 0 || read.purpose.size > kMaxPurposeBytes ||
      (read.given && read.until == 0)) {
    return SuitStatus::kBadValue;
  }
  *command = read;
  return SuitStatus::kOk;
}

void write_consent(CborWriter& writer, const ConsentCommand& command) {
  writer.begin_map(command.given ? 3 : 2);
  writer.write_unsigned(kGiven);
  writer.write_bool(command.given);
  writer.write_unsigned(kPurpose);
  writer.write_text(command.purpose);
  if (!command.given) return;
  writer.write_unsigned(kUntil);
  writer.write_unsigned(command.until);
}

}  // namespace satchel
