#include "firmware/agent/kit_group.h"

#include "firmware/agent/refusals.h"
#include "wire/cbor/writer.h"

namespace satchel {
namespace {

// What an answer's map needs beside the card's bytes.
constexpr size_t kAnswerOverhead = 40;

void say(const char* key, uint64_t value, CborWriter& answer) {
  answer.write_text(key);
  answer.write_unsigned(value);
}
void say(const char* key, ByteView bytes, CborWriter& answer) {
  answer.write_text(key);
  answer.write_bytes(bytes.data, bytes.size);
}
void say_text(const char* key, const char* text, CborWriter& answer) {
  answer.write_text(key);
  answer.write_text(text);
}
void say_flag(const char* key, bool value, CborWriter& answer) {
  answer.write_text(key);
  answer.write_bool(value);
}

Outcome button_wanted() {
  return fail_group(smp_kit::kButtonWanted, "press the kit's button", SmpResult::kAccessDenied);
}
Outcome no_lesson() {
  return fail_group(smp_kit::kNoLesson, "there is no lesson in this place", SmpResult::kNoEntry);
}

bool get_fixed(const CborMap& map, const char* key, size_t size, ByteView* bytes) {
  return map.get_bytes(key, bytes) && bytes->size == size;
}

// As much of `bytes` from "off" on as the answer holds.
Outcome answer_piece(const CborMap& map, ByteView bytes, CborWriter& answer) {
  uint32_t offset = 0;
  if (!map.get("off", &offset) && map.has("off")) return fail(SmpResult::kInvalidValue);
  if (offset > bytes.size) return fail(SmpResult::kInvalidValue);
  const size_t room = answer.capacity() - answer.size() - kAnswerOverhead;
  const size_t rest = bytes.size - offset;
  say("off", offset, answer);
  say("len", bytes.size, answer);
  say("data", {bytes.data + offset, rest < room ? rest : room}, answer);
  return done();
}

Outcome no_sample() {
  return fail_group(smp_kit::kNoSample, "there is no such sample", SmpResult::kNoEntry);
}

Outcome consent_outcome(ConsentStatus status) {
  switch (status) {
    case ConsentStatus::kOk:
      return done();
    case ConsentStatus::kStoreFailed:
      return stored_outcome(false);
    case ConsentStatus::kTimeUnknown:
      return fail_group(smp_kit::kBadConsent, "the kit does not know the time");
    case ConsentStatus::kFull:
      return fail_group(smp_kit::kBadConsent, "all purposes are taken");
    default:
      return fail_group(smp_kit::kBadConsent,
                        "a purpose of 1 to 32 bytes and a date within 92 days are wanted",
                        SmpResult::kInvalidValue);
  }
}

}  // namespace

Outcome KitGroup::handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) {
  const bool is_write = request.op == SmpOp::kWrite;
  if (!kit_.started()) {
    if (is_write || request.command != smp_kit::kStatus) return stored_outcome(false);
    say_text("board", kit_.facts.board, answer);
    say_text("firmware", kit_.facts.firmware.version, answer);
    say_flag("provisioned", false, answer);
    say_text("trouble", kit_.trouble(), answer);
    return done();
  }
  return is_write ? write(request.command, map, answer) : read(request.command, map, answer);
}

Outcome KitGroup::read(uint8_t command, const CborMap& map, CborWriter& answer) {
  switch (command) {
    case smp_kit::kStatus:
      return status(answer);
    case smp_kit::kLesson:
      return lesson(map, answer);
    case smp_kit::kCard:
      return card(map, answer);
    case smp_kit::kHealth:
      return health(answer);
    case smp_kit::kLearning:
      return learning(answer);
    case smp_kit::kSamples:
      return samples(answer);
    case smp_kit::kSample:
      return sample(map, answer);
    case smp_kit::kReceipt:
      return receipt(map, answer);
    case smp_kit::kConsent:
      return consent(answer);
    default:
      return fail(SmpResult::kNotSupported);
  }
}

Outcome KitGroup::write(uint8_t command, const CborMap& map, CborWriter& answer) {
  switch (command) {
    case smp_kit::kProvision:
      return provision(map, answer);
    case smp_kit::kEnvelope:
      return envelope(map, answer);
    case smp_kit::kOrder:
      return order(map, answer);
    case smp_kit::kErase:
      return erase(map);
    case smp_kit::kTime:
      return time(map, answer);
    case smp_kit::kSelfTest:
      return self_test(map, answer);
    case smp_kit::kListen:
      return listen(map);
    case smp_kit::kLearning:
      return learning_taken(map);
    case smp_kit::kSample:
      return erase_sample(map);
    case smp_kit::kReceipt:
      return receipt_taken(map);
    case smp_kit::kConsent:
      return ask_or_withdraw(map);
    default:
      return fail(SmpResult::kNotSupported);
  }
}

// "image" from 1; the lesson has to be there.
Outcome KitGroup::place_of(const CborMap& map, uint32_t* lesson) const {
  uint32_t image = 0;
  LessonRecord record;
  if (!map.get("image", &image)) return fail(SmpResult::kInvalidValue, "which image?");
  if (image == 0 || !kit_.updates.lesson(image - 1, &record)) return no_lesson();
  *lesson = image - 1;
  return done();
}

Outcome KitGroup::status(CborWriter& answer) {
  say_text("board", kit_.facts.board, answer);
  say_text("firmware", kit_.facts.firmware.version, answer);
  say("places", kit_.updates.lessons(), answer);
  const uint32_t listening = kit_.listener.lesson();
  say("listening", listening == kNobodyListens ? 0 : listening + 1, answer);
  say("time", kit_.time.now(), answer);
  say("running", kit_.time.running(), answer);
  const uint32_t battery = kit_.ports.power.battery();
  if (battery != kBatteryEndless) say("battery", battery, answer);
  IdentityRecord identity;
  const bool provisioned = kit_.identity.get(&identity);
  say_flag("provisioned", provisioned, answer);
  if (const char* trouble = kit_.trouble()) say_text("trouble", trouble, answer);
  if (!provisioned) return done();
  const Settings settings = kit_.in_force.get();
  const LedgerRecord spent = kit_.plane.spent();
  say("kit", {identity.kit, kEd25519Bytes}, answer);
  say("publisher", {identity.publisher, kEd25519Bytes}, answer);
  say("class", {identity.class_id, kUuidBytes}, answer);
  say("settings", kit_.in_force.sequence(), answer);
  say("telemetry", static_cast<uint64_t>(settings.telemetry), answer);
  say("term", spent.term, answer);
  say("spent", spent.spent, answer);
  say("reports", spent.reports, answer);
  return done();
}

Outcome KitGroup::lesson(const CborMap& map, CborWriter& answer) {
  uint32_t place = 0;
  const Outcome found = place_of(map, &place);
  if (!found.ok()) return found;
  LessonRecord record;
  kit_.updates.lesson(place, &record);
  answer.write_text("name");
  answer.write_text(record.lesson());
  say("sequence", record.sequence, answer);
  say("phase", static_cast<uint64_t>(record.phase), answer);
  say("failure", static_cast<uint64_t>(record.failure), answer);
  if (record.phase == UpdatePhase::kFailed) {
    say_text("why", update_status_text(record.failure), answer);
  }
  say("package", {record.package_digest, kSha256Bytes}, answer);
  say("size", record.package_bytes, answer);
  uint32_t wanted = 0;
  if (kit_.updates.progress(place, &wanted) == UpdateStatus::kOk) say("wanted", wanted, answer);
  const bool trial = record.phase == UpdatePhase::kTrial;
  const uint8_t slot = trial ? record.target : record.running;
  if (slot != kNoSlot) say("running", {record.digest[slot], kSha256Bytes}, answer);
  if (trial) say("windows", kit_.updates.good_windows(place), answer);
  if (trial) say_flag("healthy", kit_.updates.healthy(place), answer);
  return done();
}

Outcome KitGroup::provision(const CborMap& map, CborWriter& answer) {
  ByteView publisher;
  ByteView class_id;
  uint64_t now = 0;
  if (!get_fixed(map, "publisher", kEd25519Bytes, &publisher) ||
      !get_fixed(map, "class", kUuidBytes, &class_id)) {
    return fail(SmpResult::kInvalidValue, "publisher and class are wanted");
  }
  const bool again = kit_.identity.belongs_to(publisher.data, class_id.data);
  if (!again && kit_.identity.provisioned()) {
    return fail_group(smp_kit::kProvisionedAlready, "the kit belongs to another publisher or class",
                      SmpResult::kAccessDenied);
  }
  kit_.look_at_button();
  if (!again && !kit_.press.grants(smp_kit::kProvision)) return button_wanted();
  const ProvisionStatus status =
      kit_.identity.provision(publisher.data, class_id.data, kit_.ports.entropy);
  if (status == ProvisionStatus::kNoEntropy) {
    return fail_group(smp_kit::kNoEntropy, "the kit's source of randomness failed");
  }
  if (status != ProvisionStatus::kOk) return stored_outcome(false);
  if (map.get("time", &now)) static_cast<void>(kit_.time.learn(now));
  IdentityRecord identity;
  kit_.identity.get(&identity);
  say("kit", {identity.kit, kEd25519Bytes}, answer);
  return done();
}

Outcome KitGroup::envelope(const CborMap& map, CborWriter& answer) {
  ByteView bytes;
  if (!map.get_bytes("data", &bytes)) return fail(SmpResult::kInvalidValue);
  Acceptance acceptance;
  const UpdateStatus status = kit_.updates.accept(bytes, kit_.conditions(), &acceptance);
  if (status == UpdateStatus::kEnvelopeRefused) {
    Outcome refused = refused_outcome(acceptance.reason);
    if (acceptance.reason == SuitStatus::kPackageTooLarge) {
      refused.needed = acceptance.package_bytes;
      refused.available = kit_.facts.plan.slots.slot_bytes;
    }
    return refused;
  }
  if (status != UpdateStatus::kOk) return update_outcome(status);
  LessonRecord record;
  kit_.updates.lesson(acceptance.lesson, &record);
  say("image", acceptance.lesson + 1, answer);
  answer.write_text("lesson");
  answer.write_text(record.lesson());
  say_flag("transfer", acceptance.transfer, answer);
  return done();
}

Outcome KitGroup::order(const CborMap& map, CborWriter& answer) {
  ByteView bytes;
  if (!map.get_bytes("data", &bytes)) return fail(SmpResult::kInvalidValue);
  if (!kit_.identity.provisioned()) return update_outcome(UpdateStatus::kUnprovisioned);
  const OrderAnswer taken = kit_.orders.take(bytes);
  if (taken.refused != SuitStatus::kOk) return refused_outcome(taken.refused);
  if (!taken.stored) return stored_outcome(false);
  say("kind", static_cast<uint64_t>(taken.kind), answer);
  say("sequence", taken.sequence, answer);
  return done();
}

Outcome KitGroup::erase(const CborMap& map) {
  constexpr struct {
    const char* key;
    uint8_t what;
  } kParts[] = {{"packages", erasure::kPackages},
                {"samples", erasure::kSamples},
                {"settings", erasure::kSettings},
                {"all", erasure::kAll}};
  uint8_t what = 0;
  for (const auto& part : kParts) {
    bool wanted = false;
    if (map.get(part.key, &wanted) && wanted) what = static_cast<uint8_t>(what | part.what);
  }
  if (what == 0) return fail(SmpResult::kInvalidValue, "what shall be erased?");
  kit_.look_at_button();
  if (!kit_.press.grants(smp_kit::kErase << 8 | what)) return button_wanted();
  return stored_outcome(kit_.erase(what) == StoreStatus::kOk);
}

Outcome KitGroup::time(const CborMap& map, CborWriter& answer) {
  uint64_t now = 0;
  if (!map.get("now", &now)) return fail(SmpResult::kInvalidValue);
  if (kit_.time.learn(now) != StoreStatus::kOk) return stored_outcome(false);
  say("now", kit_.time.now(), answer);
  return done();
}

Outcome KitGroup::card(const CborMap& map, CborWriter& answer) {
  uint32_t place = 0;
  const Outcome found = place_of(map, &place);
  if (!found.ok()) return found;
  const ByteView package = kit_.updates.package(place);
  PackageView view;
  if (package.size == 0 || !PackageView::open(package.data, package.size, &view).ok()) {
    return no_lesson();
  }
  const Bytes card = view.section(Section::kCard);
  return answer_piece(map, {card.data, card.size}, answer);
}

Outcome KitGroup::self_test(const CborMap& map, CborWriter& answer) {
  uint32_t place = 0;
  uint32_t vectors = 0;
  const Outcome found = place_of(map, &place);
  if (!found.ok()) return found;
  const UpdateStatus status = kit_.self_test(place, &vectors);
  if (status != UpdateStatus::kOk) return update_outcome(status);
  say("vectors", vectors, answer);
  return done();
}

Outcome KitGroup::listen(const CborMap& map) {
  uint32_t place = kNobodyListens;
  uint32_t image = 1;
  map.get("image", &image);
  if (image != 0) {
    const Outcome found = place_of(map, &place);
    if (!found.ok()) return found;
  }
  return stored_outcome(kit_.listen_with(place) == StoreStatus::kOk);
}

Outcome KitGroup::health(CborWriter& answer) {
  HealthReport report;
  if (!kit_.health(&report)) {
    return fail_group(smp_kit::kSwitchedOff, "no order has turned the health report on");
  }
  uint8_t bytes[kMaxHealthReportBytes];
  CborWriter writer(bytes, sizeof(bytes));
  if (!write_health_report(report, &writer)) return fail(SmpResult::kUnknown);
  say("data", {bytes, writer.size()}, answer);
  return done();
}

Outcome KitGroup::learning(CborWriter& answer) {
  if (!kit_.plane.on()) {
    return fail_group(smp_kit::kSwitchedOff, plane_status_text(PlaneStatus::kOff));
  }
  const PlaneStatus status = kit_.plane.step();
  const ByteView report = kit_.plane.hand_over();
  say("data", report, answer);
  if (report.size == 0) say_text("rsn", plane_status_text(status), answer);
  return done();
}

Outcome KitGroup::learning_taken(const CborMap& map) {
  ByteView digest;
  if (!get_fixed(map, "taken", kSha256Bytes, &digest)) return fail(SmpResult::kInvalidValue);
  if (kit_.plane.taken(digest.data)) return done();
  return fail_group(smp_kit::kOtherReport, "another report than the one that waits");
}

Outcome KitGroup::samples(CborWriter& answer) const {
  answer.write_text("samples");
  answer.begin_array();
  for (uint32_t place = 0; place < kit_.samples.places(); ++place) {
    SampleRecord record;
    if (!kit_.samples.about(place, &record)) continue;
    const bool gone = record.state == SampleState::kGone;
    if (!gone && record.state != SampleState::kWhole) continue;
    answer.begin_map();
    say("place", place, answer);
    say("id", record.id, answer);
    say("image", record.lesson + 1u, answer);
    say("package", {record.package_digest, kSha256Bytes}, answer);
    say("bytes", record.bytes, answer);
    say("until", record.delete_by, answer);
    say_flag("gone", gone, answer);
    answer.end();
  }
  answer.end();
  return done();
}

Outcome KitGroup::sample(const CborMap& map, CborWriter& answer) {
  uint32_t place = 0;
  if (!map.get("place", &place)) return fail(SmpResult::kInvalidValue, "which place?");
  const ByteView sealed = place < kit_.samples.places() ? kit_.samples.sealed(place) : ByteView{};
  if (sealed.size == 0) return no_sample();
  kit_.ports.feedback.show(Sign::kSending, true);
  const Outcome outcome = answer_piece(map, sealed, answer);
  uint32_t offset = 0;
  map.get("off", &offset);
  if (offset == sealed.size) kit_.ports.feedback.show(Sign::kSending, false);
  return outcome;
}

Outcome KitGroup::erase_sample(const CborMap& map) {
  bool all = false;
  uint64_t id = 0;
  const bool wants_all = map.get("all", &all) && all;
  if (!wants_all && !map.get("id", &id)) return fail(SmpResult::kInvalidValue, "which sample?");
  const SampleStatus status = wants_all ? kit_.sampler.erase_all() : kit_.sampler.erase(id);
  if (status == SampleStatus::kNoSample) return no_sample();
  return stored_outcome(status == SampleStatus::kOk);
}

Outcome KitGroup::receipt(const CborMap& map, CborWriter& answer) {
  uint32_t place = 0;
  uint8_t bytes[kMaxSampleReceiptBytes];
  CborWriter writer(bytes, sizeof(bytes));
  if (!map.get("place", &place)) return fail(SmpResult::kInvalidValue, "which place?");
  if (place >= kit_.samples.places() || !kit_.receipt(place, &writer)) return no_sample();
  say("data", {bytes, writer.size()}, answer);
  return done();
}

Outcome KitGroup::receipt_taken(const CborMap& map) {
  uint32_t place = 0;
  if (!map.get("place", &place)) return fail(SmpResult::kInvalidValue, "which place?");
  if (place >= kit_.samples.places()) return no_sample();
  const SampleStatus status = kit_.samples.drop_receipt(place);
  // Taken already: the answer got lost.
  return stored_outcome(status == SampleStatus::kOk || status == SampleStatus::kNoSample);
}

Outcome KitGroup::consent(CborWriter& answer) const {
  const Settings settings = kit_.in_force.get();
  answer.write_text("consent");
  answer.begin_array();
  for (size_t i = 0; i < settings.purpose_count; ++i) {
    uint64_t until = 0;
    if (!kit_.consents.given(settings.purposes[i], kit_.time.now(), &until)) continue;
    answer.begin_map();
    answer.write_text("purpose");
    answer.write_text(settings.purposes[i]);
    say("until", until, answer);
    answer.end();
  }
  answer.end();
  say_flag("asking", kit_.consents.asking(kit_.ports.clock.milliseconds()), answer);
  return done();
}

Outcome KitGroup::ask_or_withdraw(const CborMap& map) {
  ByteView purpose;
  uint64_t until = 0;
  if (map.get_text("withdraw", &purpose)) return stored_outcome(kit_.withdraw(purpose));
  if (!map.get_text("purpose", &purpose) || !map.get("until", &until)) {
    return fail(SmpResult::kInvalidValue, "a purpose and a date are wanted");
  }
  kit_.look_at_button();
  const uint64_t now = kit_.time.now();
  uint64_t held = 0;
  if (kit_.consents.given(purpose, now, &held) && held == until) return done();
  const ConsentStatus status =
      kit_.consents.ask(purpose, until, now, kit_.ports.clock.milliseconds());
  return status == ConsentStatus::kOk ? button_wanted() : consent_outcome(status);
}

}  // namespace satchel
