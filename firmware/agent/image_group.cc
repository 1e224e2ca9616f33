#include "firmware/agent/image_group.h"

#include "firmware/agent/acceptance.h"

namespace satchel {
namespace {

constexpr uint32_t kDefaultImage = 1;
constexpr uint32_t kDefaultEraseSlot = 1;
constexpr size_t kVersionBytes = 16;

Outcome flash_outcome(FlashStatus status) {
  if (status == FlashStatus::kOk) return done();
  return fail_group(smp_image_error::kFlashWriteFailed, "the flash did not take it");
}

// "0.0.n": packages have no version, their order of arrival stands for it.
void write_version(uint32_t generation, CborWriter& answer) {
  char text[kVersionBytes] = "0.0.";
  char digits[10];
  size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + generation % 10);
    generation /= 10;
  } while (generation != 0);
  size_t at = 4;
  while (count > 0) text[at++] = digits[--count];
  text[at] = '\0';
  answer.write_text("version");
  answer.write_text(text);
}

void write_flag(const char* name, bool value, CborWriter& answer) {
  answer.write_text(name);
  answer.write_bool(value);
}

}  // namespace

Outcome ImageGroup::handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) {
  const bool write = request.op == SmpOp::kWrite;
  switch (request.command) {
    case smp_image::kState:
      return write ? fail(SmpResult::kNotSupported) : state(answer);
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

Outcome ImageGroup::state(CborWriter& answer) {
  answer.write_text("images");
  answer.begin_array();
  for (uint32_t image = 1; image <= slots_.images(); ++image) {
    const int active = slots_.active(image);
    for (uint32_t slot = 0; slot < kSlotsPerImage; ++slot) {
      SlotRecord record;
      if (!slots_.record(image, slot, &record)) continue;
      const bool in_use = active == static_cast<int>(slot);
      answer.begin_map();
      answer.write_text("image");
      answer.write_unsigned(image);
      answer.write_text("slot");
      answer.write_unsigned(slot);
      write_version(record.generation, answer);
      answer.write_text("hash");
      answer.write_bytes(record.digest, kSha256Bytes);
      write_flag("bootable", true, answer);
      write_flag("pending", false, answer);
      write_flag("confirmed", in_use, answer);
      write_flag("active", in_use, answer);
      write_flag("permanent", false, answer);
      answer.end();
    }
  }
  answer.end();
  answer.write_text("splitStatus");
  answer.write_unsigned(0);
  return done();
}

Outcome ImageGroup::slot_info(CborWriter& answer) {
  answer.write_text("images");
  answer.begin_array();
  for (uint32_t image = 1; image <= slots_.images(); ++image) {
    answer.begin_map();
    answer.write_text("image");
    answer.write_unsigned(image);
    answer.write_text("slots");
    answer.begin_array();
    for (uint32_t slot = 0; slot < kSlotsPerImage; ++slot) {
      answer.begin_map();
      answer.write_text("slot");
      answer.write_unsigned(slot);
      answer.write_text("size");
      answer.write_unsigned(slots_.capacity());
      answer.write_text("upload_image_id");
      answer.write_unsigned(image);
      answer.end();
    }
    answer.end();
    answer.write_text("max_image_size");
    answer.write_unsigned(slots_.capacity());
    answer.end();
  }
  answer.end();
  return done();
}

Outcome ImageGroup::erase(const CborMap& map) {
  uint32_t image = kDefaultImage;
  uint32_t slot = kDefaultEraseSlot;
  if (!map.get("image", &image) && map.has("image")) return fail(SmpResult::kInvalidValue);
  if (!map.get("slot", &slot) && map.has("slot")) return fail(SmpResult::kInvalidValue);
  if (image < 1 || image > slots_.images() || slot >= kSlotsPerImage) {
    return fail_group(smp_image_error::kInvalidSlot, "no such slot", SmpResult::kInvalidValue);
  }
  if (slots_.active(image) == static_cast<int>(slot)) {
    return fail_group(smp_image_error::kNoFreeSlot, "the slot is in use", SmpResult::kBadState);
  }
  // An upload that was under way into this slot has lost what it wrote.
  writer_ = SlotWriter(slots_);
  wanted_ = 0;
  return flash_outcome(
      slots_.flash().erase(slots_.record_offset(image, slot), slots_.flash().geometry().sector));
}

// Whether a first chunk names the upload that is under way, or that has just ended: its answer may
// have got lost.
bool ImageGroup::under_way(const CborMap& map) const {
  uint32_t image = kDefaultImage;
  uint32_t length = 0;
  ByteView digest;
  if (wanted_ == 0 || !has_digest_) return false;
  if (!map.get("image", &image) || image == 0) image = kDefaultImage;
  return image == writer_.image() && map.get("len", &length) && length == writer_.length() &&
         map.get_bytes("sha", &digest) && digest.size == kSha256Bytes &&
         __builtin_memcmp(digest.data, digest_, kSha256Bytes) == 0;
}

void ImageGroup::answer_offset(CborWriter& answer) const {
  answer.write_text("off");
  answer.write_unsigned(wanted_);
}

// The first chunk: everything that can be said against the package is said before its slot is
// touched.
Outcome ImageGroup::begin(const CborMap& map, ByteView data) {
  uint32_t image = kDefaultImage;
  uint32_t length = 0;
  ByteView digest;
  if (!map.get("image", &image) && map.has("image")) return fail(SmpResult::kInvalidValue);
  // Zephyr's clients leave the number out or send 0 for the only image there is.
  if (image == 0) image = kDefaultImage;
  if (image > slots_.images()) {
    return fail_group(smp_image_error::kInvalidSlot, "no such image", SmpResult::kInvalidValue);
  }
  if (!map.get("len", &length)) {
    return fail_group(smp_image_error::kInvalidLength, "no length", SmpResult::kInvalidValue);
  }
  const bool with_digest = map.has("sha");
  if (with_digest && (!map.get_bytes("sha", &digest) || digest.size != kSha256Bytes)) {
    return fail_group(smp_image_error::kBadHash, "not a SHA-256", SmpResult::kInvalidValue);
  }
  if (length > slots_.capacity()) {
    Outcome outcome =
        fail_group(smp_image_error::kTooLarge, "longer than the slot", SmpResult::kNoMemory);
    outcome.needed = length;
    outcome.available = slots_.capacity();
    return outcome;
  }
  const Outcome header = accept_header(data.data, data.size, length, capabilities_);
  if (!header.ok()) return header;
  has_digest_ = with_digest;
  if (with_digest) __builtin_memcpy(digest_, digest.data, kSha256Bytes);
  wanted_ = 0;
  return flash_outcome(writer_.begin(image, length));
}

Outcome ImageGroup::finish(bool* match) {
  const ByteView body = writer_.body();
  uint8_t digest[kSha256Bytes];
  hash_.start();
  hash_.update(body.data, body.size);
  hash_.finish(digest);
  *match = !has_digest_ || __builtin_memcmp(digest, digest_, kSha256Bytes) == 0;
  if (!*match) {
    wanted_ = 0;  // nothing to resume: the bytes are not what was announced
    return done();
  }
  const Outcome accepted = accept_package(body, capabilities_);
  if (!accepted.ok()) {
    wanted_ = 0;
    return accepted;
  }
  ++changes_;
  return flash_outcome(writer_.commit(digest));
}

Outcome ImageGroup::take(ByteView data, CborWriter& answer) {
  if (data.size > writer_.length() - wanted_) {
    return fail_group(smp_image_error::kMoreThanAnnounced, "more data than len",
                      SmpResult::kInvalidValue);
  }
  const FlashStatus status = writer_.write(data.data, static_cast<uint32_t>(data.size));
  if (status != FlashStatus::kOk) {
    wanted_ = 0;
    writer_ = SlotWriter(slots_);
    return flash_outcome(status);
  }
  wanted_ += static_cast<uint32_t>(data.size);
  bool match = true;
  const uint32_t reached = wanted_;
  const bool last = writer_.whole() && data.size != 0;
  if (last) {
    const Outcome outcome = finish(&match);
    if (!outcome.ok()) return outcome;
  }
  answer.write_text("off");
  answer.write_unsigned(reached);
  if (last) write_flag("match", match, answer);
  return done();
}

Outcome ImageGroup::upload(const CborMap& map, CborWriter& answer) {
  uint32_t offset = 0;
  ByteView data;
  if (!map.get("off", &offset) || !map.get_bytes("data", &data)) {
    return fail(SmpResult::kInvalidValue);
  }
  if (offset == 0) {
    if (under_way(map)) {
      answer_offset(answer);  // goes on where it was broken off
      return done();
    }
    const Outcome outcome = begin(map, data);
    if (!outcome.ok()) return outcome;
  } else if (offset != wanted_) {
    answer_offset(answer);
    return done();
  }
  return take(data, answer);
}

}  // namespace satchel
