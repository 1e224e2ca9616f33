#include "wire/suit/envelope.h"

namespace satchel {
namespace {

// A byte string with its content and with its head.
bool read_wrapped(CborReader& reader, ByteView* content, ByteView* wrapped) {
  const uint8_t* start = reader.position();
  if (!reader.read_bytes(content)) return false;
  *wrapped = {start, static_cast<size_t>(reader.position() - start)};
  return true;
}

SuitStatus read_authentication(ByteView bytes, SuitEnvelope* envelope) {
  CborReader reader(bytes.data, bytes.size);
  CborContainer list;
  if (!reader.enter_array(&list) || !reader.next(&list) ||
      !reader.read_bytes(&envelope->signed_digest)) {
    return SuitStatus::kMalformed;
  }
  const SuitStatus digest = read_suit_digest(envelope->signed_digest, &envelope->digest);
  if (digest != SuitStatus::kOk) return digest;
  while (reader.next(&list)) {
    ByteView block;
    if (!reader.read_bytes(&block)) return SuitStatus::kMalformed;
    if (envelope->block_count == kSuitMaxBlocks) return SuitStatus::kTooMany;
    CoseSign1* message = &envelope->blocks[envelope->block_count++];
    // Other kinds of COSE message authenticate an envelope too; none is read here.
    if (read_sign1(block, message) != CoseStatus::kOk || !message->detached) {
      return SuitStatus::kMalformed;
    }
  }
  if (!reader.ok()) return SuitStatus::kMalformed;
  return reader.at_end() ? SuitStatus::kOk : SuitStatus::kTrailingBytes;
}

SuitStatus read_severed(CborReader& reader, uint64_t key, SuitEnvelope* envelope) {
  if (key != suit_envelope::kPayloadFetch && key != suit_envelope::kInstall &&
      key != suit_envelope::kText) {
    return SuitStatus::kUnknownElement;
  }
  // Three keys, each above the one before it.
  SuitSevered* severed = &envelope->severed[envelope->severed_count++];
  severed->key = key;
  return read_wrapped(reader, &severed->content, &severed->wrapped) ? SuitStatus::kOk
                                                                    : SuitStatus::kMalformed;
}

SuitStatus read_payload(CborReader& reader, SuitEnvelope* envelope) {
  if (envelope->payload_count == kSuitMaxPayloads) return SuitStatus::kTooMany;
  SuitPayload* payload = &envelope->payloads[envelope->payload_count++];
  return reader.read_text(&payload->name) && reader.read_bytes(&payload->content)
             ? SuitStatus::kOk
             : SuitStatus::kMalformed;
}

// One pair of the envelope's map; `*last` is the key of the pair before it, 0 at first.
SuitStatus read_pair(CborReader& reader, uint64_t* last, SuitEnvelope* envelope) {
  if (reader.peek() == CborType::kText) return read_payload(reader, envelope);
  uint64_t key = 0;
  if (!reader.read_unsigned(&key)) return SuitStatus::kMalformed;
  // Numbers come before texts and rise, so that each comes once.
  if (key <= *last || envelope->payload_count != 0) return SuitStatus::kNotDeterministic;
  *last = key;
  if (key == suit_envelope::kAuthentication) {
    ByteView bytes;
    if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
    return read_authentication(bytes, envelope);
  }
  if (key == suit_envelope::kManifest) {
    return read_wrapped(reader, &envelope->manifest, &envelope->manifest_wrapped)
               ? SuitStatus::kOk
               : SuitStatus::kMalformed;
  }
  return read_severed(reader, key, envelope);
}

}  // namespace

SuitStatus read_suit_digest(ByteView bytes, SuitDigest* digest) {
  CborReader reader(bytes.data, bytes.size);
  CborContainer pair;
  if (!reader.enter_array(&pair) || pair.indefinite || pair.left != 2 ||
      !reader.read_integer(&digest->algorithm) || !reader.read_bytes(&digest->bytes)) {
    return SuitStatus::kMalformed;
  }
  return reader.at_end() ? SuitStatus::kOk : SuitStatus::kTrailingBytes;
}

void write_suit_digest(CborWriter& writer, const SuitDigest& digest) {
  writer.begin_array(2);
  writer.write_integer(digest.algorithm);
  writer.write_bytes(digest.bytes.data, digest.bytes.size);
}

SuitStatus read_envelope(ByteView bytes, SuitEnvelope* envelope) {
  *envelope = SuitEnvelope();
  CborReader reader(bytes.data, bytes.size);
  CborContainer map;
  uint64_t tag = 0;
  if (!reader.read_tag(&tag) || tag != kSuitEnvelopeTag || !reader.enter_map(&map)) {
    return SuitStatus::kMalformed;
  }
  uint64_t last = 0;
  while (reader.next(&map)) {
    const SuitStatus status = read_pair(reader, &last, envelope);
    if (status != SuitStatus::kOk) return status;
  }
  if (!reader.ok()) return SuitStatus::kMalformed;
  if (!reader.at_end()) return SuitStatus::kTrailingBytes;
  const bool whole = envelope->signed_digest.size != 0 && envelope->manifest.size != 0;
  return whole ? SuitStatus::kOk : SuitStatus::kMissingElement;
}

void write_envelope(CborWriter& writer, const SuitEnvelope& envelope) {
  writer.write_tag(kSuitEnvelopeTag);
  writer.begin_map(2 + envelope.severed_count + envelope.payload_count);
  writer.write_unsigned(suit_envelope::kAuthentication);
  const size_t authentication = writer.size();
  writer.begin_array(1 + envelope.block_count);
  const size_t digest = writer.size();
  write_suit_digest(writer, envelope.digest);
  writer.wrap_bytes(digest);
  for (size_t i = 0; i < envelope.block_count; ++i) {
    const size_t block = writer.size();
    write_sign1(writer, envelope.blocks[i]);
    writer.wrap_bytes(block);
  }
  writer.wrap_bytes(authentication);
  writer.write_unsigned(suit_envelope::kManifest);
  writer.write_bytes(envelope.manifest.data, envelope.manifest.size);
  for (size_t i = 0; i < envelope.severed_count; ++i) {
    const SuitSevered& severed = envelope.severed[i];
    writer.write_unsigned(severed.key);
    writer.write_bytes(severed.content.data, severed.content.size);
  }
  for (size_t i = 0; i < envelope.payload_count; ++i) {
    writer.write_text(envelope.payloads[i].name);
    writer.write_bytes(envelope.payloads[i].content.data, envelope.payloads[i].content.size);
  }
}

bool matches(const SuitDigest& digest, ByteView bytes, Hash& hash) {
  uint8_t actual[kSha256Bytes];
  hash.start();
  hash.update(bytes.data, bytes.size);
  hash.finish(actual);
  return digest.algorithm == kSuitSha256 && equal(digest.bytes, {actual, sizeof(actual)});
}

SuitStatus authenticate(const SuitEnvelope& envelope, const SignatureVerifier& key, Hash& hash) {
  if (envelope.block_count == 0) return SuitStatus::kUnauthenticated;
  if (envelope.digest.algorithm != kSuitSha256 || envelope.digest.bytes.size != kSha256Bytes ||
      envelope.signed_digest.size > kSuitDigestBytes) {
    return SuitStatus::kUnsupportedDigest;
  }
  SuitStatus status = SuitStatus::kWrongAlgorithm;
  for (size_t i = 0; i < envelope.block_count && status != SuitStatus::kOk; ++i) {
    const CoseSign1& block = envelope.blocks[i];
    if (!key.fits(block.algorithm)) continue;
    uint8_t message[kSuitSignedBytes];
    CborWriter writer(message, sizeof(message));
    write_signed_bytes(writer, block.protected_header, {}, envelope.signed_digest);
    const bool good =
        writer.ok() && key.verify(block.algorithm, {message, writer.size()}, block.signature);
    status = good ? SuitStatus::kOk : SuitStatus::kBadSignature;
  }
  if (status != SuitStatus::kOk) return status;
  return matches(envelope.digest, envelope.manifest_wrapped, hash) ? SuitStatus::kOk
                                                                   : SuitStatus::kDigestMismatch;
}

}  // namespace satchel
