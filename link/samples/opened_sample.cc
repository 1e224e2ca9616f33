#include "link/samples/opened_sample.h"

#include <fmt/format.h>
#include <sodium.h>

#include <cstring>

#include "base/error.h"
#include "link/samples/refusal.h"

namespace satchel {
namespace {

using State = crypto_secretstream_xchacha20poly1305_state;

State begin_stream(const SealedSample& sample, const SealingKey& steward) {
  const ByteVector opened = steward.open(span_of(sample.sealed_key));
  const SecretBytes key(opened.begin(), opened.end());
  State state;
  crypto_secretstream_xchacha20poly1305_init_pull(&state, sample.stream_header.data, key.data());
  return state;
}

// The content of a chunk that is where it belongs; `last` says whether it has to be marked final.
ByteVector open_chunk(State& state, ByteView chunk, ByteView additional, bool last) {
  const bool first = additional.size != 0;
  ByteVector content(chunk.size - kStreamChunkBytes);
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(&state, content.data(), nullptr, &tag, chunk.data,
                                                 chunk.size, additional.data,
                                                 additional.size) != 0) {
    throw Error(Exit::kRefused,
                first ? "what the sample says of itself (lesson, package, purpose, delete-by date) "
                        "was changed since the kit sealed it"
                      : "the sample's sound was changed since the kit sealed it",
                "Fetch it from the kit again; it keeps it until it is told to erase it.");
  }
  if ((tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL) != last) {
    throw Error(Exit::kRefused, "the sample is cut off before its end",
                "Fetch it from the kit again; it keeps it until it is told to erase it.");
  }
  return content;
}

}  // namespace

OpenedSample open_sample(std::span<const std::uint8_t> sealed, const SealingKey& steward) {
  SealedSample sample;
  const MessageStatus status = read_sealed_sample(view_of(sealed), &sample);
  if (status != MessageStatus::kOk) {
    throw Error(Exit::kRefused, fmt::format("this is no sealed sample: {}", refusal(status)));
  }
  State state = begin_stream(sample, steward);
  ByteView chunk;
  next_chunk(&sample.chunks, &chunk);
  const ByteVector first = open_chunk(state, chunk, sample.header_bytes, false);
  SampleFacts facts;
  if (read_sample_facts(view_of(first), &facts) != MessageStatus::kOk) {
    throw Error(Exit::kRefused, "the sample's first chunk says nothing about it",
                "A kit of another version sealed it.");
  }
  ByteVector sound;
  while (next_chunk(&sample.chunks, &chunk)) {
    const ByteVector piece = open_chunk(state, chunk, {}, sample.chunks.size == 0);
    sound.insert(sound.end(), piece.begin(), piece.end());
  }
  sodium_memzero(&state, sizeof(state));
  if (sound.size() != std::size_t{facts.samples} * sizeof(std::int16_t)) {
    throw Error(Exit::kRefused,
                fmt::format("the sample holds {} bytes of sound, not {} samples", sound.size(),
                            facts.samples),
                "A kit of another version sealed it.");
  }
  OpenedSample opened;
  opened.id = sample.header.id;
  opened.lesson.assign(reinterpret_cast<const char*>(sample.header.lesson.data),
                       sample.header.lesson.size);
  opened.purpose.assign(reinterpret_cast<const char*>(sample.header.purpose.data),
                        sample.header.purpose.size);
  std::memcpy(opened.package_digest.data(), sample.header.package_digest, kSha256Bytes);
  opened.delete_by = sample.header.delete_by;
  opened.samples_per_second = facts.samples_per_second;
  opened.best = facts.best;
  opened.margin = facts.margin;
  opened.sound.resize(facts.samples);
  std::memcpy(opened.sound.data(), sound.data(), sound.size());
  return opened;
}

}  // namespace satchel
