#include "wire/orders/settings.h"

namespace satchel {
namespace {

enum Field : uint64_t {
  kStewardKey = 1,
  kServiceKey,
  kTelemetry,
  kEpsilon,
  kLedgerCap,
  kTerm,
  kSchoolClass,
  kSampleBudget,
  kPurposes,
};

SuitStatus read_key(CborReader& reader, bool* has, uint8_t* key) {
  ByteView bytes;
  if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
  if (bytes.size != kSealingKeyBytes) return SuitStatus::kBadValue;
  __builtin_memcpy(key, bytes.data, bytes.size);
  *has = true;
  return SuitStatus::kOk;
}

// Absent stands for zero, so zero is never written: one encoding.
SuitStatus read_number(CborReader& reader, uint32_t most, uint32_t* number) {
  uint64_t value = 0;
  if (!reader.read_unsigned(&value)) return SuitStatus::kMalformed;
  if (value == 0 || value > most) return SuitStatus::kBadValue;
  *number = static_cast<uint32_t>(value);
  return SuitStatus::kOk;
}

SuitStatus read_text(CborReader& reader, size_t most, ByteView* text) {
  if (!reader.read_text(text)) return SuitStatus::kMalformed;
  return text->size != 0 && text->size <= most ? SuitStatus::kOk : SuitStatus::kBadValue;
}

SuitStatus read_purposes(CborReader& reader, Settings* settings) {
  CborContainer list;
  if (!reader.enter_array(&list)) return SuitStatus::kMalformed;
  if (list.left == 0) return SuitStatus::kBadValue;
  while (reader.next(&list)) {
    if (settings->purpose_count == kMaxPurposes) return SuitStatus::kTooMany;
    ByteView* purpose = &settings->purposes[settings->purpose_count++];
    const SuitStatus status = read_text(reader, kMaxPurposeBytes, purpose);
    if (status != SuitStatus::kOk) return status;
  }
  return SuitStatus::kOk;
}

SuitStatus read_field(CborReader& reader, uint64_t key, Settings* settings) {
  uint32_t level = 0;
  SuitStatus status = SuitStatus::kOk;
  switch (key) {
    case kStewardKey:
      return read_key(reader, &settings->has_steward_key, settings->steward_key);
    case kServiceKey:
      return read_key(reader, &settings->has_service_key, settings->service_key);
    case kTelemetry:
      status = read_number(reader, static_cast<uint32_t>(TelemetryLevel::kLearning), &level);
      settings->telemetry = static_cast<TelemetryLevel>(level);
      return status;
    case kEpsilon:
      return read_number(reader, kMostMilliEpsilon, &settings->milli_epsilon);
    case kLedgerCap:
      return read_number(reader, kMostLedgerMilliEpsilon, &settings->ledger_cap);
    case kTerm:
      return read_number(reader, UINT32_MAX, &settings->term);
    case kSchoolClass:
      return read_text(reader, kMaxSchoolClassBytes, &settings->school_class);
    case kSampleBudget:
      return read_number(reader, UINT32_MAX, &settings->sample_budget);
    case kPurposes:
      return read_purposes(reader, settings);
    default:
      return SuitStatus::kUnknownElement;
  }
}

// What has to be there for what is asked.
bool is_whole(const Settings& settings) {
  const bool learning = settings.telemetry == TelemetryLevel::kLearning;
  const bool report = settings.has_service_key && settings.milli_epsilon != 0 &&
                      settings.ledger_cap != 0 && settings.term != 0;
  const bool samples = settings.has_steward_key && settings.purpose_count != 0;
  return (!learning || report) && (settings.sample_budget == 0 || samples);
}

void write_number(CborWriter& writer, Field field, uint32_t number) {
  if (number == 0) return;
  writer.write_unsigned(field);
  writer.write_unsigned(number);
}

void write_key(CborWriter& writer, Field field, bool has, const uint8_t* key) {
  if (!has) return;
  writer.write_unsigned(field);
  writer.write_bytes(key, kSealingKeyBytes);
}

bool same_key_or_none(bool asked, const uint8_t* asked_key, bool held, const uint8_t* held_key) {
  return !asked || (held && __builtin_memcmp(asked_key, held_key, kSealingKeyBytes) == 0);
}

}  // namespace

SuitStatus read_settings(const Order& order, Settings* settings) {
  if (order.kind != OrderKind::kSettings) return SuitStatus::kUnknownElement;
  *settings = Settings();
  CborReader reader(order.body.data, order.body.size);
  CborContainer map;
  reader.enter_map(&map);
  while (reader.next(&map)) {
    uint64_t key = 0;
    if (!reader.read_unsigned(&key)) return SuitStatus::kMalformed;
    const SuitStatus status = read_field(reader, key, settings);
    if (status != SuitStatus::kOk) return status;
  }
  if (!reader.ok() || !reader.at_end()) return SuitStatus::kMalformed;
  return is_whole(*settings) ? SuitStatus::kOk : SuitStatus::kMissingElement;
}

void write_settings(CborWriter& writer, const Settings& settings) {
  const uint32_t telemetry = static_cast<uint32_t>(settings.telemetry);
  const uint32_t numbers[] = {telemetry, settings.milli_epsilon, settings.ledger_cap, settings.term,
                              settings.sample_budget};
  uint64_t pairs = uint64_t{settings.has_steward_key} + settings.has_service_key +
                   (settings.school_class.size != 0) + (settings.purpose_count != 0);
  for (const uint32_t number : numbers) pairs += number != 0;
  writer.begin_map(pairs);
  write_key(writer, kStewardKey, settings.has_steward_key, settings.steward_key);
  write_key(writer, kServiceKey, settings.has_service_key, settings.service_key);
  write_number(writer, kTelemetry, telemetry);
  write_number(writer, kEpsilon, settings.milli_epsilon);
  write_number(writer, kLedgerCap, settings.ledger_cap);
  write_number(writer, kTerm, settings.term);
  if (settings.school_class.size != 0) {
    writer.write_unsigned(kSchoolClass);
    writer.write_text(settings.school_class);
  }
  write_number(writer, kSampleBudget, settings.sample_budget);
  if (settings.purpose_count == 0) return;
  writer.write_unsigned(kPurposes);
  writer.begin_array(settings.purpose_count);
  for (size_t i = 0; i < settings.purpose_count; ++i) writer.write_text(settings.purposes[i]);
}

bool narrower(const Settings& asked, const Settings& held) {
  if (!same_key_or_none(asked.has_steward_key, asked.steward_key, held.has_steward_key,
                        held.steward_key) ||
      !same_key_or_none(asked.has_service_key, asked.service_key, held.has_service_key,
                        held.service_key)) {
    return false;
  }
  for (size_t i = 0; i < asked.purpose_count; ++i) {
    bool known = false;
    for (size_t j = 0; j < held.purpose_count; ++j) {
      known = known || equal(asked.purposes[i], held.purposes[j]);
    }
    if (!known) return false;
  }
  return asked.telemetry <= held.telemetry && asked.milli_epsilon <= held.milli_epsilon &&
         asked.ledger_cap <= held.ledger_cap && asked.sample_budget <= held.sample_budget &&
         asked.term == held.term && equal(asked.school_class, held.school_class);
}

}  // namespace satchel
