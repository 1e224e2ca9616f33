// Any bytes on a kit's line: the agent answers or is silent, and never leaves its memory.
//
// The input is a list of pieces: a byte of kind and two of length, then bytes. A piece goes over
// the line as it is, or as the map of a request to one of the groups, or as the installation of a
// good package that the piece's bytes are mixed into, so that the fuzzer starts behind the CRCs.
// Signatures and digests always fit: what they would stop is what shall be met here.
#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "firmware/agent/bench/bench_agent.h"
#include "firmware/boards/simulated/tiny_package.h"
#include "firmware/hal/memory_flash.h"
#include "wire/cbor/writer.h"

using namespace satchel;

namespace {

using Buffer = std::vector<uint8_t>;

// As small as a kit's may be: its start is a large part of each input's time.
constexpr FlashGeometry kGeometry = {32 * 1024, 1024, 4};
constexpr FlashPlan kPlan = {{0, 2048, 2}, {4096, 4096, 2}, {4096 + 4 * 4096, 4096, 2}};

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

// Not SHA-256: every digest is the one that was announced.
class AnyHash final : public Hash {
 public:
  void start() override {}
  void update(const uint8_t*, size_t) override {}
  void finish(uint8_t digest[kSha256Bytes]) override { std::memset(digest, 7, kSha256Bytes); }
};

class AnyKey final : public Ed25519, public SignatureVerifier, public Signer {
 public:
  const SignatureVerifier& verifier(const uint8_t*) override { return *this; }
  void public_key(const uint8_t*, uint8_t out[kEd25519Bytes]) override {
    std::memset(out, 5, kEd25519Bytes);
  }
  bool sign(const uint8_t*, ByteView message, uint8_t signature[kSignatureBytes]) override {
    return sign(message, signature);
  }
  bool fits(int64_t) const override { return true; }
  bool verify(int64_t, ByteView, ByteView) const override { return true; }
  int64_t algorithm() const override { return cose_algorithm::kEdDsa; }
  bool sign(ByteView, uint8_t signature[kSignatureBytes]) override {
    std::memset(signature, 6, kSignatureBytes);
    return true;
  }
};

// A kit's world, with a button that is always pressed.
class World final : public Clock, public Entropy, public Button, public Feedback, public Power {
 public:
  uint64_t milliseconds() const override { return now += 500; }
  bool fill(uint8_t* out, size_t size) override {
    for (size_t i = 0; i < size; ++i) out[i] = static_cast<uint8_t>(drawn++);
    return true;
  }
  bool pressed() override { return true; }
  void show(Sign, bool) override {}
  void decided(uint32_t, uint8_t) override {}
  void reset() override {}
  mutable uint64_t now = 0;
  uint32_t drawn = 0;
};

class NoSealer final : public Sealer, public StreamSealer {
 public:
  SealStatus begin(const uint8_t*, uint8_t*, uint8_t*) override { return SealStatus::kNoEntropy; }
  void push(ByteView, ByteView, bool, uint8_t*) override {}
  void forget() override {}
  SealStatus seal(const uint8_t*, ByteView message, uint8_t* sealed) override {
    std::memset(sealed, 4, message.size + kBoxSealBytes);
    return SealStatus::kOk;
  }
};

Buffer good_package() {
  static const Buffer package = simulated::tiny_package("w", 1, 2000);
  return package;
}

Buffer good_envelope() {
  ModelUpdate update;
  const uint8_t name = 'w';
  update.lesson = {&name, 1};
  update.sequence = 1;
  std::memcpy(update.vendor_id, kVendorId, kUuidBytes);
  std::memset(update.digest, 7, kSha256Bytes);
  update.size = static_cast<uint32_t>(good_package().size());
  AnyKey key;
  AnyHash hash;
  Buffer bytes(kMaxEnvelopeBytes);
  CborWriter writer(bytes.data(), bytes.size());
  if (!seal_update(update, key, hash, &writer)) throw std::logic_error("envelope");
  bytes.resize(writer.size());
  return bytes;
}

// A kit in a process of its own memory: `flash` outlives it.
class FuzzKit {
 public:
  FuzzKit(uint8_t* flash, Link& link)
      : flash_(flash, kGeometry),
        request_(1500),
        answer_(600),
        bench_({"fuzz", "host", Target::kHost, {"1.0.0", {kCode, 4}}, kPlan}, {},
               {flash_, world_, world_, world_, world_, world_, hash_, key_, sealer_, sealer_,
                nullptr, nullptr},
               {{work_, sizeof(work_)}, unit_, sample_unit_, {}}, meter_, link,
               {request_.data(), request_.size(), answer_.data(), answer_.size()}) {}
  Agent& agent() { return bench_.agent; }

 private:
  static constexpr uint8_t kCode[4] = {};
  MemoryFlash flash_;
  World world_;
  AnyHash hash_;
  AnyKey key_;
  NoSealer sealer_;
  NoMeter meter_;
  Buffer request_;
  Buffer answer_;
  alignas(16) uint8_t work_[4096];
  uint8_t unit_[4];
  uint8_t sample_unit_[4];
  BenchAgent bench_;
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

struct Map {
  Map() : writer(bytes, sizeof(bytes)) { writer.begin_map(); }
  Buffer finish() {
    writer.end();
    return {writer.data(), writer.data() + writer.size()};
  }
  uint8_t bytes[1400];
  CborWriter writer;
};

// A whole installation of a good package with some bytes changed: places and values come from
// `changes`.
void append_installation(const Buffer& changes, Buffer* line) {
  static const Buffer envelope = good_envelope();
  Buffer package = good_package();
  for (size_t i = 0; i + 2 < changes.size(); i += 3) {
    package[static_cast<size_t>(changes[i] << 8 | changes[i + 1]) % package.size()] =
        changes[i + 2];
  }
  Map accept;
  accept.writer.write_text("data");
  accept.writer.write_bytes(envelope.data(), envelope.size());
  append_request(SmpOp::kWrite, smp_kit::kGroup, smp_kit::kEnvelope, accept.finish(), line);
  constexpr size_t kChunk = 1000;
  for (size_t offset = 0; offset < package.size(); offset += kChunk) {
    Map map;
    map.writer.write_text("off");
    map.writer.write_unsigned(offset);
    if (offset == 0) {
      map.writer.write_text("image");
      map.writer.write_unsigned(1);
      map.writer.write_text("len");
      map.writer.write_unsigned(package.size());
    }
    map.writer.write_text("data");
    map.writer.write_bytes(package.data() + offset, std::min(kChunk, package.size() - offset));
    append_request(SmpOp::kWrite, smp_group::kImage, smp_image::kUpload, map.finish(), line);
  }
  for (const bool confirm : {false, true}) {
    Map state;
    state.writer.write_text("hash");
    state.writer.write_bytes(Buffer(kSha256Bytes, 7).data(), kSha256Bytes);
    state.writer.write_text("confirm");
    state.writer.write_bool(confirm);
    append_request(SmpOp::kWrite, smp_group::kImage, smp_image::kState, state.finish(), line);
  }
}

Buffer line_of(const uint8_t* data, size_t size) {
  constexpr uint16_t kGroups[] = {smp_group::kOs,          smp_group::kImage, smp_bench::kGroup,
                                  smp_kit::kGroup,         smp_kit::kGroup,   smp_group::kSettings,
                                  smp_group::kEnumeration, smp_kit::kGroup};
  // More would only take time.
  constexpr int kMostInstallations = 2;
  int installations = 0;
  Buffer line;
  while (size >= 3) {
    const uint8_t kind = data[0];
    const size_t length = std::min<size_t>(static_cast<size_t>(data[1] << 8 | data[2]), size - 3);
    const Buffer piece(data + 3, data + 3 + length);
    if (kind < 0x10) {
      line.insert(line.end(), piece.begin(), piece.end());
    } else if (kind < 0x18) {
      if (installations++ < kMostInstallations) append_installation(piece, &line);
    } else {
      const SmpOp op = (kind & 1) != 0 ? SmpOp::kWrite : SmpOp::kRead;
      append_request(op, kGroups[kind >> 1 & 7], static_cast<uint8_t>(kind >> 4), piece, &line);
    }
    data += 3 + length;
    size -= 3 + length;
  }
  return line;
}

// The flash of a kit that has an owner.
Buffer provisioned_flash() {
  alignas(16) static uint8_t memory[kGeometry.size];
  std::memset(memory, 0xff, sizeof(memory));
  const Buffer nothing;
  FuzzLink link(nothing);
  FuzzKit kit(memory, link);
  World world;
  const uint8_t key[kEd25519Bytes] = {5};
  const uint8_t class_id[kUuidBytes] = {};
  if (!kit.agent().start() ||
      kit.agent().kit.identity.provision(key, class_id, world) != ProvisionStatus::kOk) {
    throw std::logic_error("not provisioned");
  }
  return {memory, memory + sizeof(memory)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  alignas(16) static uint8_t memory[kGeometry.size];
  static const Buffer owned = provisioned_flash();
  std::memcpy(memory, owned.data(), sizeof(memory));
  const Buffer line = line_of(data, size);
  FuzzLink link(line);
  FuzzKit kit(memory, link);
  kit.agent().start();
  do {
    kit.agent().step();
  } while (link.wait());
  return 0;
}
