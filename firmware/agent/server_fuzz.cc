// Any bytes on a kit's line: the agent answers or is silent, and never leaves its memory.
//
// The input is a list of pieces: a byte of kind and two of length, then bytes. A piece goes over
// the line as it is, or as the map of a request to one of the groups, or as the chunk of an upload
// that a good package's bytes are mixed into, so that the fuzzer starts behind the CRCs.
#include <algorithm>
#include <cstring>
#include <vector>

#include "core/package/sample_package.h"
#include "firmware/agent/bench_kit.h"
#include "firmware/hal/memory_flash.h"
#include "wire/cbor/writer.h"

using namespace satchel;

namespace {

using Buffer = std::vector<uint8_t>;

class FuzzLink final : public Link {
 public:
  explicit FuzzLink(const Buffer& in) : in_(in) {}
  size_t read(uint8_t* out, size_t capacity) override {
    const size_t size = std::min(capacity, in_.size() - at_);
    std::copy_n(in_.begin() + static_cast<ptrdiff_t>(at_), size, out);
    at_ += size;
    return size;
  }
  void write(const uint8_t*, size_t) override {}
  bool wait() override { return at_ < in_.size(); }

 private:
  const Buffer& in_;
  size_t at_ = 0;
};

class NoMeter final : public Meter {
 public:
  MeterUnit unit() const override { return MeterUnit::kInstructions; }
  void start() override {}
  uint64_t stop() override { return 0; }
};

// Not SHA-256: no digest is ever what a fuzzer announces.
class NoHash final : public Hash {
 public:
  void start() override {}
  void update(const uint8_t*, size_t) override {}
  void finish(uint8_t digest[kSha256Bytes]) override { std::memset(digest, 7, kSha256Bytes); }
};

void append_request(SmpOp op, uint16_t group, uint8_t command, const Buffer& map, Buffer* line) {
  SmpHeader header;
  header.op = op;
  header.group = group;
  header.command = command;
  header.length = static_cast<uint16_t>(map.size());
  Buffer message(kSmpHeaderBytes + map.size());
  encode(header, message.data());
  if (!map.empty()) std::memcpy(message.data() + kSmpHeaderBytes, map.data(), map.size());
  SmpLineEncoder encoder(message.data(), message.size());
  uint8_t bytes[kSmpLineBytes];
  while (const size_t size = encoder.next(bytes)) line->insert(line->end(), bytes, bytes + size);
}

// A whole upload of a good package with some bytes changed: places and values come from `changes`.
void append_upload(const Buffer& changes, Buffer* line) {
  SamplePackage package;
  Random random(changes.empty() ? 1 : changes[0]);
  build_sample_package(random, &package);
  for (size_t i = 1; i + 2 < changes.size(); i += 3) {
    package.bytes[static_cast<size_t>(changes[i] << 8 | changes[i + 1]) % package.size] =
        changes[i + 2];
  }
  constexpr uint32_t kChunk = 1000;
  for (uint32_t offset = 0; offset < package.size; offset += kChunk) {
    uint8_t buffer[1200];
    CborWriter map(buffer, sizeof(buffer));
    map.begin_map();
    map.write_text("off");
    map.write_unsigned(offset);
    if (offset == 0) {
      map.write_text("len");
      map.write_unsigned(package.size);
    }
    map.write_text("data");
    map.write_bytes(package.bytes + offset, std::min(kChunk, package.size - offset));
    map.end();
    append_request(SmpOp::kWrite, smp_group::kImage, smp_image::kUpload,
                   Buffer(map.data(), map.data() + map.size()), line);
  }
}

Buffer line_of(const uint8_t* data, size_t size) {
  constexpr uint16_t kGroups[] = {smp_group::kOs, smp_group::kImage, smp_bench::kGroup};
  Buffer line;
  while (size >= 3) {
    const uint8_t kind = data[0];
    const size_t length = std::min<size_t>(static_cast<size_t>(data[1] << 8 | data[2]), size - 3);
    const Buffer piece(data + 3, data + 3 + length);
    if (kind < 0x40) {
      line.insert(line.end(), piece.begin(), piece.end());
    } else if (kind < 0x60) {
      append_upload(piece, &line);
    } else {
      const SmpOp op = (kind & 1) != 0 ? SmpOp::kWrite : SmpOp::kRead;
      append_request(op, kGroups[kind % 3], static_cast<uint8_t>(kind >> 2 & 7), piece, &line);
    }
    data += 3 + length;
    size -= 3 + length;
  }
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  alignas(16) static uint8_t flash_bytes[32 * 1024];
  alignas(16) static uint8_t workspace[16 * 1024];
  std::memset(flash_bytes, 0xff, sizeof(flash_bytes));
  const Buffer line = line_of(data, size);
  Buffer request(1500);
  Buffer answer(600);
  FuzzLink link(line);
  MemoryFlash flash(flash_bytes, {sizeof(flash_bytes), 1024, 4});
  NoMeter meter;
  NoHash hash;
  BenchKit kit({"Satchel", "1", "fuzz", "m4"}, {"fuzz", {}, 0}, Target::kM4, {0, 16 * 1024, 1},
               {link, flash, meter, hash, nullptr},
               {{request.data(), request.size(), answer.data(), answer.size()},
                {workspace, sizeof(workspace)}});
  kit.run();
  return 0;
}
