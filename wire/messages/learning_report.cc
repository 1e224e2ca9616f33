#include "wire/messages/learning_report.h"

#include "wire/cbor/reader.h"

namespace satchel {
namespace {

constexpr uint64_t kVersion = 1;

enum Field : uint64_t {
  kVersionField = 1,
  kPseudonym,
  kPackage,
  kEpsilon,
  kQuestion,
  kAnswers,
  kFieldsEnd,
};

MessageStatus read_exactly(CborReader& reader, uint8_t* out, size_t size) {
  ByteView bytes;
  if (!reader.read_bytes(&bytes)) return MessageStatus::kMalformed;
  if (bytes.size != size) return MessageStatus::kBadValue;
  __builtin_memcpy(out, bytes.data, size);
  return MessageStatus::kOk;
}

MessageStatus read_number(CborReader& reader, uint64_t least, uint64_t most, uint64_t* number) {
  if (!reader.read_unsigned(number)) return MessageStatus::kMalformed;
  return *number >= least && *number <= most ? MessageStatus::kOk : MessageStatus::kBadValue;
}

MessageStatus read_answers(CborReader& reader, LearningReport* report) {
  CborContainer list;
  if (!reader.enter_array(&list)) return MessageStatus::kMalformed;
  const size_t count = shape_of(report->question).count;
  if (list.indefinite || list.left != count) return MessageStatus::kBadValue;
  for (size_t i = 0; i < count; ++i) {
    int64_t answer = 0;
    if (!reader.next(&list) || !reader.read_integer(&answer)) return MessageStatus::kMalformed;
    if (answer < INT32_MIN || answer > INT32_MAX) return MessageStatus::kBadValue;
    report->answers[i] = static_cast<int32_t>(answer);
  }
  return MessageStatus::kOk;
}

MessageStatus read_field(CborReader& reader, uint64_t field, LearningReport* report) {
  uint64_t number = 0;
  MessageStatus status = MessageStatus::kOk;
  switch (field) {
    case kVersionField:
      if (!reader.read_unsigned(&number)) return MessageStatus::kMalformed;
      return number == kVersion ? MessageStatus::kOk : MessageStatus::kUnsupportedVersion;
    case kPseudonym:
      return read_exactly(reader, report->pseudonym, kPseudonymBytes);
    case kPackage:
      return read_exactly(reader, report->package, kPackageMarkBytes);
    case kEpsilon:
      status = read_number(reader, 1, kMostReportMilliEpsilon, &number);
      report->milli_epsilon = static_cast<uint32_t>(number);
      return status;
    case kQuestion:
      status = read_number(reader, 1, kLearningQuestions, &number);
      if (status == MessageStatus::kOk) report->question = static_cast<LearningQuestion>(number);
      return status;
    default:
      return read_answers(reader, report);
  }
}

}  // namespace

MessageStatus read_learning_report(ByteView bytes, LearningReport* report) {
  if (bytes.size != kLearningReportBytes) return MessageStatus::kWrongSize;
  CborReader reader(bytes.data, bytes.size);
  CborContainer map;
  if (!reader.enter_map(&map)) return MessageStatus::kMalformed;
  LearningReport read;
  for (uint64_t field = kVersionField; field != kFieldsEnd; ++field) {
    uint64_t key = 0;
    if (!reader.next(&map) || !reader.read_unsigned(&key)) return MessageStatus::kMalformed;
    if (key != field) return MessageStatus::kUnknownElement;
    const MessageStatus status = read_field(reader, field, &read);
    if (status != MessageStatus::kOk) return status;
  }
  if (map.indefinite ? reader.peek() != CborType::kBreak : map.left != 0) {
    return MessageStatus::kUnknownElement;
  }
  // One report, one encoding: what was understood has to give these bytes, padding included.
  uint8_t again[kLearningReportBytes];
  if (!write_learning_report(read, again) ||
      __builtin_memcmp(again, bytes.data, sizeof(again)) != 0) {
    return MessageStatus::kNotDeterministic;
  }
  *report = read;
  return MessageStatus::kOk;
}

bool write_learning_report(const LearningReport& report, uint8_t out[kLearningReportBytes]) {
  if (report.milli_epsilon == 0 || report.milli_epsilon > kMostReportMilliEpsilon ||
      !is_question(static_cast<uint64_t>(report.question))) {
    return false;
  }
  __builtin_memset(out, 0, kLearningReportBytes);
  CborWriter writer(out, kLearningReportBytes);
  writer.begin_map(kFieldsEnd - 1);
  writer.write_unsigned(kVersionField);
  writer.write_unsigned(kVersion);
  writer.write_unsigned(kPseudonym);
  writer.write_bytes(report.pseudonym, kPseudonymBytes);
  writer.write_unsigned(kPackage);
  writer.write_bytes(report.package, kPackageMarkBytes);
  writer.write_unsigned(kEpsilon);
  writer.write_unsigned(report.milli_epsilon);
  writer.write_unsigned(kQuestion);
  writer.write_unsigned(static_cast<uint64_t>(report.question));
  writer.write_unsigned(kAnswers);
  const size_t count = shape_of(report.question).count;
  writer.begin_array(count);
  for (size_t i = 0; i < count; ++i) writer.write_integer(report.answers[i]);
  return writer.ok();
}

}  // namespace satchel
