#pragma once

#include "wire/cbor/writer.h"
#include "wire/messages/learning_question.h"
#include "wire/messages/status.h"

// What a kit says about its use, once a day, noised before it is written, under a pseudonym.
// spec/telemetry.md is normative. A report has room for a few small numbers and for nothing else:
// no text, no time, no name of a kit, no bytes that a sensor gave.
namespace satchel {

inline constexpr size_t kPseudonymBytes = 16;
inline constexpr size_t kPackageMarkBytes = 8;
inline constexpr uint32_t kMostReportMilliEpsilon = 2000;
// Every report is padded to this, so that the sealed ones are of one size.
inline constexpr size_t kLearningReportBytes = 128;

struct LearningReport {
  // Configuration, the same whatever the day's use was.
  uint8_t pseudonym[kPseudonymBytes] = {};
  uint8_t package[kPackageMarkBytes] = {};  // the first bytes of its digest
  uint32_t milli_epsilon = 0;               // of the whole report, 1 .. kMostReportMilliEpsilon
  LearningQuestion question = LearningQuestion::kInferences;
  // Noised: any number, the first shape_of(question).count of them.
  int32_t answers[kMostAnswers] = {};
};

// `bytes` is one whole padded report. `*report` is set only when the answer is kOk.
MessageStatus read_learning_report(ByteView bytes, LearningReport* report);
// False when a value is outside its range.
bool write_learning_report(const LearningReport& report, uint8_t out[kLearningReportBytes]);

}  // namespace satchel
