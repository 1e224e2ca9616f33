#include "wire/messages/sample.h"

#include "wire/cbor/deterministic.h"

namespace satchel {
namespace {

enum HeaderField : uint64_t { kId = 1, kLesson, kPackage, kPurpose, kDeleteBy };
constexpr uint64_t kHeaderFields = 5;
enum FactsField : uint64_t { kRate = 1, kSamples, kBest, kMargin };
constexpr uint64_t kFactsFields = 4;
constexpr uint64_t kHighestMargin = 255;

size_t head_bytes(size_t size) {
  return size < 24 ? 1 : size < 256 ? 2 : size < 65536 ? 3 : 5;
}

size_t string_bytes(size_t size) {
  return head_bytes(size) + size;
}

// One map of exactly these keys, 1 to `fields`, that fills `bytes` in its one encoding.
bool enter(ByteView bytes, uint64_t fields, CborReader* reader) {
  CborContainer map;
  return is_deterministic(bytes) && reader->enter_map(&map) && map.left == fields;
}

bool read_key(CborReader& reader, uint64_t wanted) {
  uint64_t key = 0;
  return reader.read_unsigned(&key) && key == wanted;
}

bool read_number(CborReader& reader, uint64_t key, uint64_t* value) {
  return read_key(reader, key) && reader.read_unsigned(value);
}

// The next item, a byte string with the shortest head.
MessageStatus read_string(CborReader& reader, ByteView* bytes) {
  const uint8_t* start = reader.position();
  if (!reader.read_bytes(bytes)) return MessageStatus::kMalformed;
  const size_t item = static_cast<size_t>(reader.position() - start);
  return item == string_bytes(bytes->size) ? MessageStatus::kOk : MessageStatus::kNotDeterministic;
}

MessageStatus read_string(CborReader& reader, size_t size, ByteView* bytes) {
  const MessageStatus status = read_string(reader, bytes);
  if (status != MessageStatus::kOk) return status;
  return bytes->size == size ? MessageStatus::kOk : MessageStatus::kBadValue;
}

MessageStatus read_start(CborReader& reader, SealedSample* sample) {
  MessageStatus status = read_string(reader, &sample->header_bytes);
  if (status == MessageStatus::kOk) {
    status = read_sample_header(sample->header_bytes, &sample->header);
  }
  if (status == MessageStatus::kOk) {
    status = read_string(reader, kSealedStreamKeyBytes, &sample->sealed_key);
  }
  if (status == MessageStatus::kOk) {
    status = read_string(reader, kStreamHeaderBytes, &sample->stream_header);
  }
  return status;
}

}  // namespace

bool write_sample_header(const SampleHeader& header, CborWriter* writer) {
  writer->begin_map(kHeaderFields);
  writer->write_unsigned(kId);
  writer->write_unsigned(header.id);
  writer->write_unsigned(kLesson);
  writer->write_text(header.lesson);
  writer->write_unsigned(kPackage);
  writer->write_bytes(header.package_digest, sizeof(header.package_digest));
  writer->write_unsigned(kPurpose);
  writer->write_text(header.purpose);
  writer->write_unsigned(kDeleteBy);
  writer->write_unsigned(header.delete_by);
  return writer->ok();
}

MessageStatus read_sample_header(ByteView bytes, SampleHeader* header) {
  CborReader reader(bytes.data, bytes.size);
  ByteView digest;
  SampleHeader read;
  if (bytes.size > kMaxSampleHeaderBytes) return MessageStatus::kWrongSize;
  if (!enter(bytes, kHeaderFields, &reader) || !read_number(reader, kId, &read.id) ||
      !read_key(reader, kLesson) || !reader.read_text(&read.lesson) ||
      !read_key(reader, kPackage) || !reader.read_bytes(&digest) || !read_key(reader, kPurpose) ||
      !reader.read_text(&read.purpose) || !read_number(reader, kDeleteBy, &read.delete_by)) {
    return MessageStatus::kMalformed;
  }
  if (read.lesson.size == 0 || read.lesson.size > kMaxLessonBytes || read.purpose.size == 0 ||
      read.purpose.size > kMaxPurposeBytes || digest.size != kSha256Bytes || read.delete_by == 0) {
    return MessageStatus::kBadValue;
  }
  __builtin_memcpy(read.package_digest, digest.data, kSha256Bytes);
  *header = read;
  return MessageStatus::kOk;
}

void write_sample_facts(const SampleFacts& facts, CborWriter* writer) {
  writer->begin_map(kFactsFields);
  writer->write_unsigned(kRate);
  writer->write_unsigned(facts.samples_per_second);
  writer->write_unsigned(kSamples);
  writer->write_unsigned(facts.samples);
  writer->write_unsigned(kBest);
  writer->write_unsigned(facts.best);
  writer->write_unsigned(kMargin);
  writer->write_unsigned(facts.margin);
}

MessageStatus read_sample_facts(ByteView bytes, SampleFacts* facts) {
  CborReader reader(bytes.data, bytes.size);
  uint64_t rate = 0, samples = 0, best = 0, margin = 0;
  if (!enter(bytes, kFactsFields, &reader) || !read_number(reader, kRate, &rate) ||
      !read_number(reader, kSamples, &samples) || !read_number(reader, kBest, &best) ||
      !read_number(reader, kMargin, &margin)) {
    return MessageStatus::kMalformed;
  }
  if (rate == 0 || rate > UINT32_MAX || samples == 0 || samples > UINT32_MAX || best > UINT32_MAX ||
      margin > kHighestMargin) {
    return MessageStatus::kBadValue;
  }
  *facts = {static_cast<uint32_t>(rate), static_cast<uint32_t>(samples),
            static_cast<uint32_t>(best), static_cast<uint32_t>(margin)};
  return MessageStatus::kOk;
}

size_t sealed_sample_bytes(size_t header_bytes, size_t facts_bytes, size_t samples) {
  const size_t sound = samples * sizeof(int16_t);
  const size_t rest = sound % kSampleChunkBytes;
  return string_bytes(header_bytes) + string_bytes(kSealedStreamKeyBytes) +
         string_bytes(kStreamHeaderBytes) + string_bytes(facts_bytes + kStreamChunkBytes) +
         sound / kSampleChunkBytes * string_bytes(kSampleChunkBytes + kStreamChunkBytes) +
         (rest == 0 ? 0 : string_bytes(rest + kStreamChunkBytes));
}

MessageStatus read_sample_start(ByteView bytes, SealedSample* sample) {
  CborReader reader(bytes.data, bytes.size);
  *sample = SealedSample();
  return read_start(reader, sample);
}

MessageStatus read_sealed_sample(ByteView bytes, SealedSample* sample) {
  CborReader reader(bytes.data, bytes.size);
  *sample = SealedSample();
  MessageStatus status = read_start(reader, sample);
  if (status != MessageStatus::kOk) return status;
  sample->chunks = {reader.position(),
                    static_cast<size_t>(bytes.data + bytes.size - reader.position())};
  size_t chunks = 0;
  for (; !reader.at_end(); ++chunks) {
    ByteView chunk;
    status = read_string(reader, &chunk);
    if (status != MessageStatus::kOk) return status;
    const size_t most = chunks == 0 ? kMaxSampleFactsBytes : kSampleChunkBytes;
    const bool whole = chunk.size == kSampleChunkBytes + kStreamChunkBytes;
    if (chunk.size <= kStreamChunkBytes || chunk.size > most + kStreamChunkBytes ||
        (chunks != 0 && !whole && !reader.at_end())) {
      return MessageStatus::kBadValue;
    }
  }
  return chunks >= 2 ? MessageStatus::kOk : MessageStatus::kMalformed;
}

bool next_chunk(ByteView* chunks, ByteView* chunk) {
  CborReader reader(chunks->data, chunks->size);
  if (reader.at_end() || !reader.read_bytes(chunk)) return false;
  const size_t taken = static_cast<size_t>(reader.position() - chunks->data);
  *chunks = {chunks->data + taken, chunks->size - taken};
  return true;
}

}  // namespace satchel
