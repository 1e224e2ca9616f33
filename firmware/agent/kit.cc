#include "firmware/agent/kit.h"

#include <stddef.h>

namespace satchel {
namespace {

constexpr uint32_t kWatchdogMilliseconds = 150'000;
constexpr uint64_t kHousekeepingEvery = 60'000;
constexpr uint64_t kKeepingEvery = 3'600'000;

Capabilities capabilities_of(Target target, uint32_t arena_bytes) {
  return {target_bit(target), kernels_for(target), arena_bytes};
}

// The kit's own key.
class KitSigner final : public Signer {
 public:
  KitSigner(Ed25519& ed25519, const uint8_t* seed) : ed25519_(ed25519), seed_(seed) {}
  int64_t algorithm() const override { return cose_algorithm::kEdDsa; }
  bool sign(ByteView message, uint8_t signature[kSignatureBytes]) override {
    return ed25519_.sign(seed_, message, signature);
  }

 private:
  Ed25519& ed25519_;
  const uint8_t* seed_;
};

}  // namespace

FirmwareVersion parse_version(const char* text) {
  uint32_t numbers[3] = {};
  for (uint32_t& number : numbers) {
    while (*text >= '0' && *text <= '9')
      number = number * 10 + static_cast<uint32_t>(*text++ - '0');
    if (*text == '.') ++text;
  }
  return {numbers[0], numbers[1], numbers[2]};
}

KitLogic::KitLogic(const KitFacts& kit_facts, const KitPorts& kit_ports, const KitMemory& memory)
    : facts(kit_facts),
      ports(kit_ports),
      capabilities_(capabilities_of(kit_facts.target, memory.work.bytes)),
      log(ports.flash, facts.plan.log),
      time(log, ports.clock),
      identity(log, ports.ed25519),
      in_force(log),
      prover(capabilities_, memory.work.memory, memory.work.bytes),
      updates(log, ports.flash, facts.plan.slots, ports.hash, prover, memory.unit),
      samples(log, ports.flash, facts.plan.samples, memory.sample_unit),
      consents(log),
      sampler({log, samples, consents, time, ports.stream_sealer, ports.entropy, ports.feedback}),
      plane({log, time, ports.entropy, ports.sealer, ports.hash, ports.feedback}),
      listener({ports.sensor, ports.feedback, ports.clock, *this, memory.audio}, updates, prover,
               plane, capabilities_, memory.work),
      orders(log, identity, ports.ed25519, ports.hash, *this),
      press(ports.button, ports.clock) {}

bool KitLogic::start() {
  mounted_ = plan_fits(facts.plan, ports.flash.geometry()) && log.mount() == StoreStatus::kOk &&
             resume_erasure(log, ports.flash, facts.plan) == StoreStatus::kOk;
  if (!mounted_) {
    ports.feedback.show(Sign::kTrouble, true);
    return false;
  }
  count_start();
  time.start();
  load();
  if (ports.watchdog != nullptr) ports.watchdog->start(kWatchdogMilliseconds);
  return true;
}

void KitLogic::count_start() {
  StartCounts counts;
  log.get(RecordKey::kHealth, &counts);
  switch (ports.power.cause()) {
    case StartCause::kPowerOn:
      ++counts.power_on;
      break;
    case StartCause::kReset:
      ++counts.reset;
      break;
    case StartCause::kWatchdog:
      ++counts.watchdog;
      break;
    case StartCause::kUnknown:
      ++counts.unknown;
      break;
  }
  // A full log is told by whatever needs it.
  static_cast<void>(log.put(RecordKey::kHealth, counts));
}

void KitLogic::load() {
  // What a loss of power cut short is ended; a flash that does not take it says so elsewhere.
  static_cast<void>(samples.start());
  static_cast<void>(sampler.start());
  updates.start();
  plane.start();
  apply_settings();
  uint32_t lesson = 0;
  log.get(RecordKey::kListening, &lesson);
  listener.choose(lesson);
}

void KitLogic::step() {
  if (ports.watchdog != nullptr) ports.watchdog->feed();
  look_at_button();
  listener.step();
  const uint64_t now = ports.clock.milliseconds();
  if (now < next_housekeeping_) return;
  next_housekeeping_ = now + kHousekeepingEvery;
  static_cast<void>(time.keep());
  static_cast<void>(sampler.enforce());
  static_cast<void>(plane.step());
  if (now >= next_keeping_) {
    next_keeping_ = now + kKeepingEvery;
    static_cast<void>(plane.keep());
  }
  ports.feedback.show(Sign::kTrouble, trouble() != KitTrouble::kNone);
}

// A press answers the question that waits; without one it is for the next request that needs it.
void KitLogic::look_at_button() {
  const uint64_t now = ports.clock.milliseconds();
  if (!press.poll() || !consents.asking(now)) return;
  press.use_up();
  static_cast<void>(consents.pressed(time.now(), now));
}

KitTrouble KitLogic::trouble() const {
  if (!mounted_) return KitTrouble::kFlashFailed;
  for (uint32_t lesson = 0; lesson < updates.lessons(); ++lesson) {
    if (updates.damaged(lesson)) return KitTrouble::kSlotDamaged;
  }
  return listener.trouble();
}

UpdateConditions KitLogic::conditions() {
  UpdateConditions conditions;
  IdentityRecord record;
  if (identity.get(&record)) __builtin_memcpy(conditions.class_id, record.class_id, kUuidBytes);
  conditions.publisher = identity.publisher();
  conditions.firmware = parse_version(facts.firmware.version);
  conditions.now = time.now();
  conditions.battery = ports.power.battery();
  return conditions;
}

StoreStatus KitLogic::listen_with(uint32_t lesson) {
  const StoreStatus status = log.put(RecordKey::kListening, lesson);
  if (status == StoreStatus::kOk) listener.choose(lesson);
  return status;
}

StoreStatus KitLogic::erase(uint8_t what) {
  listener.stop();
  StoreStatus status = StoreStatus::kOk;
  if ((what & erasure::kSettings) != 0) status = orders.spend(OrderKind::kSettings);
  if (status == StoreStatus::kOk) status = erase_kit(log, ports.flash, facts.plan, what);
  load();
  return status;
}

void KitLogic::apply_settings() {
  plane.configure(in_force.get());
}

bool KitLogic::health(HealthReport* report) const {
  IdentityRecord record;
  if (in_force.get().telemetry < TelemetryLevel::kHealth || !identity.get(&record)) return false;
  *report = {};
  __builtin_memcpy(report->kit, record.kit, kKitNameBytes);
  report->firmware = parse_version(facts.firmware.version);
  report->battery = ports.power.battery();
  report->has_battery = report->battery != kBatteryEndless;
  log.get(RecordKey::kHealth, &report->starts);
  report->settings = in_force.sequence();
  for (uint32_t i = 0; i < updates.lessons() && i < kMaxHealthLessons; ++i) {
    const ByteView stored = log.read(lesson_key(i));
    if (stored.size != sizeof(LessonRecord)) continue;
    LessonRecord lesson;
    __builtin_memcpy(&lesson, stored.data, sizeof(lesson));
    LessonHealth& health = report->lessons[report->lesson_count++];
    // In flash, where it stays as long as the report is being written.
    health.name = {stored.data + offsetof(LessonRecord, name), lesson.name_bytes};
    const bool trial = lesson.phase == UpdatePhase::kTrial;
    const uint8_t slot = trial ? lesson.target : lesson.running;
    health.has_package = slot != kNoSlot && !updates.damaged(i);
    if (health.has_package) __builtin_memcpy(health.package, lesson.digest[slot], kSha256Bytes);
    health.sequence = lesson.sequence;
    health.phase = static_cast<uint8_t>(lesson.phase);
    health.failure = static_cast<uint8_t>(lesson.failure);
    health.self_test = self_tests_[i];
  }
  return true;
}

UpdateStatus KitLogic::self_test(uint32_t lesson, uint32_t* vectors) {
  *vectors = 0;
  const ByteView package = updates.package(lesson);
  PackageView view;
  if (package.size == 0 || !PackageView::open(package.data, package.size, &view).ok()) {
    return UpdateStatus::kNoLesson;
  }
  UpdateStatus status = UpdateStatus::kOk;
  while (status == UpdateStatus::kOk && *vectors < view.golden_count()) {
    status = prover.run_vector(package, *vectors);
    if (status == UpdateStatus::kOk) ++*vectors;
  }
  self_tests_[lesson] = status == UpdateStatus::kOk ? SelfTest::kPassed : SelfTest::kFailed;
  listener.rebind();  // the arena was the vectors'
  return status;
}

bool KitLogic::settings(const Order& order) {
  ConfigurationStore store(log);
  const bool stored = store.accept(order.sequence, order.body) == ConfigurationStatus::kOk;
  if (stored) apply_settings();
  return stored;
}

bool KitLogic::erase(const EraseCommand& command) {
  const uint8_t what = static_cast<uint8_t>((command.packages ? erasure::kPackages : 0) |
                                            (command.samples ? erasure::kSamples : 0) |
                                            (command.settings ? erasure::kSettings : 0));
  return erase(what) == StoreStatus::kOk;
}

bool KitLogic::consent(const ConsentCommand& command, SuitStatus* refused) {
  if (!command.given) return withdraw(command.purpose);
  const ConsentStatus status = consents.give(command.purpose, command.until, time.now());
  if (status == ConsentStatus::kBadDate) *refused = SuitStatus::kExpired;
  if (status == ConsentStatus::kTimeUnknown) *refused = SuitStatus::kTimeUnknown;
  if (status == ConsentStatus::kFull) *refused = SuitStatus::kTooMany;
  return status != ConsentStatus::kStoreFailed;
}

void KitLogic::decided(const SampleWindow& window) {
  static_cast<void>(sampler.offer(window, in_force.get()));
}

bool KitLogic::withdraw(ByteView purpose) {
  return orders.spend(OrderKind::kConsent) == StoreStatus::kOk &&
         consents.withdraw(purpose) == ConsentStatus::kOk && sampler.enforce() == SampleStatus::kOk;
}

bool KitLogic::receipt(uint32_t place, CborWriter* writer) {
  IdentityRecord record;
  if (!identity.get(&record)) return false;
  KitSigner signer(ports.ed25519, record.seed);
  return sampler.receipt(place, signer, writer);
}

}  // namespace satchel
