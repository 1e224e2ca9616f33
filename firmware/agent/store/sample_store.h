#pragma once

#include "firmware/agent/store/flash_plan.h"
#include "firmware/agent/store/region_writer.h"

namespace satchel {

enum class SampleState : uint8_t {
  kWriting = 1,  // cut short when it is met at a start: erased
  kWhole = 2,
  kErasing = 3,
  kGone = 4,  // the bytes are gone; who asked has not had the receipt
};

// What a kit knows of a sample without being able to open it.
struct SampleRecord {
  uint64_t id;
  uint64_t delete_by;  // seconds since 1970-01-01
  uint32_t bytes;      // sealed
  SampleState state;
  uint8_t lesson;
  uint8_t purpose;
  uint8_t reason;  // why it was erased, the caller's number; means something from kErasing on
  uint8_t package_digest[32];
};

enum class SampleStatus : uint8_t {
  kOk,
  kNoPlace,  // all are taken
  kTooLong,
  kNoSample,
  kFlashFailed,
  kStoreFailed,
};

// Sealed samples in their places. A sample is there when it is whole, and gone, with every byte of
// it erased, when remove() returns or, after a cut, when start() does.
class SampleStore {
 public:
  // `unit` has room for one program unit. Everything is borrowed.
  SampleStore(RecordLog& log, Flash& flash, const SampleArea& area, uint8_t* unit)
      : log_(&log), flash_(&flash), area_(area), writer_(flash, unit) {}

  // Ends what a loss of power cut short. REQUIRES: the log is mounted.
  SampleStatus start();

  // One sample at a time: begin, write its sealed bytes in order, finish. `about.bytes` and
  // `about.state` are set here.
  SampleStatus begin(const SampleRecord& about);
  SampleStatus write(const uint8_t* bytes, uint32_t size);
  SampleStatus finish();
  // Gives up the sample that was begun, if any, and erases it.
  SampleStatus abandon();

  uint32_t places() const { return area_.places; }
  uint32_t place_bytes() const { return area_.place_bytes; }
  // False when the place is free.
  bool about(uint32_t place, SampleRecord* record) const;
  // The sealed bytes; empty unless the sample is whole.
  ByteView sealed(uint32_t place) const;

  // Erases a whole sample; kGone remains until drop_receipt().
  SampleStatus remove(uint32_t place, uint8_t reason = 1);
  SampleStatus remove_due(uint64_t now);
  SampleStatus drop_receipt(uint32_t place);

 private:
  static constexpr uint32_t kNoPlace = 0xffffffff;

  SampleStatus put(uint32_t place, const SampleRecord& record);
  SampleStatus erase(uint32_t place);
  SampleStatus finish_removal(uint32_t place, SampleRecord record);

  RecordLog* log_;
  Flash* flash_;
  SampleArea area_;
  RegionWriter writer_;
  uint32_t writing_ = kNoPlace;
};

}  // namespace satchel
