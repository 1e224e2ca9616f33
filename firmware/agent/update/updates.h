#pragma once

#include "firmware/agent/store/region_writer.h"
#include "firmware/agent/update/lesson_record.h"
#include "firmware/agent/update/prover.h"

namespace satchel {

// How often a kit may start during one trial, and how many windows in a row have to go well.
inline constexpr uint8_t kMaxTrialStarts = 3;
inline constexpr uint8_t kHealthyWindows = 8;

// What the kit brings to an envelope.
struct UpdateConditions {
  const SignatureVerifier* publisher = nullptr;  // null: not provisioned
  uint8_t class_id[kUuidBytes] = {};
  FirmwareVersion firmware;
  uint64_t now = 0;  // 0 when the kit knows no time
  uint32_t battery = 0;
};

// What an accepted envelope opened.
struct Acceptance {
  SuitStatus reason = SuitStatus::kOk;  // of kEnvelopeRefused
  uint32_t lesson = 0;
  uint32_t package_bytes = 0;  // that it names; 0 before its signature held
  bool transfer = false;       // the package has to come; else it lies in a slot already
};

// The models of a kit and how they change. docs/design/durable_store.md tells what is durable when.
//
// The calls in their order: accept() an envelope, chunk() until the package is whole, which proves
// it, test(), observe() each window, confirm(). Whatever fails leaves the model before it running.
// After each call, changes() tells whether package() may be another one, and whether the prover has
// used the arena: then bind again.
//
// Not thread-safe. RAM: its own size and one program unit; the lessons' records stay in flash.
class Updates {
 public:
  // `unit` has room for one program unit. Everything is borrowed.
  Updates(RecordLog& log, Flash& flash, const SlotArea& area, Hash& hash, Prover& prover,
          uint8_t* unit)
      : log_(&log),
        flash_(&flash),
        area_(area),
        hash_(&hash),
        prover_(&prover),
        writer_(flash, unit) {}

  // At each start, when the log is mounted: compares what shall run with its digest, counts the
  // start against a trial.
  void start();

  uint32_t lessons() const { return area_.lessons; }
  // False when the place is free. lesson < lessons().
  bool lesson(uint32_t lesson, LessonRecord* record) const;
  // The package to run, of the trial or the confirmed one; empty when there is none or it is
  // damaged.
  ByteView package(uint32_t lesson) const;
  // The confirmed one, whether or not another is on trial.
  ByteView confirmed(uint32_t lesson) const;
  bool damaged(uint32_t lesson) const { return damaged_[lesson]; }
  uint32_t changes() const { return changes_; }

  // Judges an envelope. When it returns kOk the sequence number is raised, durably. A package that
  // is in a slot already proves itself at once, and that may fail: kSelfTestFailed and the like.
  // An update under way, or on trial, for the same lesson is given up.
  UpdateStatus accept(ByteView envelope, const UpdateConditions& conditions,
                      Acceptance* acceptance);

  // The package's bytes from `offset` on. `*wanted` is always set to the next offset. When the last
  // byte has come the package is hashed and proven.
  UpdateStatus chunk(uint32_t lesson, uint32_t offset, ByteView bytes, uint32_t* wanted);
  // Where the next chunk has to begin, after a restart as well.
  UpdateStatus progress(uint32_t lesson, uint32_t* wanted);

  // Begins the trial of the package of that digest, which proves itself again first.
  UpdateStatus test(uint32_t lesson, const uint8_t digest[kSha256Bytes], uint64_t now);
  // One window of a lesson was decided, in time and with a sensible input, or not.
  UpdateStatus observe(uint32_t lesson, bool good);
  uint32_t good_windows(uint32_t lesson) const { return good_[lesson]; }
  bool healthy(uint32_t lesson) const { return good_[lesson] >= kHealthyWindows; }
  // The package on trial becomes the one that runs.
  UpdateStatus confirm(uint32_t lesson);

  // Empties a slot that neither runs nor is on trial.
  UpdateStatus erase(uint32_t lesson, uint8_t slot);

 private:
  static constexpr uint32_t kNoLesson = 0xffffffff;

  bool on_trial(uint32_t lesson, const LessonRecord& record) const {
    return record.phase == UpdatePhase::kTrial && !barred_[lesson];
  }
  UpdateStatus put(uint32_t lesson, const LessonRecord& record);
  ByteView bytes_in(uint32_t lesson, uint8_t slot, uint32_t bytes) const;
  bool intact(uint32_t lesson, uint8_t slot, const LessonRecord& record);
  bool has_digest(ByteView bytes, const uint8_t digest[kSha256Bytes]);

  uint32_t place_of(ByteView name, LessonRecord* record) const;
  UpdateStatus adopt(uint32_t lesson, const ModelUpdate& update, LessonRecord* record);

  void resume_trial(uint32_t lesson, LessonRecord* record);
  void open_transfer(uint32_t lesson, const LessonRecord& record);
  UpdateStatus begin_arrival(uint32_t lesson, LessonRecord* record);
  UpdateStatus take(uint32_t lesson, const LessonRecord& record, ByteView bytes);
  UpdateStatus prove(uint32_t lesson, LessonRecord* record);
  UpdateStatus fail(uint32_t lesson, LessonRecord* record, UpdateStatus failure);

  RecordLog* log_;
  Flash* flash_;
  SlotArea area_;
  Hash* hash_;
  Prover* prover_;
  RegionWriter writer_;
  uint32_t arriving_ = kNoLesson;  // the lesson that writer_ writes
  uint32_t changes_ = 0;
  uint8_t good_[kMaxLessons] = {};  // windows of the trial that went well
  bool damaged_[kMaxLessons] = {};
  bool barred_[kMaxLessons] = {};  // the trial has failed, whatever the log was able to take
};

}  // namespace satchel
