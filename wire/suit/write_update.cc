#include "wire/suit/keys.h"
#include "wire/suit/update.h"

namespace satchel {
namespace {

void write_condition(CborWriter& writer, uint64_t key) {
  writer.write_unsigned(key);
  writer.write_unsigned(kSuitReportAll);
}

// Which kits, and which package: what holds for every sequence.
void write_shared_sequence(CborWriter& writer, const ModelUpdate& update) {
  writer.begin_array(2 + 2 * 2);
  writer.write_unsigned(suit_command::kOverrideParameters);
  writer.begin_map(4);
  writer.write_unsigned(suit_parameter::kVendor);
  writer.write_bytes(update.vendor_id, kUuidBytes);
  writer.write_unsigned(suit_parameter::kClass);
  writer.write_bytes(update.class_id, kUuidBytes);
  writer.write_unsigned(suit_parameter::kImageDigest);
  const size_t digest = writer.size();
  write_suit_digest(writer, {kSuitSha256, {update.digest, kSha256Bytes}});
  writer.wrap_bytes(digest);
  writer.write_unsigned(suit_parameter::kImageSize);
  writer.write_unsigned(update.size);
  write_condition(writer, suit_command::kVendor);
  write_condition(writer, suit_command::kClass);
}

void write_common(CborWriter& writer, const ModelUpdate& update) {
  writer.begin_map(2);
  writer.write_unsigned(suit_common::kComponents);
  writer.begin_array(1);
  writer.begin_array(1);
  writer.write_bytes(update.lesson.data, update.lesson.size);
  writer.write_unsigned(suit_common::kSharedSequence);
  const size_t sequence = writer.size();
  write_shared_sequence(writer, update);
  writer.wrap_bytes(sequence);
}

void write_version(CborWriter& writer, const FirmwareVersion& version) {
  writer.begin_array(2);
  writer.write_unsigned(kSuitGreaterOrEqual);
  writer.begin_array(3);
  writer.write_unsigned(version.major);
  writer.write_unsigned(version.minor);
  writer.write_unsigned(version.patch);
}

void write_install_parameters(CborWriter& writer, const ModelUpdate& update) {
  if (update.has_use_before) {
    writer.write_unsigned(suit_parameter::kUseBefore);
    writer.write_unsigned(update.use_before);
  }
  if (update.has_minimum_battery) {
    writer.write_unsigned(suit_parameter::kMinimumBattery);
    writer.write_unsigned(update.minimum_battery);
  }
  if (update.has_least_firmware) {
    writer.write_unsigned(suit_parameter::kVersion);
    const size_t version = writer.size();
    write_version(writer, update.least_firmware);
    writer.wrap_bytes(version);
  }
}

// The conditions of the installation stand here and not in the shared sequence, which also runs
// before each start: a package that was installed in time stays.
void write_install(CborWriter& writer, const ModelUpdate& update) {
  const uint64_t conditions =
      uint64_t{update.has_use_before} + update.has_minimum_battery + update.has_least_firmware;
  writer.begin_array(conditions == 0 ? 2 : 2 + 2 * conditions + 2);
  if (conditions != 0) {
    writer.write_unsigned(suit_command::kOverrideParameters);
    writer.begin_map(conditions);
    write_install_parameters(writer, update);
  }
  if (update.has_use_before) write_condition(writer, suit_command::kUseBefore);
  if (update.has_minimum_battery) write_condition(writer, suit_command::kMinimumBattery);
  if (update.has_least_firmware) write_condition(writer, suit_command::kVersion);
  write_condition(writer, suit_command::kImageMatch);
}

}  // namespace

void write_update_manifest(CborWriter& writer, const ModelUpdate& update) {
  writer.begin_map(5);
  writer.write_unsigned(suit_manifest::kVersion);
  writer.write_unsigned(kSuitManifestVersion);
  writer.write_unsigned(suit_manifest::kSequenceNumber);
  writer.write_unsigned(update.sequence);
  writer.write_unsigned(suit_manifest::kCommon);
  const size_t common = writer.size();
  write_common(writer, update);
  writer.wrap_bytes(common);
  writer.write_unsigned(suit_manifest::kValidate);
  const size_t validate = writer.size();
  writer.begin_array(2);
  write_condition(writer, suit_command::kImageMatch);
  writer.wrap_bytes(validate);
  writer.write_unsigned(suit_manifest::kInstall);
  const size_t install = writer.size();
  write_install(writer, update);
  writer.wrap_bytes(install);
}

bool seal_update(const ModelUpdate& update, Signer& signer, Hash& hash, CborWriter* writer) {
  uint8_t manifest[kMaxEnvelopeBytes];
  CborWriter map(manifest, sizeof(manifest));
  write_update_manifest(map, update);
  SuitEnvelope envelope;
  envelope.manifest = {manifest, map.size()};
  // The digest is of the manifest with the head of its byte string.
  map.wrap_bytes(0);
  if (!map.ok() || !is_lesson_name(update.lesson)) return false;
  uint8_t digest[kSha256Bytes];
  hash.start();
  hash.update(manifest, map.size());
  hash.finish(digest);
  envelope.manifest.data = manifest + (map.size() - envelope.manifest.size);
  envelope.digest = {kSuitSha256, {digest, sizeof(digest)}};

  uint8_t header[kProtectedBytes], encoded_digest[kSuitDigestBytes], message[kSuitSignedBytes];
  uint8_t signature[kSignatureBytes];
  CborWriter header_writer(header, sizeof(header));
  write_protected(header_writer, signer.algorithm());
  CborWriter digest_writer(encoded_digest, sizeof(encoded_digest));
  write_suit_digest(digest_writer, envelope.digest);
  CborWriter message_writer(message, sizeof(message));
  write_signed_bytes(message_writer, {header, header_writer.size()}, {},
                     {encoded_digest, digest_writer.size()});
  if (!message_writer.ok() || !signer.sign({message, message_writer.size()}, signature)) {
    return false;
  }
  envelope.block_count = 1;
  CoseSign1& block = envelope.blocks[0];
  block.protected_header = {header, header_writer.size()};
  block.unprotected_empty = true;
  block.detached = true;
  block.signature = {signature, sizeof(signature)};
  const size_t start = writer->size();
  write_envelope(*writer, envelope);
  return writer->ok() && writer->size() - start <= kMaxEnvelopeBytes;
}

}  // namespace satchel
