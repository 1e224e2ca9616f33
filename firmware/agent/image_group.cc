#include "firmware/agent/image_group.h"

#include "firmware/agent/refusals.h"
#include "wire/smp/satchel_groups.h"

namespace satchel {
namespace {

constexpr size_t kVersionBytes = 28;

// "0.0.s": packages have no version, their envelope's number stands for it.
void write_version(uint64_t sequence, CborWriter& answer) {
  char text[kVersionBytes] = "0.0.";
  char digits[20];
  size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + sequence % 10);
    sequence /= 10;
  } while (sequence != 0);
  size_t at = 4;
  while (count > 0) text[at++] = digits[--count];
  text[at] = '\0';
  answer.write_text("version");
  answer.write_text(text);
}

struct SlotFlags {
  bool pending, confirmed, active;
};

void write_hash_and_flags(const uint8_t digest[kSha256Bytes], const SlotFlags& flags,
                          CborWriter& answer) {
  answer.pair_bytes("hash", digest, kSha256Bytes);
  answer.pair_bool("bootable", true);
  answer.pair_bool("pending", flags.pending);
  answer.pair_bool("confirmed", flags.confirmed);
  answer.pair_bool("active", flags.active);
  answer.pair_bool("permanent", false);
}

bool same_digest(const uint8_t a[kSha256Bytes], const uint8_t b[kSha256Bytes]) {
  return __builtin_memcmp(a, b, kSha256Bytes) == 0;
}

// Whether the accepted package has arrived whole and proven itself, whatever became of it since.
bool has_arrived(const LessonRecord& record) {
  return record.phase != UpdatePhase::kAccepted && record.phase != UpdatePhase::kFailed;
}

Outcome no_such_slot() {
  return fail_group(smp_image_error::kInvalidSlot, SmpResult::kInvalidValue);
}

}  // namespace

Outcome ImageGroup::handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) {
  const bool write = request.op == SmpOp::kWrite;
  switch (request.command) {
    case smp_image::kState:
      return write ? change_state(map, answer) : state(answer);
    case smp_image::kUpload:
      return write ? upload(map, answer) : fail(SmpResult::kNotSupported);
    case smp_image::kErase:
      return write ? erase(map) : fail(SmpResult::kNotSupported);
    case smp_image::kSlotInfo:
      return write ? fail(SmpResult::kNotSupported) : slot_info(answer);
    default:
      return fail(SmpResult::kNotSupported);
  }
}

// What the prover found says more than the status: which kernel, how many bytes.
Outcome ImageGroup::refusal(UpdateStatus status, CborWriter& answer) const {
  const Outcome outcome = update_outcome(status);
  if (status == UpdateStatus::kArenaTooSmall) {
    return with_limit(outcome, finding_.needed, arena_bytes_, answer);
  }
  if (status == UpdateStatus::kKernelNotLinked) answer.pair_unsigned("kernel", finding_.kernel);
  if (status == UpdateStatus::kMalformedPackage) {
    answer.pair_unsigned("finding", static_cast<uint8_t>(finding_.status));
  }
  return outcome.with_detail();
}

void ImageGroup::write_firmware(CborWriter& answer) {
  if (!hashed_) {
    hash_.start();
    hash_.update(firmware_.code.data, firmware_.code.size);
    hash_.finish(firmware_digest_);
    hashed_ = true;
  }
  answer.begin_map();
  answer.pair_unsigned("image", 0);
  answer.pair_unsigned("slot", 0);
  answer.pair_text("version", firmware_.version);
  write_hash_and_flags(firmware_digest_, {false, true, true}, answer);
  answer.end();
}

void ImageGroup::write_slots(uint32_t lesson, CborWriter& answer) const {
  LessonRecord record;
  if (!updates_.lesson(lesson, &record)) return;
  const bool trial = record.phase == UpdatePhase::kTrial;
  for (uint8_t slot = 0; slot < kSlots; ++slot) {
    if (record.content[slot] != SlotContent::kWhole) continue;
    const bool target = slot == record.target;
    const bool newest = same_digest(record.digest[slot], record.package_digest);
    answer.begin_map();
    answer.pair_unsigned("image", lesson + 1);
    answer.pair_unsigned("slot", slot);
    write_version(newest ? record.sequence : 0, answer);
    write_hash_and_flags(record.digest[slot],
                         {target && record.phase == UpdatePhase::kReady, slot == record.running,
                          trial ? target : slot == record.running},
                         answer);
    answer.end();
  }
}

Outcome ImageGroup::state(CborWriter& answer) {
  answer.write_text("images");
  answer.begin_array();
  write_firmware(answer);
  for (uint32_t lesson = 0; lesson < updates_.lessons(); ++lesson) write_slots(lesson, answer);
  answer.end();
  answer.pair_unsigned("splitStatus", 0);
  return done();
}

// The lesson that a write of the state is about: the one whose accepted package has that digest, or
// without a digest the one on trial. `*lesson` is lessons() when there is nothing to do.
Outcome ImageGroup::choose(const CborMap& map, uint32_t* lesson) const {
  ByteView digest;
  const bool named = map.get_bytes("hash", &digest);
  if (!named && map.has("hash")) return fail(SmpResult::kInvalidValue);
  if (named && digest.size != kSha256Bytes) {
    return fail_group(smp_image_error::kBadHash, SmpResult::kInvalidValue);
  }
  bool held = hashed_ && named && same_digest(digest.data, firmware_digest_);
  if (held) return *lesson = updates_.lessons(), done();
  for (*lesson = 0; *lesson < updates_.lessons(); ++*lesson) {
    LessonRecord record;
    if (!updates_.lesson(*lesson, &record)) continue;
    if (!named && record.phase == UpdatePhase::kTrial) return done();
    if (!named) continue;
    if (same_digest(record.package_digest, digest.data)) return done();
    for (uint8_t slot = 0; slot < kSlots; ++slot) held |= record.holds(slot, digest.data);
  }
  if (!named) return done();
  if (held) return update_outcome(UpdateStatus::kOtherDigest);
  return fail_group(smp_image_error::kHashNotFound, SmpResult::kNoEntry);
}

Outcome ImageGroup::change_state(const CborMap& map, CborWriter& answer) {
  bool confirm = false;
  if (!map.get("confirm", &confirm) && map.has("confirm")) return fail(SmpResult::kInvalidValue);
  if (!confirm && !map.has("hash")) return fail(SmpResult::kInvalidValue);
  uint32_t lesson = 0;
  const Outcome chosen = choose(map, &lesson);
  if (!chosen.ok()) return chosen;
  if (lesson < updates_.lessons()) {
    LessonRecord record;
    updates_.lesson(lesson, &record);
    const UpdateStatus status = confirm ? updates_.confirm(lesson)
                                        : updates_.test(lesson, record.package_digest, time_.now());
    // Tested already, and confirmed since: the answer got lost.
    const bool runs = record.holds(record.running, record.package_digest);
    if (status != UpdateStatus::kOk && !(runs && record.phase == UpdatePhase::kIdle)) {
      return refusal(status, answer);
    }
  }
  return state(answer);
}

Outcome ImageGroup::slot_info(CborWriter& answer) const {
  answer.write_text("images");
  answer.begin_array();
  for (uint32_t image = 0; image <= updates_.lessons(); ++image) {
    const uint32_t slots = image == 0 ? 1 : kSlots;
    const uint64_t size = image == 0 ? firmware_.code.size : slot_bytes_;
    answer.begin_map();
    answer.pair_unsigned("image", image);
    answer.write_text("slots");
    answer.begin_array();
    for (uint32_t slot = 0; slot < slots; ++slot) {
      answer.begin_map();
      answer.pair_unsigned("slot", slot);
      answer.pair_unsigned("size", size);
      if (image != 0) answer.pair_unsigned("upload_image_id", image);
      answer.end();
    }
    answer.end();
    answer.pair_unsigned("max_image_size", size);
    answer.end();
  }
  answer.end();
  return done();
}

Outcome ImageGroup::erase(const CborMap& map) {
  uint32_t slot = 1;
  uint32_t image = 0;
  if (!map.get("slot", &slot) && map.has("slot")) return fail(SmpResult::kInvalidValue);
  if (!map.get("image", &image) && map.has("image")) return fail(SmpResult::kInvalidValue);
  if (!map.has("image")) {
    image = slot / kSlots;
    slot %= kSlots;
  }
  if (image == 0 || image > updates_.lessons() || slot >= kSlots) return no_such_slot();
  return update_outcome(updates_.erase(image - 1, static_cast<uint8_t>(slot)));
}

// The first chunk: everything that can be said against the package is said before its slot is
// touched.
Outcome ImageGroup::open(const CborMap& map, CborWriter& answer) {
  uint32_t image = 0;
  uint32_t length = 0;
  ByteView digest;
  image_ = 0;
  if (!map.get("image", &image) && map.has("image")) return fail(SmpResult::kInvalidValue);
  if (image == 0 || image > updates_.lessons()) return no_such_slot();
  if (!map.get("len", &length)) {
    return fail_group(smp_image_error::kInvalidLength, SmpResult::kInvalidValue);
  }
  if (map.has("sha") && (!map.get_bytes("sha", &digest) || digest.size != kSha256Bytes)) {
    return fail_group(smp_image_error::kBadHash, SmpResult::kInvalidValue);
  }
  LessonRecord record;
  if (!updates_.lesson(image - 1, &record)) return update_outcome(UpdateStatus::kNothingAccepted);
  if (digest.size != 0 && !same_digest(digest.data, record.package_digest)) {
    return update_outcome(UpdateStatus::kOtherDigest);
  }
  if (length != record.package_bytes) {
    return with_limit(fail_group(smp_image_error::kInvalidLength, SmpResult::kInvalidValue),
                      record.package_bytes, length, answer);
  }
  if (record.phase == UpdatePhase::kFailed) return refusal(record.failure, answer);
  image_ = image;
  return done();
}

Outcome ImageGroup::take(uint32_t offset, ByteView data, CborWriter& answer) {
  const uint32_t lesson = image_ - 1;
  LessonRecord record;
  if (!updates_.lesson(lesson, &record)) return update_outcome(UpdateStatus::kNoLesson);
  uint32_t wanted = record.package_bytes;
  bool match = true;
  bool last = has_arrived(record);  // its answer got lost
  if (!last) {
    if (record.phase == UpdatePhase::kFailed) return refusal(record.failure, answer);
    const UpdateStatus status = updates_.chunk(lesson, offset, data, &wanted);
    match = status != UpdateStatus::kWrongDigest;
    if (status == UpdateStatus::kTooManyBytes) {
      return fail_group(smp_image_error::kMoreThanAnnounced, SmpResult::kInvalidValue);
    }
    if (status != UpdateStatus::kOk && status != UpdateStatus::kWrongOffset && match) {
      return refusal(status, answer);
    }
    last = !match || wanted == record.package_bytes;
  }
  answer.pair_unsigned("off", wanted);
  if (last) answer.pair_bool("match", match);
  return done();
}

Outcome ImageGroup::upload(const CborMap& map, CborWriter& answer) {
  uint32_t offset = 0;
  ByteView data;
  if (!map.get("off", &offset) || !map.get_bytes("data", &data)) {
    return fail(SmpResult::kInvalidValue);
  }
  if (offset == 0) {
    const Outcome opened = open(map, answer);
    if (!opened.ok()) return opened;
  } else if (image_ == 0) {
    // The kit has started again since: the first chunk names the image and finds the place.
    answer.pair_unsigned("off", 0);
    return done();
  }
  return take(offset, data, answer);
}

}  // namespace satchel
