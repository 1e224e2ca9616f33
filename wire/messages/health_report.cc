#include "wire/messages/health_report.h"

#include "wire/cbor/reader.h"

namespace satchel {
namespace {

constexpr uint64_t kVersion = 1;
constexpr uint8_t kLastPhase = 4;

// The fields of a report; battery may be left out.
enum Field : uint64_t {
  kVersionField = 1,
  kKit,
  kFirmware,
  kBattery,
  kStarts,
  kSettings,
  kLessons,
};

// The fields of a lesson; package may be left out.
enum LessonField : uint64_t { kName = 1, kPackage, kSequence, kPhase, kFailure, kSelfTest };

// Reads the keys of a map whose fields come in rising order. Answers false at its end.
bool next_key(CborReader& reader, CborContainer* map, uint64_t* key) {
  return reader.next(map) && reader.read_unsigned(key);
}

template <typename Number>
MessageStatus read_number(CborReader& reader, uint64_t most, Number* number) {
  uint64_t value = 0;
  if (!reader.read_unsigned(&value)) return MessageStatus::kMalformed;
  if (value > most) return MessageStatus::kBadValue;
  *number = static_cast<Number>(value);
  return MessageStatus::kOk;
}

MessageStatus read_exactly(CborReader& reader, uint8_t* out, size_t size) {
  ByteView bytes;
  if (!reader.read_bytes(&bytes)) return MessageStatus::kMalformed;
  if (bytes.size != size) return MessageStatus::kBadValue;
  __builtin_memcpy(out, bytes.data, size);
  return MessageStatus::kOk;
}

MessageStatus read_numbers(CborReader& reader, uint32_t* const* numbers, size_t count) {
  CborContainer list;
  if (!reader.enter_array(&list)) return MessageStatus::kMalformed;
  if (list.indefinite || list.left != count) return MessageStatus::kBadValue;
  for (size_t i = 0; i < count; ++i) {
    if (!reader.next(&list)) return MessageStatus::kMalformed;
    const MessageStatus status = read_number(reader, UINT32_MAX, numbers[i]);
    if (status != MessageStatus::kOk) return status;
  }
  return MessageStatus::kOk;
}

MessageStatus read_name(CborReader& reader, ByteView* name) {
  if (!reader.read_text(name)) return MessageStatus::kMalformed;
  return is_lesson_name(*name) ? MessageStatus::kOk : MessageStatus::kBadValue;
}

MessageStatus read_lesson_field(CborReader& reader, uint64_t key, LessonHealth* lesson) {
  switch (key) {
    case kName:
      return read_name(reader, &lesson->name);
    case kPackage:
      lesson->has_package = true;
      return read_exactly(reader, lesson->package, sizeof(lesson->package));
    case kSequence:
      return read_number(reader, UINT64_MAX, &lesson->sequence);
    case kPhase:
      return read_number(reader, kLastPhase, &lesson->phase);
    case kFailure:
      return read_number(reader, UINT8_MAX, &lesson->failure);
    case kSelfTest:
      return read_number(reader, static_cast<uint64_t>(SelfTest::kFailed), &lesson->self_test);
    default:
      return MessageStatus::kUnknownElement;
  }
}

MessageStatus read_lessons(CborReader& reader, HealthReport* report) {
  CborContainer list;
  if (!reader.enter_array(&list)) return MessageStatus::kMalformed;
  while (reader.next(&list)) {
    if (report->lesson_count == kMaxHealthLessons) return MessageStatus::kBadValue;
    LessonHealth* lesson = &report->lessons[report->lesson_count++];
    CborContainer map;
    if (!reader.enter_map(&map)) return MessageStatus::kMalformed;
    uint64_t key = 0;
    while (next_key(reader, &map, &key)) {
      const MessageStatus status = read_lesson_field(reader, key, lesson);
      if (status != MessageStatus::kOk) return status;
    }
  }
  return reader.ok() ? MessageStatus::kOk : MessageStatus::kMalformed;
}

MessageStatus read_field(CborReader& reader, uint64_t key, HealthReport* report) {
  uint32_t version = 0;
  switch (key) {
    case kVersionField: {
      const MessageStatus status = read_number(reader, UINT32_MAX, &version);
      if (status != MessageStatus::kOk) return status;
      return version == kVersion ? MessageStatus::kOk : MessageStatus::kUnsupportedVersion;
    }
    case kKit:
      return read_exactly(reader, report->kit, sizeof(report->kit));
    case kFirmware: {
      FirmwareVersion& firmware = report->firmware;
      uint32_t* const parts[] = {&firmware.major, &firmware.minor, &firmware.patch};
      return read_numbers(reader, parts, 3);
    }
    case kBattery:
      report->has_battery = true;
      return read_number(reader, UINT32_MAX, &report->battery);
    case kStarts: {
      StartCounts& starts = report->starts;
      uint32_t* const counts[] = {&starts.power_on, &starts.reset, &starts.watchdog,
                                  &starts.unknown};
      return read_numbers(reader, counts, 4);
    }
    case kSettings:
      return read_number(reader, UINT64_MAX, &report->settings);
    case kLessons:
      return read_lessons(reader, report);
    default:
      return MessageStatus::kUnknownElement;
  }
}

void write_lesson(CborWriter& writer, const LessonHealth& lesson) {
  writer.begin_map(lesson.has_package ? 6 : 5);
  writer.write_unsigned(kName);
  writer.write_text(lesson.name);
  if (lesson.has_package) {
    writer.write_unsigned(kPackage);
    writer.write_bytes(lesson.package, sizeof(lesson.package));
  }
  writer.write_unsigned(kSequence);
  writer.write_unsigned(lesson.sequence);
  writer.write_unsigned(kPhase);
  writer.write_unsigned(lesson.phase);
  writer.write_unsigned(kFailure);
  writer.write_unsigned(lesson.failure);
  writer.write_unsigned(kSelfTest);
  writer.write_unsigned(static_cast<uint64_t>(lesson.self_test));
}

bool in_range(const HealthReport& report) {
  if (report.lesson_count > kMaxHealthLessons) return false;
  for (size_t i = 0; i < report.lesson_count; ++i) {
    const LessonHealth& lesson = report.lessons[i];
    if (!is_lesson_name(lesson.name) || lesson.phase > kLastPhase ||
        lesson.self_test > SelfTest::kFailed) {
      return false;
    }
  }
  return true;
}

}  // namespace

MessageStatus read_health_report(ByteView bytes, HealthReport* report) {
  if (bytes.size > kMaxHealthReportBytes) return MessageStatus::kWrongSize;
  CborReader reader(bytes.data, bytes.size);
  CborContainer map;
  if (!reader.enter_map(&map)) return MessageStatus::kMalformed;
  HealthReport read;
  uint64_t key = 0;
  while (next_key(reader, &map, &key)) {
    const MessageStatus status = read_field(reader, key, &read);
    if (status != MessageStatus::kOk) return status;
  }
  if (!reader.ok() || !reader.at_end()) return MessageStatus::kMalformed;
  // One report, one encoding: also finds what is missing, doubled or out of order.
  uint8_t again[kMaxHealthReportBytes];
  CborWriter writer(again, sizeof(again));
  if (!write_health_report(read, &writer) || !equal({again, writer.size()}, bytes)) {
    return MessageStatus::kNotDeterministic;
  }
  *report = read;
  return MessageStatus::kOk;
}

bool write_health_report(const HealthReport& report, CborWriter* writer) {
  if (!in_range(report)) return false;
  writer->begin_map(report.has_battery ? 7 : 6);
  writer->write_unsigned(kVersionField);
  writer->write_unsigned(kVersion);
  writer->write_unsigned(kKit);
  writer->write_bytes(report.kit, sizeof(report.kit));
  writer->write_unsigned(kFirmware);
  writer->begin_array(3);
  writer->write_unsigned(report.firmware.major);
  writer->write_unsigned(report.firmware.minor);
  writer->write_unsigned(report.firmware.patch);
  if (report.has_battery) {
    writer->write_unsigned(kBattery);
    writer->write_unsigned(report.battery);
  }
  writer->write_unsigned(kStarts);
  writer->begin_array(4);
  writer->write_unsigned(report.starts.power_on);
  writer->write_unsigned(report.starts.reset);
  writer->write_unsigned(report.starts.watchdog);
  writer->write_unsigned(report.starts.unknown);
  writer->write_unsigned(kSettings);
  writer->write_unsigned(report.settings);
  writer->write_unsigned(kLessons);
  writer->begin_array(report.lesson_count);
  for (size_t i = 0; i < report.lesson_count; ++i) write_lesson(*writer, report.lessons[i]);
  return writer->ok();
}

}  // namespace satchel
