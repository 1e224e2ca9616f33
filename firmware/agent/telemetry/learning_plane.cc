#include "firmware/agent/telemetry/learning_plane.h"

#include "firmware/agent/telemetry/kept_counters.h"
#include "firmware/agent/telemetry/noise.h"

namespace satchel {

struct LearningPlane::StoredReport {
  uint8_t service_key[kBoxKeyBytes];  // whom it is sealed to
  uint8_t sealed[kLearningReportBytes + kBoxSealBytes];
};

namespace {

constexpr uint64_t kSecondsADay = 24 * 60 * 60;

PlaneStatus status_of(LedgerStatus status) {
  switch (status) {
    case LedgerStatus::kOk:
      return PlaneStatus::kOk;
    case LedgerStatus::kLowerTerm:
      return PlaneStatus::kLowerTerm;
    case LedgerStatus::kSpent:
      return PlaneStatus::kSpent;
    case LedgerStatus::kSameDay:
    case LedgerStatus::kTooSoon:
      return PlaneStatus::kNotYet;
    case LedgerStatus::kBadCost:
      return PlaneStatus::kOff;
    case LedgerStatus::kStoreFailed:
      break;
  }
  return PlaneStatus::kStoreFailed;
}

int32_t add_within_32_bits(int32_t answer, int64_t noise) {
  if (noise > int64_t{INT32_MAX} - answer) return INT32_MAX;
  if (noise < int64_t{INT32_MIN} - answer) return INT32_MIN;
  return static_cast<int32_t>(answer + noise);
}

}  // namespace

void LearningPlane::start() {
  KeptCounters kept;
  if (!load_counters(ports_.log, ledger_.record().reports, &kept)) return;
  counters_ = kept.counters;
  __builtin_memcpy(package_, kept.package, sizeof(package_));
}

void LearningPlane::configure(const Settings& settings) {
  const bool whole = settings.has_service_key && settings.milli_epsilon != 0 &&
                     settings.milli_epsilon <= kMostMilliEpsilon && settings.ledger_cap != 0 &&
                     settings.term != 0 && settings.school_class.size <= kMaxSchoolClassBytes;
  on_ = whole && settings.telemetry == TelemetryLevel::kLearning;
  if (on_) {
    milli_epsilon_ = settings.milli_epsilon;
    ledger_cap_ = settings.ledger_cap < kMostLedgerMilliEpsilon ? settings.ledger_cap
                                                                : kMostLedgerMilliEpsilon;
    term_ = settings.term;
    school_class_bytes_ = static_cast<uint8_t>(settings.school_class.size);
    if (school_class_bytes_ != 0) {
      __builtin_memcpy(school_class_, settings.school_class.data, school_class_bytes_);
    }
    __builtin_memcpy(service_key_, settings.service_key, sizeof(service_key_));
  } else {
    counters_ = DayCounters();
    ports_.log.remove(RecordKey::kCounters);
  }
  if (!on_ || stored_report().size == 0) ports_.log.remove(RecordKey::kReport);
}

void LearningPlane::bind(const uint8_t digest[kSha256Bytes], const FeatureStatistics& card) {
  if (__builtin_memcmp(package_, digest, sizeof(package_)) != 0) {
    counters_ = DayCounters();
    __builtin_memcpy(package_, digest, sizeof(package_));
  }
  card_ = card;
  bound_ = true;
}

void LearningPlane::count(const Inference& inference) {
  if (on_ && bound_) counters_.count(inference);
}

void LearningPlane::count_features(const int8_t* features, size_t size) {
  if (on_ && bound_) counters_.count_features(features, size);
}

PlaneStatus LearningPlane::keep() {
  if (!on_) return PlaneStatus::kOff;
  KeptCounters kept;
  kept.counters = counters_;
  __builtin_memcpy(kept.package, package_, sizeof(package_));
  kept.reports = ledger_.record().reports;
  const bool stored = store_counters(ports_.log, kept) == StoreStatus::kOk;
  return stored ? PlaneStatus::kOk : PlaneStatus::kStoreFailed;
}

// What can be said without a write.
PlaneStatus LearningPlane::judge() const {
  if (!on_) return PlaneStatus::kOff;
  if (stored_report().size != 0) return PlaneStatus::kWaiting;
  if (!bound_) return PlaneStatus::kNoPackage;
  if (ports_.time.now() == 0) return PlaneStatus::kNoTime;
  // Nothing to tell of a kit that was only just unpacked.
  if (ports_.time.running() < kSecondsBetweenReports) return PlaneStatus::kNotYet;
  return status_of(
      ledger_.judge(term_, cost(), cap(), ports_.time.now() / kSecondsADay, ports_.time.running()));
}

PlaneStatus LearningPlane::step() {
  const PlaneStatus due = judge();
  if (due != PlaneStatus::kOk) return due;
  const PlaneStatus term = status_of(ledger_.begin_term(term_));
  return term == PlaneStatus::kOk ? make_report() : term;
}

PlaneStatus LearningPlane::make_report() {
  uint8_t secret[kPseudonymSecretBytes], probe[kPseudonymSecretBytes];
  // An entropy source that is known to fail costs no budget.
  if (!ports_.entropy.fill(probe, sizeof(probe))) return PlaneStatus::kEntropyFailed;
  switch (pseudonym_secret(ports_.log, ports_.entropy, secret)) {
    case PseudonymStatus::kOk:
      break;
    case PseudonymStatus::kEntropyFailed:
      return PlaneStatus::kEntropyFailed;
    case PseudonymStatus::kStoreFailed:
      return PlaneStatus::kStoreFailed;
  }
  const uint32_t number = ledger_.record().reports;
  const PlaneStatus debit = status_of(
      ledger_.debit(cost(), cap(), ports_.time.now() / kSecondsADay, ports_.time.running()));
  if (debit != PlaneStatus::kOk) return debit;
  // The debit is in flash. From here on whatever fails costs this day's report.
  LearningReport report;
  const bool drawn = draw(secret, number, &report);
  counters_ = DayCounters();
  return drawn ? seal_and_store(report) : PlaneStatus::kEntropyFailed;
}

bool LearningPlane::draw(const uint8_t secret[kPseudonymSecretBytes], uint32_t number,
                         LearningReport* report) {
  make_pseudonym(ports_.hash, secret, term_, school_class(), report->pseudonym);
  __builtin_memcpy(report->package, package_, sizeof(package_));
  report->milli_epsilon = milli_epsilon_;
  // Each question in its turn. The pseudonym's byte makes a fleet answer all of them each day.
  report->question = static_cast<LearningQuestion>(
      1 + (number % kLearningQuestions + report->pseudonym[0]) % kLearningQuestions);
  counters_.answer(report->question, card_, report->answers);
  const AnswerShape& shape = shape_of(report->question);
  RandomBits bits(ports_.entropy);
  for (size_t i = 0; i < shape.count; ++i) {
    const int64_t noise =
        discrete_laplace(bits, milli_epsilon_, uint64_t{1000} * shape.sensitivity());
    report->answers[i] = add_within_32_bits(report->answers[i], noise);
  }
  return !bits.failed();
}

PlaneStatus LearningPlane::seal_and_store(const LearningReport& report) {
  uint8_t plain[kLearningReportBytes];
  StoredReport stored;
  __builtin_memcpy(stored.service_key, service_key_, sizeof(service_key_));
  if (!write_learning_report(report, plain) ||
      ports_.sealer.seal(service_key_, {plain, sizeof(plain)}, stored.sealed) != SealStatus::kOk) {
    return PlaneStatus::kSealFailed;
  }
  if (ports_.log.put(RecordKey::kReport, stored) != StoreStatus::kOk) {
    return PlaneStatus::kStoreFailed;
  }
  ports_.log.remove(RecordKey::kCounters);  // they no longer count, whether this succeeds or not
  return PlaneStatus::kOk;
}

ByteView LearningPlane::stored_report() const {
  const ByteView bytes = ports_.log.read(RecordKey::kReport);
  if (!on_ || bytes.size != sizeof(StoredReport) ||
      __builtin_memcmp(bytes.data, service_key_, sizeof(service_key_)) != 0) {
    return {};
  }
  return {bytes.data + kBoxKeyBytes, bytes.size - kBoxKeyBytes};
}

ByteView LearningPlane::hand_over() {
  const ByteView report = stored_report();
  if (report.size != 0) ports_.feedback.show(Sign::kSending, true);
  return report;
}

bool LearningPlane::taken(const uint8_t digest[kSha256Bytes]) {
  ports_.feedback.show(Sign::kSending, false);
  const ByteView report = stored_report();
  uint8_t own[kSha256Bytes];
  ports_.hash.start();
  ports_.hash.update(report.data, report.size);
  ports_.hash.finish(own);
  if (report.size == 0 || __builtin_memcmp(own, digest, sizeof(own)) != 0) return false;
  return ports_.log.remove(RecordKey::kReport) == StoreStatus::kOk;
}

}  // namespace satchel
