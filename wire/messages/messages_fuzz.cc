// Reports of any bytes: what is read has one encoding, which are these bytes.

#include <cstdlib>

#include "wire/messages/health_report.h"
#include "wire/messages/learning_report.h"

using namespace satchel;

namespace {

void check(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = {data, size};
  LearningReport learning;
  if (read_learning_report(bytes, &learning) == MessageStatus::kOk) {
    uint8_t again[kLearningReportBytes];
    check(write_learning_report(learning, again) && equal({again, sizeof(again)}, bytes));
  }
  HealthReport health;
  if (read_health_report(bytes, &health) == MessageStatus::kOk) {
    uint8_t again[kMaxHealthReportBytes];
    CborWriter writer(again, sizeof(again));
    check(write_health_report(health, &writer) && equal({again, writer.size()}, bytes));
  }
  return 0;
}
