#pragma once

#include "firmware/agent/seal.h"
#include "firmware/agent/store/kit_time.h"
#include "firmware/agent/store/privacy_ledger.h"
#include "firmware/agent/telemetry/day_counters.h"
#include "firmware/agent/telemetry/pseudonym.h"
#include "firmware/hal/feedback.h"
#include "wire/messages/learning_report.h"
#include "wire/messages/plane_status.h"
#include "wire/orders/settings.h"

namespace satchel {

// What the learning plane borrows.
struct PlanePorts {
  RecordLog& log;
  const KitTime& time;
  Entropy& entropy;
  Sealer& sealer;
  Hash& hash;
  Feedback& feedback;
};

// Counts the use of one lesson and makes a sealed, noised report of it a day. The kit's name, the
// health plane and the cable's requests have no part in it: docs/design/privacy.md.
//
// Which lesson is counted is the caller's to choose, by anything but the day's use. Not
// thread-safe. Uses about 700 bytes of stack beside what the ports take.
class LearningPlane {
 public:
  explicit LearningPlane(const PlanePorts& ports) : ports_(ports), ledger_(ports.log) {}

  // At each start, when the log is mounted and the time started.
  void start();
  // What the publisher signed, or what was narrowed from that; copied. Whatever is not whole is
  // off. Switching off, or another service's key, drops counters or the report that waits.
  void configure(const Settings& settings);
  // The package whose use is counted from now on. Another one begins at zero.
  void bind(const uint8_t digest[kSha256Bytes], const FeatureStatistics& card);
  void unbind() { bound_ = false; }

  // Does nothing while the plane is off.
  void count(const Inference& inference);
  void count_features(const int8_t* features, size_t size);

  // Keeps the counters over a loss of power. For the event loop, about once an hour.
  PlaneStatus keep();
  // Makes a report when one is due. For the event loop; costs little when none is.
  // kOk: one was made just now.
  PlaneStatus step();

  // The sealed report that waits to be taken, the same bytes each time; empty when there is none.
  // The kit shows that it is sending before this returns any. A view into flash, valid until the
  // log is written.
  ByteView hand_over();
  // Who carries it has it: `digest` is the SHA-256 of its bytes. False when it is not this one.
  bool taken(const uint8_t digest[kSha256Bytes]);

  bool on() const { return on_; }
  LedgerRecord spent() const { return ledger_.record(); }

 private:
  struct StoredReport;

  PlaneStatus judge() const;
  PlaneStatus make_report();
  bool draw(const uint8_t secret[kPseudonymSecretBytes], uint32_t number, LearningReport* report);
  PlaneStatus seal_and_store(const LearningReport& report);
  ByteView stored_report() const;
  ByteView school_class() const { return {school_class_, school_class_bytes_}; }
  uint32_t cost() const { return milli_epsilon_ * (kEpsilonUnit / 1000); }
  uint32_t cap() const { return ledger_cap_ * (kEpsilonUnit / 1000); }

  PlanePorts ports_;
  PrivacyLedger ledger_;
  DayCounters counters_;
  FeatureStatistics card_;
  uint32_t milli_epsilon_ = 0;
  uint32_t ledger_cap_ = 0;
  uint32_t term_ = 0;
  bool on_ = false;
  bool bound_ = false;
  uint8_t school_class_bytes_ = 0;
  uint8_t school_class_[kMaxSchoolClassBytes] = {};
  uint8_t service_key_[kBoxKeyBytes] = {};
  uint8_t package_[kPackageMarkBytes] = {};  // whose use the counters hold
};
static_assert(sizeof(LearningPlane) <= 512, "the plane's RAM is promised");

}  // namespace satchel
