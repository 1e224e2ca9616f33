#include "firmware/agent/sampler/sampler.h"

#include "wire/cbor/map.h"

namespace satchel {
namespace {

constexpr uint64_t kSecondsADay = 86400;
constexpr uint64_t kSecondsBetweenDays = 4 * 60 * 60;  // of own running time

KeepStatus of(SealStatus status) {
  switch (status) {
    case SealStatus::kOk:
      return KeepStatus::kKept;
    case SealStatus::kNoEntropy:
      return KeepStatus::kNoEntropy;
    case SealStatus::kBadKey:
      return KeepStatus::kBadKey;
  }
  return KeepStatus::kBadKey;
}

bool has_room(const SampleStore& store) {
  SampleRecord record;
  for (uint32_t place = 0; place < store.places(); ++place) {
    if (!store.about(place, &record)) return true;
  }
  return false;
}

bool header_of(ByteView sealed, SampleHeader* header) {
  SealedSample sample;
  if (read_sample_start(sealed, &sample) != MessageStatus::kOk) return false;
  *header = sample.header;
  return true;
}

}  // namespace

bool allows_samples(ByteView card) {
  bool allowed = false;
  return CborMap(card.data, card.size).get("samples", &allowed) && allowed;
}

KeepStatus Sampler::permitted(const SampleWindow& window, const Settings& settings,
                              SampleHeader* header, Day* day) const {
  if (!window.allowed) return KeepStatus::kNotAllowed;
  if (!settings.has_steward_key || settings.sample_budget == 0) return KeepStatus::kOff;
  const uint64_t now = parts_.time.now();
  if (now == 0) return KeepStatus::kTimeUnknown;
  for (size_t i = 0; i < settings.purpose_count && header->purpose.size == 0; ++i) {
    if (parts_.consent.given(settings.purposes[i], now, &header->delete_by)) {
      header->purpose = settings.purposes[i];
    }
  }
  if (header->purpose.size == 0) return KeepStatus::kNoConsent;
  const uint64_t date = now / kSecondsADay, running = parts_.time.running();
  const bool known = parts_.log.get(RecordKey::kSampleDay, day);
  if (!known || (date > day->date && running >= day->running + kSecondsBetweenDays)) {
    *day = {date, running, 0, 0};
  }
  return day->kept < settings.sample_budget ? KeepStatus::kKept : KeepStatus::kSpent;
}

KeepStatus Sampler::offer(const SampleWindow& window, const Settings& settings) {
  SampleHeader header;
  Day day;
  const KeepStatus status = permitted(window, settings, &header, &day);
  if (status != KeepStatus::kKept) return status;
  switch (picker_.judge(window.scores, window.labels, window.rule, window.sketch)) {
    case Picker::Verdict::kSure:
      return KeepStatus::kSure;
    case Picker::Verdict::kAlike:
      return KeepStatus::kAlike;
    case Picker::Verdict::kPicked:
      break;
  }
  if (!has_room(parts_.store)) return KeepStatus::kNoPlace;
  const size_t samples = size_t{window.samples[0]} + window.samples[1];
  if (samples == 0 || sealed_sample_bytes(kMaxSampleHeaderBytes, kMaxSampleFactsBytes, samples) >
                          parts_.store.place_bytes()) {
    return KeepStatus::kTooLong;
  }
  parts_.feedback.show(Sign::kStoring, true);
  header.lesson = window.lesson;
  __builtin_memcpy(header.package_digest, window.digest, kSha256Bytes);
  const KeepStatus kept = keep(window, settings, header, day);
  parts_.sealer.forget();
  parts_.feedback.show(Sign::kStoring, false);
  if (kept == KeepStatus::kKept) picker_.kept(window.sketch);
  return kept;
}

// Randomness first: where it fails nothing was written. Then the budget, before the sample: a cut
// loses a sample, never the count.
KeepStatus Sampler::keep(const SampleWindow& window, const Settings& settings,
                         const SampleHeader& about, const Day& spent) {
  SampleHeader header = about;
  uint8_t sealed_key[kSealedStreamKeyBytes], stream_header[kStreamHeaderBytes];
  if (!parts_.entropy.fill(reinterpret_cast<uint8_t*>(&header.id), sizeof(header.id))) {
    return KeepStatus::kNoEntropy;
  }
  const KeepStatus sealed =
      of(parts_.sealer.begin(settings.steward_key, sealed_key, stream_header));
  if (sealed != KeepStatus::kKept) return sealed;
  Day day = spent;
  ++day.kept;
  if (parts_.log.put(RecordKey::kSampleDay, day) != StoreStatus::kOk) {
    return KeepStatus::kFlashFailed;
  }
  SampleRecord record = {};
  record.id = header.id;
  record.delete_by = header.delete_by;
  record.lesson = window.lesson_number;
  __builtin_memcpy(record.package_digest, header.package_digest, kSha256Bytes);
  if (parts_.store.begin(record) == SampleStatus::kOk &&
      write(window, header, sealed_key, stream_header) &&
      parts_.store.finish() == SampleStatus::kOk) {
    return KeepStatus::kKept;
  }
  parts_.store.abandon();
  return KeepStatus::kFlashFailed;
}

bool Sampler::write(const SampleWindow& window, const SampleHeader& header,
                    const uint8_t* sealed_key, const uint8_t* stream_header) {
  uint8_t header_bytes[kMaxSampleHeaderBytes], facts_bytes[kMaxSampleFactsBytes];
  CborWriter header_writer(header_bytes, sizeof(header_bytes));
  CborWriter facts_writer(facts_bytes, sizeof(facts_bytes));
  const Margin margin = margin_of(window.scores, window.labels);
  write_sample_facts({window.samples_per_second, window.samples[0] + window.samples[1], margin.best,
                      margin.margin},
                     &facts_writer);
  return write_sample_header(header, &header_writer) && facts_writer.ok() &&
         write_string(header_bytes, header_writer.size()) &&
         write_string(sealed_key, kSealedStreamKeyBytes) &&
         write_string(stream_header, kStreamHeaderBytes) &&
         write_chunk({facts_bytes, facts_writer.size()}, {header_bytes, header_writer.size()},
                     false) &&
         write_sound(window);
}

bool Sampler::write_string(const uint8_t* bytes, size_t size) {
  uint8_t item[kMaxSampleHeaderBytes + 3];
  CborWriter writer(item, sizeof(item));
  writer.write_bytes(bytes, size);
  return writer.ok() &&
         parts_.store.write(item, static_cast<uint32_t>(writer.size())) == SampleStatus::kOk;
}

bool Sampler::write_chunk(ByteView chunk, ByteView additional, bool last) {
  uint8_t item[kMaxSealedChunkBytes];
  CborWriter writer(item, sizeof(item));
  uint8_t* sealed = writer.reserve_bytes(chunk.size + kStreamChunkBytes);
  if (sealed == nullptr) return false;
  parts_.sealer.push(chunk, additional, last, sealed);
  return parts_.store.write(item, static_cast<uint32_t>(writer.size())) == SampleStatus::kOk;
}

// Chunks go over the place where the audio buffer wraps. Samples are little-endian, as every board
// is.
bool Sampler::write_sound(const SampleWindow& window) {
  constexpr uint32_t kChunk = kSampleChunkBytes / sizeof(int16_t);
  int16_t chunk[kChunk];
  uint32_t filled = 0;
  for (int part = 0; part < 2; ++part) {
    for (uint32_t at = 0; at < window.samples[part];) {
      const uint32_t left = window.samples[part] - at, room = kChunk - filled;
      const uint32_t count = left < room ? left : room;
      __builtin_memcpy(chunk + filled, window.sound[part] + at, count * sizeof(int16_t));
      filled += count;
      at += count;
      const bool last = at == window.samples[part] && (part == 1 || window.samples[1] == 0);
      if (filled < kChunk && !last) continue;
      const ByteView bytes = {reinterpret_cast<const uint8_t*>(chunk), filled * sizeof(int16_t)};
      if (!write_chunk(bytes, {}, last)) return false;
      filled = 0;
    }
  }
  return true;
}

SampleStatus Sampler::enforce() {
  const uint64_t now = parts_.time.now();
  SampleStatus result = SampleStatus::kOk;
  for (uint32_t place = 0; place < parts_.store.places(); ++place) {
    const ByteView sealed = parts_.store.sealed(place);
    if (sealed.size == 0) continue;
    SampleHeader header;
    uint64_t until = 0;
    ErasureReason reason = ErasureReason::kDue;
    if (header_of(sealed, &header) && header.delete_by > now) {
      if (parts_.consent.given(header.purpose, now, &until)) continue;
      reason = ErasureReason::kWithdrawn;
    }
    const SampleStatus status = parts_.store.remove(place, static_cast<uint8_t>(reason));
    if (status != SampleStatus::kOk) result = status;
  }
  return result;
}

SampleStatus Sampler::erase(uint64_t id) {
  for (uint32_t place = 0; place < parts_.store.places(); ++place) {
    SampleRecord record;
    if (parts_.store.about(place, &record) && record.id == id) {
      return parts_.store.remove(place, static_cast<uint8_t>(ErasureReason::kTold));
    }
  }
  return SampleStatus::kNoSample;
}

SampleStatus Sampler::erase_all() {
  SampleStatus result = SampleStatus::kOk;
  for (uint32_t place = 0; place < parts_.store.places(); ++place) {
    if (parts_.store.sealed(place).size == 0) continue;
    const SampleStatus status =
        parts_.store.remove(place, static_cast<uint8_t>(ErasureReason::kTold));
    if (status != SampleStatus::kOk) result = status;
  }
  return result;
}

bool Sampler::receipt(uint32_t place, Signer& kit, CborWriter* writer) const {
  SampleRecord record;
  if (!parts_.store.about(place, &record) || record.state != SampleState::kGone) return false;
  SampleReceipt receipt;
  receipt.id = record.id;
  receipt.reason = static_cast<ErasureReason>(record.reason);
  receipt.time = parts_.time.now();
  __builtin_memcpy(receipt.package_digest, record.package_digest, kSha256Bytes);
  return seal_sample_receipt(receipt, kit, writer);
}

}  // namespace satchel
