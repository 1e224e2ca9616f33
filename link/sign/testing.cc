#include "link/sign/testing.h"

#include <algorithm>
#include <cctype>

#include "link/sign/envelope.h"
#include "link/sign/uuid5.h"

namespace satchel::testing_support {

ByteVector from_hex(const std::string& hex) {
  ByteVector bytes;
  std::string digits;
  for (const char next : hex) {
    if (std::isxdigit(static_cast<unsigned char>(next)) != 0) digits += next;
  }
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

ModelUpdate sample_update() {
  ModelUpdate update;
  update.lesson = view_of("doors");
  update.sequence = 7;
  std::copy_n(kVendorId, kUuidBytes, update.vendor_id);
  const Uuid device_class = class_id("grade 5");
  std::copy(device_class.begin(), device_class.end(), update.class_id);
  for (std::size_t i = 0; i < kSha256Bytes; ++i) update.digest[i] = static_cast<std::uint8_t>(i);
  update.size = 34768;
  update.has_use_before = true;
  update.use_before = 1798761599;
  update.has_minimum_battery = true;
  update.minimum_battery = 250;
  update.has_least_firmware = true;
  update.least_firmware = {0, 2, 1};
  return update;
}

ByteVector seal_manifest(const ByteVector& manifest, Signer& signer) {
  ByteVector wrapped(manifest.size() + 9);
  CborWriter wrap(wrapped.data(), wrapped.size());
  wrap.write_bytes(manifest.data(), manifest.size());
  std::uint8_t digest[kSha256Bytes], header[kProtectedBytes], signature[kSignatureBytes];
  HostHash hash;
  hash.start();
  hash.update(wrapped.data(), wrap.size());
  hash.finish(digest);

  SuitEnvelope envelope;
  envelope.manifest = view_of(manifest);
  envelope.digest = {kSuitSha256, {digest, sizeof(digest)}};
  ByteVector encoded(kSuitDigestBytes), message(kSuitSignedBytes);
  CborWriter digest_writer(encoded.data(), encoded.size());
  write_suit_digest(digest_writer, envelope.digest);
  CborWriter header_writer(header, sizeof(header));
  write_protected(header_writer, signer.algorithm());
  CborWriter message_writer(message.data(), message.size());
  const ByteView headers = {header, header_writer.size()};
  write_signed_bytes(message_writer, headers, {}, view_of(encoded));
  signer.sign({message.data(), message_writer.size()}, signature);

  envelope.block_count = 1;
  envelope.blocks[0].protected_header = headers;
  envelope.blocks[0].unprotected_empty = true;
  envelope.blocks[0].detached = true;
  envelope.blocks[0].signature = {signature, sizeof(signature)};
  ByteVector bytes(manifest.size() + 256);
  CborWriter writer(bytes.data(), bytes.size());
  write_envelope(writer, envelope);
  bytes.resize(writer.size());
  return bytes;
}

}  // namespace satchel::testing_support
