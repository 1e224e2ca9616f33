#include "link/sign/envelope.h"

#include <algorithm>

#include "base/error.h"
#include "link/sign/suit_commands.h"
#include "wire/cbor/deterministic.h"

namespace satchel {
namespace {

// Image digests and fetched URIs, wherever commands set them.
struct Named {
  std::vector<const SuitOwnedDigest*> digests;
  std::vector<const std::string*> uris;
  std::vector<std::uint64_t> sizes;
  bool ours = false;  // names Satchel's vendor id
};

Named named_in(const SuitDocument& document) {
  Named named;
  const ByteVector vendor(kVendorId, kVendorId + kUuidBytes);
  for (const SuitCommand* command : all_commands(document)) {
    const auto* parameters = std::get_if<SuitParameters>(&command->argument);
    if (parameters == nullptr) continue;
    for (const SuitParameter& parameter : *parameters) {
      if (const auto* digest = std::get_if<SuitOwnedDigest>(&parameter.value)) {
        named.digests.push_back(digest);
      }
      if (const auto* uri = std::get_if<std::string>(&parameter.value)) named.uris.push_back(uri);
      if (parameter.key == suit_parameter::kImageSize) {
        named.sizes.push_back(std::get<std::uint64_t>(parameter.value));
      }
      const auto* bytes = std::get_if<ByteVector>(&parameter.value);
      named.ours = named.ours || (parameter.key == suit_parameter::kVendor && bytes != nullptr &&
                                  *bytes == vendor);
    }
  }
  return named;
}

SuitStatus check_headers(const SuitEnvelope& envelope) {
  for (std::size_t i = 0; i < envelope.block_count; ++i) {
    if (!envelope.blocks[i].unprotected_empty) return SuitStatus::kUnsignedHeader;
    if (!is_deterministic(envelope.blocks[i].protected_header)) {
      return SuitStatus::kNotDeterministic;
    }
  }
  return SuitStatus::kOk;
}

SuitStatus check_severed(const SuitDocument& document) {
  HostHash hash;
  for (std::size_t i = 0; i < document.envelope.severed_count; ++i) {
    const SuitSevered& severed = document.envelope.severed[i];
    const auto digest_of = [](const auto& part) { return std::get_if<SuitOwnedDigest>(&part); };
    const SuitManifest& manifest = document.manifest;
    const SuitOwnedDigest* digest = severed.key == suit_envelope::kText ? digest_of(manifest.text)
                                    : severed.key == suit_envelope::kInstall
                                        ? digest_of(manifest.install)
                                        : digest_of(manifest.payload_fetch);
    if (digest == nullptr ||
        !matches({digest->algorithm, view_of(digest->bytes)}, severed.wrapped, hash)) {
      return SuitStatus::kSeveredMismatch;
    }
  }
  return SuitStatus::kOk;
}

// Each payload has to be fetched by its name and to be one of the images.
SuitStatus check_payloads(const SuitDocument& document, const Named& named) {
  HostHash hash;
  for (std::size_t i = 0; i < document.envelope.payload_count; ++i) {
    const SuitPayload& payload = document.envelope.payloads[i];
    const bool fetched = std::any_of(named.uris.begin(), named.uris.end(), [&](const auto* uri) {
      return equal(payload.name, uri->c_str());
    });
    const bool known =
        std::any_of(named.digests.begin(), named.digests.end(), [&](const auto* digest) {
          return matches({digest->algorithm, view_of(digest->bytes)}, payload.content, hash);
        });
    if (!fetched || !known) return SuitStatus::kPayloadMismatch;
  }
  return SuitStatus::kOk;
}

SuitStatus check_package(const EnvelopeVerdict& verdict, const Named& named,
                         const PackageFacts& package) {
  if (verdict.update && !package.name.empty() &&
      !equal(verdict.update->lesson, package.name.c_str())) {
    return SuitStatus::kOtherLesson;
  }
  const ByteView actual = {package.digest.data(), package.digest.size()};
  const bool digest =
      std::any_of(named.digests.begin(), named.digests.end(), [&](const auto* known) {
        return known->algorithm == kSuitSha256 && equal(view_of(known->bytes), actual);
      });
  const bool size = named.sizes.empty() || std::find(named.sizes.begin(), named.sizes.end(),
                                                     package.size) != named.sizes.end();
  return digest && size ? SuitStatus::kOk : SuitStatus::kPayloadMismatch;
}

// As a kit of the envelope's class, with room and battery enough, would at this time.
SuitStatus check_update(EnvelopeVerdict* verdict, const PublicKey& key, std::uint64_t now) {
  HostHash hash;
  ModelUpdate update;
  SuitStatus status = open_update(view_of(verdict->document->bytes), key.verifier(), hash, &update);
  if (status != SuitStatus::kOk) return status;
  verdict->update = update;
  return update.has_use_before && now > update.use_before ? SuitStatus::kExpired : SuitStatus::kOk;
}

SuitStatus judge(EnvelopeVerdict* verdict, ByteVector bytes, const PublicKey& key,
                 const std::optional<PackageFacts>& package, std::uint64_t now) {
  SuitDocument document;
  HostHash hash;
  SuitStatus status = open_document(std::move(bytes), &document);
  if (status == SuitStatus::kOk) status = check_headers(document.envelope);
  if (status == SuitStatus::kOk) status = authenticate(document.envelope, key.verifier(), hash);
  if (status == SuitStatus::kOk) status = read_manifest(&document);
  if (status != SuitStatus::kOk) return status;
  verdict->document = std::move(document);
  const SuitDocument& read = *verdict->document;
  status = check_severed(read);
  if (status != SuitStatus::kOk) return status;
  if (encode(read) != read.bytes) return SuitStatus::kNotDeterministic;
  const Named named = named_in(read);
  if (named.ours) status = check_update(verdict, key, now);
  if (status == SuitStatus::kOk) status = check_payloads(read, named);
  if (status == SuitStatus::kOk && package) status = check_package(*verdict, named, *package);
  return status;
}

}  // namespace

void HostHash::start() {
  crypto_hash_sha256_init(&state_);
}
void HostHash::update(const uint8_t* bytes, size_t size) {
  crypto_hash_sha256_update(&state_, bytes, size);
}
void HostHash::finish(uint8_t digest[kSha256Bytes]) {
  crypto_hash_sha256_final(&state_, digest);
}

ByteVector seal(const ModelUpdate& update, Signer& signer) {
  if (!is_lesson_name(update.lesson)) {
    throw Error(Exit::kRefused,
                "a lesson's name has 1 to " + std::to_string(kMaxLessonBytes) +
                    " bytes and no control characters",
                "Give the lesson another name in its lesson.toml and train or compile it again.");
  }
  ByteVector bytes(kMaxEnvelopeBytes);
  CborWriter writer(bytes.data(), bytes.size());
  HostHash hash;
  if (!seal_update(update, signer, hash, &writer)) {
    throw Error(Exit::kRefused, "the envelope would be longer than " +
                                    std::to_string(kMaxEnvelopeBytes) + " bytes");
  }
  bytes.resize(writer.size());
  return bytes;
}

EnvelopeVerdict judge_envelope(ByteVector bytes, const PublicKey& key,
                               const std::optional<PackageFacts>& package, std::uint64_t now) {
  EnvelopeVerdict verdict;
  verdict.status = judge(&verdict, std::move(bytes), key, package, now);
  return verdict;
}

}  // namespace satchel
