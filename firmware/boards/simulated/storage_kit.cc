#include "firmware/boards/simulated/storage_kit.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "core/kernels/tables.h"

namespace satchel::simulated {
namespace {

constexpr uint32_t kChunkBytes = 160;

Capabilities everything() {
  Capabilities capabilities;
  capabilities.kernels = kAllKernels;
  return capabilities;
}

}  // namespace

void FakeKey::checksum(ByteView message, uint8_t out[kSignatureBytes]) const {
  uint64_t hash = secret_ ^ 0xcbf29ce484222325u;
  for (size_t i = 0; i < message.size; ++i) hash = (hash ^ message.data[i]) * 0x100000001b3u;
  for (size_t i = 0; i < kSignatureBytes; ++i) {
    out[i] = static_cast<uint8_t>(hash >> 56);
    hash = (hash ^ i) * 0x100000001b3u;
  }
}

bool FakeKey::sign(ByteView message, uint8_t signature[kSignatureBytes]) {
  checksum(message, signature);
  return true;
}

bool FakeKey::verify(int64_t algorithm, ByteView message, ByteView signature) const {
  uint8_t wanted[kSignatureBytes];
  checksum(message, wanted);
  return fits(algorithm) && signature.size == kSignatureBytes &&
         std::memcmp(signature.data, wanted, kSignatureBytes) == 0;
}

Bytes seal(const std::string& lesson, const Bytes& package, uint64_t sequence, FakeKey& key,
           void (*change)(ModelUpdate*)) {
  ModelUpdate update;
  SodiumHash hash;
  update.lesson = view_of(lesson.c_str());
  update.sequence = sequence;
  std::memcpy(update.vendor_id, kVendorId, kUuidBytes);
  hash.start();
  hash.update(package.data(), package.size());
  hash.finish(update.digest);
  update.size = static_cast<uint32_t>(package.size());
  if (change != nullptr) change(&update);
  Bytes envelope(kMaxEnvelopeBytes);
  CborWriter writer(envelope.data(), envelope.size());
  if (!seal_update(update, key, hash, &writer)) throw std::logic_error("envelope does not fit");
  envelope.resize(writer.size());
  return envelope;
}

StorageKit::StorageKit(Flash& flash, const FlashPlan& plan, uint32_t arena_bytes)
    : arena_(arena_bytes),
      flash_(flash),
      plan_(plan),
      prover_(everything(), arena_.data(), arena_bytes),
      log(flash, plan.log),
      updates(log, flash, plan.slots, hash_, prover_, unit_),
      samples(log, flash, plan.samples, sample_unit_),
      ledger(log),
      configuration(log) {
  conditions.publisher = &key_;
  conditions.battery = 1000;
}

bool StorageKit::start() {
  if (log.mount() != StoreStatus::kOk) return false;
  if (resume_erasure(log, flash_, plan_) != StoreStatus::kOk) return false;
  if (samples.start() != SampleStatus::kOk) return false;
  updates.start();
  return true;
}

std::string StorageKit::visible() {
  std::string text;
  const auto add = [&text](const char* name, uint64_t value) {
    text += name + std::to_string(value) + ' ';
  };
  for (uint32_t i = 0; i < updates.lessons(); ++i) {
    LessonRecord record;
    if (!updates.lesson(i, &record)) continue;
    add("sequence ", record.sequence);
    const ByteView package = updates.package(i);
    uint8_t digest[kSha256Bytes];
    hash_.start();
    hash_.update(package.data, package.size);
    hash_.finish(digest);
    uint32_t number;
    std::memcpy(&number, digest, sizeof(number));
    add(package.size == 0 ? "none " : "runs ", number);
  }
  add("configuration ", configuration.sequence());
  const ByteView content = configuration.content();
  text.append(reinterpret_cast<const char*>(content.data), content.size);
  const LedgerRecord spent = ledger.record();
  add(" term ", spent.term);
  add("spent ", spent.spent);
  add("reports ", spent.reports);
  for (uint32_t place = 0; place < samples.places(); ++place) {
    const ByteView sealed = samples.sealed(place);
    if (sealed.size != 0) add("sample ", sealed.data[sealed.size - 1]);
  }
  add("identity ", log.has(RecordKey::kIdentity) ? 1 : 0);
  return text;
}

UpdateStatus StorageKit::transfer(const Bytes& envelope, const Bytes& package) {
  Acceptance acceptance;
  UpdateStatus status = updates.accept({envelope.data(), envelope.size()}, conditions, &acceptance);
  if (status != UpdateStatus::kOk || !acceptance.transfer) return status;
  uint32_t wanted = 0;
  status = updates.progress(acceptance.lesson, &wanted);
  while (status == UpdateStatus::kOk && wanted < package.size()) {
    const uint32_t rest = static_cast<uint32_t>(package.size()) - wanted;
    status = updates.chunk(acceptance.lesson, wanted,
                           {package.data() + wanted, std::min(kChunkBytes, rest)}, &wanted);
  }
  return status;
}

void StorageKit::observe_windows(uint32_t lesson, bool good) {
  for (uint32_t i = 0; i < kHealthyWindows; ++i) {
    if (updates.observe(lesson, good) != UpdateStatus::kOk) return;
  }
}

UpdateStatus StorageKit::try_out(uint32_t lesson, const Bytes& package) {
  uint8_t digest[kSha256Bytes];
  hash_.start();
  hash_.update(package.data(), package.size());
  hash_.finish(digest);
  return updates.test(lesson, digest, conditions.now);
}

UpdateStatus StorageKit::deliver(const Bytes& envelope, const Bytes& package) {
  const UpdateStatus status = transfer(envelope, package);
  if (status != UpdateStatus::kOk) return status;
  Acceptance acceptance;
  updates.accept({envelope.data(), envelope.size()}, conditions, &acceptance);
  LessonRecord record;
  updates.lesson(acceptance.lesson, &record);
  if (record.phase == UpdatePhase::kIdle) return UpdateStatus::kOk;
  const UpdateStatus tried = try_out(acceptance.lesson, package);
  if (tried != UpdateStatus::kOk) return tried;
  observe_windows(acceptance.lesson, true);
  return updates.confirm(acceptance.lesson);
}

}  // namespace satchel::simulated
