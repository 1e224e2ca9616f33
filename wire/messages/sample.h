#pragma once

#include "wire/cbor/writer.h"
#include "wire/messages/sealing.h"
#include "wire/messages/status.h"
#include "wire/orders/settings.h"

// A sealed sample as it is kept and carried. spec/samples.md is normative: a CBOR sequence of byte
// strings: header, sealed key, stream header, then the chunks of the stream. What a chunk holds
// only the steward reads; how the kit cut it is fixed, so that a length says nothing.
namespace satchel {

inline constexpr size_t kMaxSampleHeaderBytes = 160;
inline constexpr size_t kSampleChunkBytes = 512;  // of sound, in every chunk but the last
// A byte string with a chunk in it, at most.
inline constexpr size_t kMaxSealedChunkBytes = kSampleChunkBytes + kStreamChunkBytes + 3;

// What may be known without opening it: the additional data of the first chunk.
struct SampleHeader {
  uint64_t id = 0;  // by chance; says nothing
  ByteView lesson;  // text
  uint8_t package_digest[kSha256Bytes] = {};
  ByteView purpose;        // text; what consent was given for
  uint64_t delete_by = 0;  // seconds since 1970-01-01
};

bool write_sample_header(const SampleHeader& header, CborWriter* writer);
// The views point into `bytes`.
MessageStatus read_sample_header(ByteView bytes, SampleHeader* header);

// The content of the first chunk; all others hold sound, 16 bits a sample, little-endian.
struct SampleFacts {
  uint32_t samples_per_second = 0;
  uint32_t samples = 0;  // of sound
  uint32_t best = 0;     // the output with the highest score
  uint32_t margin = 0;   // between it and the next, 0 to 255 of 256
};
inline constexpr size_t kMaxSampleFactsBytes = 24;

void write_sample_facts(const SampleFacts& facts, CborWriter* writer);
MessageStatus read_sample_facts(ByteView bytes, SampleFacts* facts);

// Bytes of a whole sample: for a board's places.
size_t sealed_sample_bytes(size_t header_bytes, size_t facts_bytes, size_t samples);

// Views into what was read.
struct SealedSample {
  ByteView header_bytes;  // the additional data, as they are
  SampleHeader header;
  ByteView sealed_key;     // kSealedStreamKeyBytes
  ByteView stream_header;  // kStreamHeaderBytes
  ByteView chunks;         // byte strings, for next_chunk()
};

// The header of a sample that begins `bytes`; what follows is not looked at.
MessageStatus read_sample_start(ByteView bytes, SealedSample* sample);
// A sample that fills `bytes`. At least two chunks, of lawful lengths. Whether the last one is
// marked final, and nothing else, only opening tells.
MessageStatus read_sealed_sample(ByteView bytes, SealedSample* sample);
// Takes the next chunk off `chunks`; false at their end. REQUIRES: read_sealed_sample() was kOk.
bool next_chunk(ByteView* chunks, ByteView* chunk);

}  // namespace satchel
