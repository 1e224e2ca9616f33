#include "firmware/agent/kit_group.h"

#include "firmware/agent/refusals.h"
#include "wire/cbor/writer.h"

namespace satchel {
namespace {

// What an answer's map needs beside the card's bytes.
constexpr size_t kAnswerOverhead = 40;

Outcome button_wanted() {
  return fail_group(smp_kit::kButtonWanted, SmpResult::kAccessDenied);
}
Outcome no_lesson() {
  return fail_group(smp_kit::kNoLesson, SmpResult::kNoEntry);
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
  answer.pair_unsigned("off", offset);
  answer.pair_unsigned("len", bytes.size);
  answer.pair_bytes("data", bytes.data + offset, rest < room ? rest : room);
  return done();
}

Outcome no_sample() {
  return fail_group(smp_kit::kNoSample, SmpResult::kNoEntry);
}

Outcome consent_outcome(ConsentStatus status) {
  switch (status) {
    case ConsentStatus::kOk:
      return done();
    case ConsentStatus::kStoreFailed:
      return stored_outcome(false);
    case ConsentStatus::kTimeUnknown:
      return fail_group(smp_kit::kTimeUnknown);
    case ConsentStatus::kFull:
      return fail_group(smp_kit::kTooManyPurposes);
    default:
      return fail_group(smp_kit::kBadConsent, SmpResult::kInvalidValue);
  }
}

}  // namespace

Outcome KitGroup::handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) {
  const bool is_write = request.op == SmpOp::kWrite;
  if (!kit_.started()) {
    if (is_write || request.command != smp_kit::kStatus) return stored_outcome(false);
    answer.pair_text("board", kit_.facts.board);
    answer.pair_text("firmware", kit_.facts.firmware.version);
    answer.pair_bool("provisioned", false);
    answer.pair_unsigned("trouble", static_cast<uint8_t>(kit_.trouble()));
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
      return with_button(provision(map, answer));
    case smp_kit::kEnvelope:
      return envelope(map, answer);
    case smp_kit::kOrder:
      return order(map, answer);
    case smp_kit::kErase:
      return with_button(erase(map));
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
      return with_button(ask_or_withdraw(map));
    default:
      return fail(SmpResult::kNotSupported);
  }
}

// Of a request that may need the button. Where it is refused for another reason, the press that
// came with it does not serve the next one.
Outcome KitGroup::with_button(Outcome outcome) {
  if (!outcome.ok() && outcome.group_error() != smp_kit::kButtonWanted) kit_.press.forgo();
  return outcome;
}

// "image" from 1; the lesson has to be there.
Outcome KitGroup::place_of(const CborMap& map, uint32_t* lesson) const {
  uint32_t image = 0;
  LessonRecord record;
  if (!map.get("image", &image)) return fail(SmpResult::kInvalidValue);
  if (image == 0 || !kit_.updates.lesson(image - 1, &record)) return no_lesson();
  *lesson = image - 1;
  return done();
}

Outcome KitGroup::status(CborWriter& answer) {
  answer.pair_text("board", kit_.facts.board);
  answer.pair_text("firmware", kit_.facts.firmware.version);
  answer.pair_unsigned("places", kit_.updates.lessons());
  const uint32_t listening = kit_.listener.lesson();
  answer.pair_unsigned("listening", listening == kNobodyListens ? 0 : listening + 1);
  answer.pair_unsigned("time", kit_.time.now());
  answer.pair_unsigned("running", kit_.time.running());
  const uint32_t battery = kit_.ports.power.battery();
  if (battery != kBatteryEndless) answer.pair_unsigned("battery", battery);
  IdentityRecord identity;
  const bool provisioned = kit_.identity.get(&identity);
  answer.pair_bool("provisioned", provisioned);
  answer.pair_unsigned("trouble", static_cast<uint8_t>(kit_.trouble()));
  if (!provisioned) return done();
  const Settings settings = kit_.in_force.get();
  const LedgerRecord spent = kit_.plane.spent();
  answer.pair_bytes("kit", identity.kit, kEd25519Bytes);
  answer.pair_bytes("publisher", identity.publisher, kEd25519Bytes);
  answer.pair_bytes("class", identity.class_id, kUuidBytes);
  answer.pair_unsigned("settings", kit_.in_force.sequence());
  answer.pair_unsigned("telemetry", static_cast<uint64_t>(settings.telemetry));
  answer.pair_unsigned("term", spent.term);
  answer.pair_unsigned("spent", spent.spent);
  answer.pair_unsigned("reports", spent.reports);
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
  answer.pair_unsigned("sequence", record.sequence);
  answer.pair_unsigned("phase", static_cast<uint64_t>(record.phase));
  answer.pair_unsigned("failure", static_cast<uint64_t>(record.failure));
  answer.pair_bytes("package", record.package_digest, kSha256Bytes);
  answer.pair_unsigned("size", record.package_bytes);
  uint32_t wanted = 0;
  if (kit_.updates.progress(place, &wanted) == UpdateStatus::kOk)
    answer.pair_unsigned("wanted", wanted);
  const bool trial = record.phase == UpdatePhase::kTrial;
  const uint8_t slot = trial ? record.target : record.running;
  if (slot != kNoSlot) answer.pair_bytes("running", record.digest[slot], kSha256Bytes);
  if (trial) answer.pair_unsigned("windows", kit_.updates.good_windows(place));
  if (trial) answer.pair_bool("healthy", kit_.updates.healthy(place));
  return done();
}

Outcome KitGroup::provision(const CborMap& map, CborWriter& answer) {
  ByteView publisher;
  ByteView class_id;
  uint64_t now = 0;
  if (!get_fixed(map, "publisher", kEd25519Bytes, &publisher) ||
      !get_fixed(map, "class", kUuidBytes, &class_id)) {
    return fail(SmpResult::kInvalidValue);
  }
  const bool again = kit_.identity.belongs_to(publisher.data, class_id.data);
  if (!again && kit_.identity.provisioned()) {
    return fail_group(smp_kit::kProvisionedAlready, SmpResult::kAccessDenied);
  }
  kit_.look_at_button();
  if (!again && !kit_.press.grants(smp_kit::kProvision)) return button_wanted();
  const ProvisionStatus status =
      kit_.identity.provision(publisher.data, class_id.data, kit_.ports.entropy);
  if (status == ProvisionStatus::kNoEntropy) {
    return fail_group(smp_kit::kNoEntropy);
  }
  if (status != ProvisionStatus::kOk) return stored_outcome(false);
  if (map.get("time", &now)) static_cast<void>(kit_.time.learn(now));
  IdentityRecord identity;
  kit_.identity.get(&identity);
  answer.pair_bytes("kit", identity.kit, kEd25519Bytes);
  return done();
}

Outcome KitGroup::envelope(const CborMap& map, CborWriter& answer) {
  ByteView bytes;
  if (!map.get_bytes("data", &bytes)) return fail(SmpResult::kInvalidValue);
  Acceptance acceptance;
  const UpdateStatus status = kit_.updates.accept(bytes, kit_.conditions(), &acceptance);
  if (status == UpdateStatus::kEnvelopeRefused) {
    const Outcome refused = refused_outcome(acceptance.reason);
    if (acceptance.reason != SuitStatus::kPackageTooLarge) return refused;
    return with_limit(refused, acceptance.package_bytes, kit_.facts.plan.slots.slot_bytes, answer);
  }
  if (status != UpdateStatus::kOk) return update_outcome(status);
  LessonRecord record;
  kit_.updates.lesson(acceptance.lesson, &record);
  answer.pair_unsigned("image", acceptance.lesson + 1);
  answer.write_text("lesson");
  answer.write_text(record.lesson());
  answer.pair_bool("transfer", acceptance.transfer);
  return done();
}

Outcome KitGroup::order(const CborMap& map, CborWriter& answer) {
  ByteView bytes;
  if (!map.get_bytes("data", &bytes)) return fail(SmpResult::kInvalidValue);
  if (!kit_.identity.provisioned()) return update_outcome(UpdateStatus::kUnprovisioned);
  const OrderAnswer taken = kit_.orders.take(bytes);
  if (taken.refused != SuitStatus::kOk) return refused_outcome(taken.refused);
  if (!taken.stored) return stored_outcome(false);
  answer.pair_unsigned("kind", static_cast<uint64_t>(taken.kind));
  answer.pair_unsigned("sequence", taken.sequence);
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
  if (what == 0) return fail(SmpResult::kInvalidValue);
  kit_.look_at_button();
  if (!kit_.press.grants(smp_kit::kErase << 8 | what)) return button_wanted();
  return stored_outcome(kit_.erase(what) == StoreStatus::kOk);
}

Outcome KitGroup::time(const CborMap& map, CborWriter& answer) {
  uint64_t now = 0;
  if (!map.get("now", &now)) return fail(SmpResult::kInvalidValue);
  if (kit_.time.learn(now) != StoreStatus::kOk) return stored_outcome(false);
  answer.pair_unsigned("now", kit_.time.now());
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
  answer.pair_unsigned("vectors", vectors);
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
    return fail_group(smp_kit::kSwitchedOff);
  }
  uint8_t bytes[kMaxHealthReportBytes];
  CborWriter writer(bytes, sizeof(bytes));
  if (!write_health_report(report, &writer)) return fail(SmpResult::kUnknown);
  answer.pair_bytes("data", bytes, writer.size());
  return done();
}

Outcome KitGroup::learning(CborWriter& answer) {
  if (!kit_.plane.on()) {
    return fail_group(smp_kit::kSwitchedOff);
  }
  const PlaneStatus status = kit_.plane.step();
  const ByteView report = kit_.plane.hand_over();
  answer.pair_bytes("data", report.data, report.size);
  if (report.size == 0) answer.pair_unsigned("why", static_cast<uint8_t>(status));
  return done();
}

Outcome KitGroup::learning_taken(const CborMap& map) {
  ByteView digest;
  if (!get_fixed(map, "taken", kSha256Bytes, &digest)) return fail(SmpResult::kInvalidValue);
  if (kit_.plane.taken(digest.data)) return done();
  return fail_group(smp_kit::kOtherReport);
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
    answer.pair_unsigned("place", place);
    answer.pair_unsigned("id", record.id);
    answer.pair_unsigned("image", record.lesson + 1u);
    answer.pair_bytes("package", record.package_digest, kSha256Bytes);
    answer.pair_unsigned("bytes", record.bytes);
    answer.pair_unsigned("until", record.delete_by);
    answer.pair_bool("gone", gone);
    answer.end();
  }
  answer.end();
  return done();
}

Outcome KitGroup::sample(const CborMap& map, CborWriter& answer) {
  uint32_t place = 0;
  if (!map.get("place", &place)) return fail(SmpResult::kInvalidValue);
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
  if (!wants_all && !map.get("id", &id)) return fail(SmpResult::kInvalidValue);
  const SampleStatus status = wants_all ? kit_.sampler.erase_all() : kit_.sampler.erase(id);
  if (status == SampleStatus::kNoSample) return no_sample();
  return stored_outcome(status == SampleStatus::kOk);
}

Outcome KitGroup::receipt(const CborMap& map, CborWriter& answer) {
  uint32_t place = 0;
  uint8_t bytes[kMaxSampleReceiptBytes];
  CborWriter writer(bytes, sizeof(bytes));
  if (!map.get("place", &place)) return fail(SmpResult::kInvalidValue);
  if (place >= kit_.samples.places() || !kit_.receipt(place, &writer)) return no_sample();
  answer.pair_bytes("data", bytes, writer.size());
  return done();
}

Outcome KitGroup::receipt_taken(const CborMap& map) {
  uint32_t place = 0;
  if (!map.get("place", &place)) return fail(SmpResult::kInvalidValue);
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
    answer.pair_unsigned("until", until);
    answer.end();
  }
  answer.end();
  answer.pair_bool("asking", kit_.consents.asking(kit_.ports.clock.milliseconds()));
  return done();
}

Outcome KitGroup::ask_or_withdraw(const CborMap& map) {
  ByteView purpose;
  uint64_t until = 0;
  if (map.get_text("withdraw", &purpose)) return stored_outcome(kit_.withdraw(purpose));
  if (!map.get_text("purpose", &purpose) || !map.get("until", &until)) {
    return fail(SmpResult::kInvalidValue);
  }
  kit_.look_at_button();
  kit_.press.forgo();  // it came before the question
  const uint64_t now = kit_.time.now();
  uint64_t held = 0;
  if (kit_.consents.given(purpose, now, &held) && held == until) return done();
  const ConsentStatus status =
      kit_.consents.ask(purpose, until, now, kit_.ports.clock.milliseconds());
  return status == ConsentStatus::kOk ? button_wanted() : consent_outcome(status);
}

}  // namespace satchel
