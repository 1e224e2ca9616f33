#include "firmware/agent/settings_group.h"

#include "firmware/agent/refusals.h"

namespace satchel {
namespace {

// Commands by their numbers in Zephyr's settings_mgmt.h.
constexpr uint8_t kDelete = 1, kCommit = 2, kLoadSave = 3;  // 0: read and write

constexpr struct {
  const char* name;
  NarrowedSetting setting;
} kNames[] = {
    {"satchel/telemetry", NarrowedSetting::kTelemetry},
    {"satchel/epsilon", NarrowedSetting::kEpsilon},
    {"satchel/ledger_cap", NarrowedSetting::kLedgerCap},
    {"satchel/samples", NarrowedSetting::kSamples},
};

bool same(ByteView a, ByteView b) {
  return a.size == b.size && __builtin_memcmp(a.data, b.data, a.size) == 0;
}

// A number of 1 to 4 bytes, little-endian.
bool number_of(ByteView value, uint32_t* number) {
  if (value.size == 0 || value.size > sizeof(*number)) return false;
  *number = 0;
  for (size_t i = 0; i < value.size; ++i) *number |= uint32_t{value.data[i]} << (8 * i);
  return true;
}

}  // namespace

Outcome SettingsGroup::read(NarrowedSetting setting, const CborMap& map, CborWriter& answer) const {
  const uint32_t value = kit_.in_force.value(setting);
  uint8_t bytes[sizeof(value)];
  for (size_t i = 0; i < sizeof(bytes); ++i) bytes[i] = static_cast<uint8_t>(value >> (8 * i));
  uint32_t room = sizeof(bytes);
  map.get("max_size", &room);
  answer.write_text("val");
  answer.write_bytes(bytes, room < sizeof(bytes) ? room : sizeof(bytes));
  if (room < sizeof(bytes)) {
    answer.pair_unsigned("max_size", sizeof(bytes));
  }
  return done();
}

Outcome SettingsGroup::narrow(NarrowedSetting setting, uint32_t value, CborWriter& answer) {
  const NarrowStatus status = kit_.in_force.narrow(setting, value);
  if (status == NarrowStatus::kWider) {
    return with_limit(fail_group(smp_settings_error::kNotWritable, SmpResult::kAccessDenied), value,
                      kit_.in_force.value(setting), answer);
  }
  if (status == NarrowStatus::kOk) kit_.apply_settings();
  return stored_outcome(status == NarrowStatus::kOk);
}

Outcome SettingsGroup::handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) {
  const bool write = request.op == SmpOp::kWrite;
  // What is written is kept and in force at once.
  if (request.command == kLoadSave || (request.command == kCommit && write)) return done();
  if (request.command > kDelete || (request.command == kDelete && !write)) {
    return fail(SmpResult::kNotSupported);
  }
  ByteView name;
  if (!map.get_text("name", &name)) return fail(SmpResult::kInvalidValue);
  for (const auto& known : kNames) {
    if (!same(name, view_of(known.name))) continue;
    if (request.command == kDelete) return narrow(known.setting, 0, answer);
    if (!write) return read(known.setting, map, answer);
    ByteView bytes;
    uint32_t value = 0;
    if (!map.get_bytes("val", &bytes) || !number_of(bytes, &value)) {
      return fail(SmpResult::kInvalidValue);
    }
    return narrow(known.setting, value, answer);
  }
  // As Zephyr tells them apart.
  const bool deletes = request.command == kDelete;
  return fail_group(deletes ? smp_settings_error::kNotFound : smp_settings_error::kNoSuchRoot);
}

}  // namespace satchel
