#include "wire/suit/update.h"

#include "wire/cbor/deterministic.h"
#include "wire/suit/keys.h"

namespace satchel {
namespace {

// What was found of what has to be there.
enum Found : uint32_t {
  kFoundVersion = 1u << 0,
  kFoundSequence = 1u << 1,
  kFoundLesson = 1u << 2,
  kFoundVendor = 1u << 3,
  kFoundClass = 1u << 4,
  kFoundDigest = 1u << 5,
  kFoundSize = 1u << 6,
  kFoundAll = (1u << 7) - 1,
};

// Reads values wherever they stand. That each stands in its place, once, and nothing is between
// them, is shown by encoding them again.
class ManifestReader {
 public:
  explicit ManifestReader(ModelUpdate* update) : update_(update) {}

  SuitStatus manifest(ByteView bytes) {
    CborReader reader(bytes.data, bytes.size);
    CborContainer map;
    reader.enter_map(&map);
    while (reader.next(&map)) {
      uint64_t key = 0;
      reader.read_unsigned(&key);
      const SuitStatus status = reader.ok() ? element(reader, key) : SuitStatus::kMalformed;
      if (status != SuitStatus::kOk) return status;
    }
    if (!reader.ok()) return SuitStatus::kMalformed;
    return found_ == kFoundAll ? SuitStatus::kOk : SuitStatus::kMissingElement;
  }

 private:
  SuitStatus element(CborReader& reader, uint64_t key) {
    uint64_t version = 0;
    ByteView bytes;
    switch (key) {
      case suit_manifest::kVersion:
        found_ |= kFoundVersion;
        if (!reader.read_unsigned(&version)) return SuitStatus::kMalformed;
        return version == kSuitManifestVersion ? SuitStatus::kOk : SuitStatus::kUnsupportedVersion;
      case suit_manifest::kSequenceNumber:
        found_ |= kFoundSequence;
        return reader.read_unsigned(&update_->sequence) ? SuitStatus::kOk : SuitStatus::kMalformed;
      case suit_manifest::kCommon:
        return reader.read_bytes(&bytes) ? common(bytes) : SuitStatus::kMalformed;
      case suit_manifest::kValidate:
      case suit_manifest::kInstall:
        return reader.read_bytes(&bytes) ? commands(bytes) : SuitStatus::kMalformed;
      default:
        return SuitStatus::kUnknownElement;
    }
  }

  SuitStatus common(ByteView bytes) {
    CborReader reader(bytes.data, bytes.size);
    CborContainer map;
    reader.enter_map(&map);
    while (reader.next(&map)) {
      uint64_t key = 0;
      ByteView sequence;
      reader.read_unsigned(&key);
      SuitStatus status = SuitStatus::kMalformed;
      if (key == suit_common::kComponents) {
        status = components(reader);
      } else if (key == suit_common::kSharedSequence) {
        if (reader.read_bytes(&sequence)) status = commands(sequence);
      } else if (reader.ok()) {
        status = SuitStatus::kUnknownElement;
      }
      if (status != SuitStatus::kOk) return status;
    }
    return reader.ok() ? SuitStatus::kOk : SuitStatus::kMalformed;
  }

  // [[ lesson ]]
  SuitStatus components(CborReader& reader) {
    CborContainer list, parts;
    if (!reader.enter_array(&list) || !reader.next(&list) || !reader.enter_array(&parts) ||
        !reader.next(&parts) || !reader.read_bytes(&update_->lesson)) {
      return SuitStatus::kMalformed;
    }
    if (reader.next(&parts) || reader.next(&list)) return SuitStatus::kTooMany;
    found_ |= kFoundLesson;
    return is_lesson_name(update_->lesson) ? SuitStatus::kOk : SuitStatus::kBadValue;
  }

  SuitStatus commands(ByteView bytes) {
    CborReader reader(bytes.data, bytes.size);
    CborContainer list;
    reader.enter_array(&list);
    while (reader.next(&list)) {
      uint64_t key = 0;
      if (!reader.read_unsigned(&key) || !reader.next(&list)) return SuitStatus::kMalformed;
      SuitStatus status = SuitStatus::kOk;
      switch (key) {
        case suit_command::kOverrideParameters:
          status = parameters(reader);
          break;
        case suit_command::kVendor:
        case suit_command::kClass:
        case suit_command::kImageMatch:
        case suit_command::kUseBefore:
        case suit_command::kMinimumBattery:
        case suit_command::kVersion:
          if (!reader.skip()) status = SuitStatus::kMalformed;
          break;
        default:
          status = SuitStatus::kUnknownElement;
      }
      if (status != SuitStatus::kOk) return status;
    }
    return reader.ok() ? SuitStatus::kOk : SuitStatus::kMalformed;
  }

  SuitStatus parameters(CborReader& reader) {
    CborContainer map;
    reader.enter_map(&map);
    while (reader.next(&map)) {
      uint64_t key = 0;
      reader.read_unsigned(&key);
      const SuitStatus status = reader.ok() ? parameter(reader, key) : SuitStatus::kMalformed;
      if (status != SuitStatus::kOk) return status;
    }
    return reader.ok() ? SuitStatus::kOk : SuitStatus::kMalformed;
  }

  SuitStatus parameter(CborReader& reader, uint64_t key) {
    ByteView bytes;
    switch (key) {
      case suit_parameter::kVendor:
        found_ |= kFoundVendor;
        return read_fixed(reader, update_->vendor_id, kUuidBytes);
      case suit_parameter::kClass:
        found_ |= kFoundClass;
        return read_fixed(reader, update_->class_id, kUuidBytes);
      case suit_parameter::kImageDigest:
        found_ |= kFoundDigest;
        return reader.read_bytes(&bytes) ? image_digest(bytes) : SuitStatus::kMalformed;
      case suit_parameter::kImageSize:
        found_ |= kFoundSize;
        return read_number(reader, 1, &update_->size);
      case suit_parameter::kUseBefore:
        update_->has_use_before = true;
        return reader.read_unsigned(&update_->use_before) ? SuitStatus::kOk
                                                          : SuitStatus::kMalformed;
      case suit_parameter::kMinimumBattery:
        update_->has_minimum_battery = true;
        return read_number(reader, 0, &update_->minimum_battery);
      case suit_parameter::kVersion:
        update_->has_least_firmware = true;
        return reader.read_bytes(&bytes) ? version(bytes) : SuitStatus::kMalformed;
      default:
        return SuitStatus::kUnknownElement;
    }
  }

  SuitStatus image_digest(ByteView bytes) {
    SuitDigest digest;
    const SuitStatus status = read_suit_digest(bytes, &digest);
    if (status != SuitStatus::kOk) return status;
    if (digest.algorithm != kSuitSha256 || digest.bytes.size != kSha256Bytes) {
      return SuitStatus::kUnsupportedDigest;
    }
    __builtin_memcpy(update_->digest, digest.bytes.data, kSha256Bytes);
    return SuitStatus::kOk;
  }

  // [ comparison, [ major, minor, patch ] ]
  SuitStatus version(ByteView bytes) {
    CborReader reader(bytes.data, bytes.size);
    CborContainer pair, numbers;
    uint64_t comparison = 0;
    if (!reader.enter_array(&pair) || !reader.next(&pair) || !reader.read_unsigned(&comparison) ||
        !reader.next(&pair) || !reader.enter_array(&numbers)) {
      return SuitStatus::kMalformed;
    }
    if (comparison != kSuitGreaterOrEqual) return SuitStatus::kBadValue;
    FirmwareVersion& least = update_->least_firmware;
    uint32_t* const parts[] = {&least.major, &least.minor, &least.patch};
    for (uint32_t* part : parts) {
      if (!reader.next(&numbers)) return SuitStatus::kBadValue;
      const SuitStatus status = read_number(reader, 0, part);
      if (status != SuitStatus::kOk) return status;
    }
    return SuitStatus::kOk;
  }

  static SuitStatus read_fixed(CborReader& reader, uint8_t* out, size_t size) {
    ByteView bytes;
    if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
    if (bytes.size != size) return SuitStatus::kBadValue;
    __builtin_memcpy(out, bytes.data, size);
    return SuitStatus::kOk;
  }

  static SuitStatus read_number(CborReader& reader, uint32_t least, uint32_t* out) {
    uint64_t value = 0;
    if (!reader.read_unsigned(&value)) return SuitStatus::kMalformed;
    if (value < least || value > UINT32_MAX) return SuitStatus::kBadValue;
    *out = static_cast<uint32_t>(value);
    return SuitStatus::kOk;
  }

  ModelUpdate* update_;
  uint32_t found_ = 0;
};

SuitStatus check_block(const SuitEnvelope& envelope) {
  if (envelope.block_count == 0) return SuitStatus::kUnauthenticated;
  if (envelope.block_count > 1) return SuitStatus::kTooMany;
  if (envelope.severed_count != 0 || envelope.payload_count != 0) {
    return SuitStatus::kUnknownElement;
  }
  const CoseSign1& block = envelope.blocks[0];
  if (!block.unprotected_empty) return SuitStatus::kUnsignedHeader;
  return block.only_algorithm ? SuitStatus::kOk : SuitStatus::kUnknownElement;
}

// Whether the envelope is the one encoding of what was read from it.
bool is_the_encoding(ByteView bytes, const SuitEnvelope& envelope, const ModelUpdate& update) {
  if (!is_deterministic(envelope.blocks[0].protected_header)) return false;
  uint8_t buffer[kMaxEnvelopeBytes];
  CborWriter manifest(buffer, sizeof(buffer));
  write_update_manifest(manifest, update);
  if (!manifest.ok() || !equal({buffer, manifest.size()}, envelope.manifest)) return false;
  CborWriter whole(buffer, sizeof(buffer));
  write_envelope(whole, envelope);
  return whole.ok() && equal({buffer, whole.size()}, bytes);
}

}  // namespace

SuitStatus open_update(ByteView bytes, const SignatureVerifier& key, Hash& hash,
                       ModelUpdate* update) {
  if (bytes.size > kMaxEnvelopeBytes) return SuitStatus::kTooLong;
  SuitEnvelope envelope;
  SuitStatus status = read_envelope(bytes, &envelope);
  if (status == SuitStatus::kOk) status = check_block(envelope);
  if (status == SuitStatus::kOk) status = authenticate(envelope, key, hash);
  if (status != SuitStatus::kOk) return status;
  ModelUpdate read;
  status = ManifestReader(&read).manifest(envelope.manifest);
  if (status != SuitStatus::kOk) return status;
  if (!is_the_encoding(bytes, envelope, read)) return SuitStatus::kNotDeterministic;
  *update = read;
  return SuitStatus::kOk;
}

}  // namespace satchel
