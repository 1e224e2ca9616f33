#include "link/samples/testing.h"

#include <algorithm>

namespace satchel::testing_support {

ByteVector Sealing::facts_bytes() const {
  ByteVector bytes(kMaxSampleFactsBytes);
  CborWriter writer(bytes.data(), bytes.size());
  write_sample_facts(facts, &writer);
  bytes.resize(writer.size());
  return bytes;
}

ByteVector Sealing::seal(const SealingPublic& steward) const {
  ByteVector out(200000), additional(kMaxSampleHeaderBytes);
  CborWriter header_writer(additional.data(), additional.size());
  write_sample_header(header, &header_writer);
  additional.resize(header_writer.size());
  std::uint8_t key[kStreamKeyBytes], sealed_key[kSealedStreamKeyBytes];
  std::uint8_t stream_header[kStreamHeaderBytes];
  crypto_secretstream_xchacha20poly1305_keygen(key);
  crypto_box_seal(sealed_key, key, sizeof(key), steward.data());
  crypto_secretstream_xchacha20poly1305_state state;
  crypto_secretstream_xchacha20poly1305_init_push(&state, stream_header, key);
  CborWriter writer(out.data(), out.size());
  writer.write_bytes(additional.data(), additional.size());
  writer.write_bytes(sealed_key, sizeof(sealed_key));
  writer.write_bytes(stream_header, sizeof(stream_header));
  const auto push = [&](const ByteVector& chunk, const ByteVector& bound, unsigned char tag) {
    std::uint8_t* to = writer.reserve_bytes(chunk.size() + kStreamChunkBytes);
    crypto_secretstream_xchacha20poly1305_push(&state, to, nullptr, chunk.data(), chunk.size(),
                                               bound.data(), bound.size(), tag);
  };
  push(facts_bytes(), bind_header ? additional : ByteVector(), 0);
  const auto* sound = reinterpret_cast<const std::uint8_t*>(pcm.data());
  const std::size_t bytes = pcm.size() * 2;
  for (std::size_t at = 0; at < bytes; at += kSampleChunkBytes) {
    const std::size_t end = std::min(bytes, at + kSampleChunkBytes);
    push(ByteVector(sound + at, sound + end), {}, end == bytes ? last_tag : 0);
  }
  out.resize(writer.size());
  return out;
}

}  // namespace satchel::testing_support
