// The agent as a client meets it: requests in lines, answers in lines.
#include "firmware/agent/image_group.h"

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/kernels/tables.h"
#include "core/package/sample_package.h"
#include "firmware/agent/acceptance.h"
#include "firmware/agent/os_group.h"
#include "firmware/agent/server.h"
#include "firmware/boards/simulated/flash.h"
#include "firmware/crypto/sodium_hash.h"
#include "wire/cbor/map.h"
#include "wire/cbor/writer.h"

namespace satchel {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr SlotTable kTable = {0, 16 * 1024, 2};
constexpr uint32_t kArena = 64 * 1024;

class MemoryLink final : public Link {
 public:
  size_t read(uint8_t* bytes, size_t capacity) override {
    size_t size = 0;
    for (; size < capacity && !in.empty(); in.pop_front()) bytes[size++] = in.front();
    return size;
  }
  void write(const uint8_t* bytes, size_t size) override {
    out.insert(out.end(), bytes, bytes + size);
  }
  bool wait() override { return false; }

  std::deque<uint8_t> in;
  Bytes out;
};

Bytes lines_of(const Bytes& message) {
  Bytes lines;
  SmpLineEncoder encoder(message.data(), message.size());
  uint8_t line[kSmpLineBytes];
  while (const size_t size = encoder.next(line)) lines.insert(lines.end(), line, line + size);
  return lines;
}

// A map under construction.
class Map {
 public:
  Map() { writer_.begin_map(); }
  Map& add(const char* key, uint64_t value) {
    writer_.write_text(key);
    writer_.write_unsigned(value);
    return *this;
  }
  Map& add(const char* key, const Bytes& value) {
    writer_.write_text(key);
    writer_.write_bytes(value.data(), value.size());
    return *this;
  }
  Bytes finish() {
    writer_.end();
    return Bytes(writer_.data(), writer_.data() + writer_.size());
  }

 private:
  Bytes buffer_ = Bytes(4096);
  CborWriter writer_{buffer_.data(), buffer_.size()};
};

// An answer: its header and map.
struct Reply {
  SmpHeader header;
  Bytes map;

  std::optional<uint64_t> number(const char* key) const {
    uint64_t value;
    if (!CborMap(map.data(), map.size()).get(key, &value)) return std::nullopt;
    return value;
  }
  // The number of a group's own error; 0 when there is none.
  uint64_t error() const {
    CborReader reader(nullptr, 0);
    if (!CborMap(map.data(), map.size()).find("err", &reader)) return 0;
    const uint8_t* start = reader.position();
    reader.skip();
    uint64_t code = 0;
    CborMap(start, static_cast<size_t>(reader.position() - start)).get("rc", &code);
    return code;
  }
};

class Agent : public ::testing::Test {
 protected:
  Bytes message(SmpOp op, uint16_t group, uint8_t command, const Bytes& map) {
    SmpHeader header;
    header.version = version_;
    header.op = op;
    header.group = group;
    header.command = command;
    header.sequence = ++sequence_;
    header.length = static_cast<uint16_t>(map.size());
    Bytes bytes(kSmpHeaderBytes + map.size());
    encode(header, bytes.data());
    std::copy(map.begin(), map.end(), bytes.begin() + kSmpHeaderBytes);
    return bytes;
  }

  // What comes back for these bytes on the line.
  std::vector<Reply> send(const Bytes& bytes) {
    link_.in.insert(link_.in.end(), bytes.begin(), bytes.end());
    link_.out.clear();
    server_.poll();
    std::vector<Reply> replies;
    Bytes buffer(4096);
    SmpLineDecoder decoder(buffer.data(), buffer.size());
    for (const uint8_t byte : link_.out) {
      if (!decoder.feed(byte)) continue;
      Reply reply;
      EXPECT_TRUE(decode(decoder.message(), decoder.size(), &reply.header));
      reply.map.assign(decoder.message() + kSmpHeaderBytes, decoder.message() + decoder.size());
      replies.push_back(reply);
    }
    return replies;
  }

  Reply ask(SmpOp op, uint16_t group, uint8_t command, const Bytes& map) {
    const std::vector<Reply> replies = send(lines_of(message(op, group, command, map)));
    EXPECT_EQ(replies.size(), 1u);
    return replies.empty() ? Reply() : replies[0];
  }

  Reply upload(const Bytes& map) {
    return ask(SmpOp::kWrite, smp_group::kImage, smp_image::kUpload, map);
  }

  Bytes digest_of(const Bytes& bytes) {
    Bytes digest(kSha256Bytes);
    SodiumHash hash;
    hash.start();
    hash.update(bytes.data(), bytes.size());
    hash.finish(digest.data());
    return digest;
  }

  Reply first_chunk(const Bytes& package, const Bytes& digest, uint64_t image = 1,
                    size_t size = 500) {
    return upload(Map()
                      .add("image", image)
                      .add("len", package.size())
                      .add("sha", digest)
                      .add("off", 0)
                      .add("data", Bytes(package.begin(), package.begin() + size))
                      .finish());
  }
  Reply chunk(const Bytes& package, size_t offset, size_t size = 500) {
    size = std::min(size, package.size() - offset);
    const auto start = package.begin() + static_cast<ptrdiff_t>(offset);
    return upload(Map().add("off", offset).add("data", Bytes(start, start + size)).finish());
  }
  // From `offset` to the end; the last answer.
  Reply finish(const Bytes& package, size_t offset) {
    Reply reply;
    for (; offset < package.size(); offset += 500) reply = chunk(package, offset);
    return reply;
  }
  Reply install(const Bytes& package, uint64_t image = 1) {
    first_chunk(package, digest_of(package), image);
    return finish(package, 500);
  }
  Bytes installed(uint32_t image = 1) {
    const ByteView package = Slots(flash_, kTable).package(image);
    return Bytes(package.data, package.data + package.size);
  }

  // A package that this agent takes.
  Bytes sample(uint32_t seed) {
    SamplePackage package;
    for (;; ++seed) {
      Random random(seed);
      build_sample_package(random, &package);
      PackageView view;
      if (validate(package.bytes, package.size, capabilities_, &view).ok()) break;
    }
    return Bytes(package.bytes, package.bytes + package.size);
  }
  // The same with a changed header.
  template <class Change>
  Bytes sample_with(Change change) {
    Bytes package = sample(1);
    Header header;
    std::memcpy(&header, package.data(), sizeof(header));
    change(header);
    std::memcpy(package.data(), &header, sizeof(header));
    return package;
  }

  uint8_t version_ = kSmpVersion2;
  uint8_t sequence_ = 0;
  MemoryLink link_;
  simulated::Flash flash_{{64 * 1024, 1024, 4}};
  SodiumHash hash_;
  Capabilities capabilities_{target_bit(Target::kM4), kernels_for(Target::kM4), kArena};
  Bytes request_ = Bytes(2048);
  Bytes answer_ = Bytes(2048);
  OsGroup os_{{"Satchel", "1", "a board", "a processor"}, request_.size() + 2, nullptr};
  ImageGroup images_{Slots(flash_, kTable), hash_, capabilities_};
  Group* groups_[2] = {&os_, &images_};
  Server server_{
      link_, groups_, 2, {request_.data(), request_.size(), answer_.data(), answer_.size()}};
};

TEST_F(Agent, TakesAPackageInChunks) {
  const Bytes package = sample(1);
  EXPECT_EQ(first_chunk(package, digest_of(package)).number("off"), 500u);
  EXPECT_EQ(images_.changes(), 0u);
  EXPECT_EQ(finish(package, 500).number("off"), package.size());
  EXPECT_EQ(installed(), package);
  EXPECT_EQ(images_.changes(), 1u);
}

TEST_F(Agent, AnswersAChunkOfAnotherOffsetWithTheOneItWants) {
  const Bytes package = sample(1);
  first_chunk(package, digest_of(package));
  EXPECT_EQ(chunk(package, 1000).number("off"), 500u);
  EXPECT_EQ(chunk(package, 500).number("off"), 1000u);
  EXPECT_EQ(chunk(package, 500).number("off"), 1000u) << "it came twice";
  finish(package, 1000);
  EXPECT_EQ(installed(), package);
}

TEST_F(Agent, GoesOnWithTheUploadUnderWay) {
  const Bytes package = sample(1);
  const Bytes digest = digest_of(package);
  first_chunk(package, digest);
  chunk(package, 500);
  EXPECT_EQ(first_chunk(package, digest).number("off"), 1000u);
  finish(package, 1000);
  EXPECT_EQ(first_chunk(package, digest).number("off"), package.size()) << "an answer got lost";
  EXPECT_EQ(images_.changes(), 1u);
}

TEST_F(Agent, TheSamePackageForAnotherImageIsAnotherUpload) {
  const Bytes package = sample(1);
  install(package, 1);
  EXPECT_EQ(first_chunk(package, digest_of(package), 2).number("off"), 500u);
  finish(package, 500);
  EXPECT_EQ(installed(2), package);
}

TEST_F(Agent, AnotherDigestNeverComesIntoUse) {
  const Bytes old_package = sample(1);
  install(old_package);
  const Bytes package = sample(100);
  first_chunk(package, Bytes(kSha256Bytes, 1));
  const Reply last = finish(package, 500);
  bool match = true;
  EXPECT_TRUE(CborMap(last.map.data(), last.map.size()).get("match", &match));
  EXPECT_FALSE(match);
  EXPECT_EQ(installed(), old_package);
  EXPECT_EQ(images_.changes(), 1u);
}

TEST_F(Agent, RefusesBeforeItTouchesTheSlot) {
  install(sample(1));
  const uint64_t operations = flash_.operations();
  const auto refusal = [&](const Bytes& package) {
    return first_chunk(package, digest_of(package));
  };
  Bytes longer = sample(1);
  longer.resize(16 * 1024);
  const Reply too_large = refusal(longer);
  EXPECT_EQ(too_large.error(), smp_image_error::kTooLarge);
  EXPECT_EQ(too_large.number("need"), 16u * 1024);
  EXPECT_EQ(too_large.number("have"), 15u * 1024);
  const Reply big_arena = refusal(sample_with([](Header& h) { h.arena_bytes = kArena + 16; }));
  EXPECT_EQ(big_arena.error(), smp_image_error::kArenaTooSmall);
  EXPECT_EQ(big_arena.number("need"), kArena + 16);
  EXPECT_EQ(big_arena.number("have"), kArena);
  EXPECT_EQ(refusal(sample_with([](Header& h) { h.target = 1; })).error(),
            smp_image_error::kOtherTarget);
  EXPECT_EQ(refusal(sample_with([](Header& h) { ++h.format_version; })).error(),
            smp_image_error::kNewerFormat);
  EXPECT_EQ(refusal(sample_with([](Header& h) { ++h.magic[0]; })).error(),
            smp_image_error::kBadMagic);
  EXPECT_EQ(refusal(sample_with([](Header& h) { h.total_bytes += 16; })).error(),
            smp_image_error::kMalformedPackage);
  const Bytes package = sample(100);
  EXPECT_EQ(first_chunk(package, Bytes(5, 1)).error(), smp_image_error::kBadHash);
  EXPECT_EQ(first_chunk(package, digest_of(package), 1, 10).error(), smp_image_error::kShortHeader);
  EXPECT_EQ(first_chunk(package, digest_of(package), 3).error(), smp_image_error::kInvalidSlot);
  EXPECT_EQ(flash_.operations(), operations);
}

TEST_F(Agent, APackageThatDoesNotValidateNeverComesIntoUse) {
  const Bytes old_package = sample(1);
  install(old_package);
  SamplePackage broken;
  const Bytes whole = sample(100);
  std::copy(whole.begin(), whole.end(), broken.bytes);
  broken.steps()[0].output = 0x7fffffff;
  const Bytes package(broken.bytes, broken.bytes + whole.size());
  EXPECT_EQ(install(package).error(), smp_image_error::kMalformedPackage);
  EXPECT_EQ(installed(), old_package);
  EXPECT_EQ(install(whole).number("off"), whole.size()) << "the next one is welcome";
  EXPECT_EQ(installed(), whole);
}

TEST_F(Agent, TheSlotInUseIsNotErased) {
  const Bytes package = sample(1);
  install(package);
  const Reply refused = ask(SmpOp::kWrite, smp_group::kImage, smp_image::kErase,
                            Map().add("image", 1).add("slot", 0).finish());
  EXPECT_EQ(refused.error(), smp_image_error::kNoFreeSlot);
  EXPECT_EQ(installed(), package);
}

TEST_F(Agent, AnErasedUploadBeginsAnew) {
  const Bytes package = sample(1);
  first_chunk(package, digest_of(package));
  ask(SmpOp::kWrite, smp_group::kImage, smp_image::kErase,
      Map().add("image", 1).add("slot", 0).finish());
  EXPECT_EQ(chunk(package, 500).number("off"), 0u);
  EXPECT_EQ(first_chunk(package, digest_of(package)).number("off"), 500u);
}

TEST_F(Agent, MoreThanWasAnnouncedIsRefused) {
  const Bytes package = sample(1);
  first_chunk(package, digest_of(package));
  Bytes longer = package;
  longer.resize(package.size() + 600);
  for (size_t offset = 500; offset + 500 <= package.size(); offset += 500) chunk(package, offset);
  EXPECT_EQ(chunk(longer, package.size() / 500 * 500, 1000).error(),
            smp_image_error::kMoreThanAnnounced);
}

TEST_F(Agent, SaysErrorsInTheRequestsVersion) {
  const Bytes package = sample_with([](Header& h) { h.target = 1; });
  version_ = kSmpVersion1;
  const Reply older = first_chunk(package, digest_of(package));
  EXPECT_EQ(older.header.version, kSmpVersion1);
  EXPECT_EQ(older.error(), 0u);
  EXPECT_EQ(older.number("rc"), static_cast<uint64_t>(SmpResult::kUnknown));
  version_ = 2;
  EXPECT_EQ(first_chunk(package, digest_of(package)).number("rc"),
            static_cast<uint64_t>(SmpResult::kVersionTooNew));
}

TEST_F(Agent, ADamagedFrameIsAnsweredWithSilence) {
  const Bytes whole = lines_of(message(SmpOp::kWrite, smp_group::kOs, smp_os::kEcho,
                                       Map().add("d", Bytes(200, 'x')).finish()));
  for (size_t at = 0; at < whole.size(); ++at) {
    Bytes damaged = whole;
    damaged[at] ^= 1;
    EXPECT_TRUE(send(damaged).empty()) << "byte " << at;
    Bytes lost = whole;
    lost.erase(lost.begin() + static_cast<ptrdiff_t>(at));
    EXPECT_TRUE(send(lost).empty()) << "byte " << at;
  }
  EXPECT_EQ(send(whole).size(), 1u) << "the next whole one is understood";
}

TEST_F(Agent, SeveralRequestsMayRideInOnePacket) {
  Bytes both = message(SmpOp::kRead, smp_group::kOs, smp_os::kParameters, Map().finish());
  const Bytes second = message(SmpOp::kRead, smp_group::kImage, smp_image::kState, Map().finish());
  both.insert(both.end(), second.begin(), second.end());
  const std::vector<Reply> replies = send(lines_of(both));
  ASSERT_EQ(replies.size(), 2u);
  EXPECT_EQ(replies[0].number("buf_size"), request_.size() + 2);
  EXPECT_EQ(replies[1].number("splitStatus"), 0u);
}

TEST_F(Agent, TheLargestPacketIsAnsweredAndOneByteMoreIsNot) {
  const size_t most = server_.packet_bytes() - kSmpPacketOverhead;
  const auto echo = [&](size_t size) {
    // {"x": bytes}
    const size_t bytes = size - kSmpHeaderBytes - 6;
    Bytes map(6 + bytes);
    const uint8_t start[] = {
        0xa1, 0x61, 'x', 0x59, static_cast<uint8_t>(bytes >> 8), static_cast<uint8_t>(bytes)};
    std::memcpy(map.data(), start, sizeof(start));
    return send(lines_of(message(SmpOp::kRead, smp_group::kOs, smp_os::kEcho, map))).size();
  };
  EXPECT_EQ(echo(most), 1u);
  EXPECT_EQ(echo(most + 1), 0u);
}

}  // namespace
}  // namespace satchel
