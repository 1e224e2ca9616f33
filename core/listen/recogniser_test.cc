#include "core/listen/recogniser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "core/dsp/random_section.h"
#include "core/include/satchel/listen.h"
#include "core/kernels/tables.h"

namespace satchel {
namespace {

constexpr uint16_t kRows = 3, kHop = 32;
constexpr uint16_t kLabels = 4 * kRows;  // the network hands its input through

struct Piece {
  Section kind;
  std::vector<uint8_t> bytes;
};

template <class T>
std::vector<uint8_t> bytes_of(const T& value) {
  std::vector<uint8_t> bytes(sizeof value);
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::vector<uint8_t> decision_section(uint16_t labels) {
  std::vector<uint8_t> bytes = bytes_of(DecisionHeader{kDecisionVersion, labels, 4, 0, 2, {}});
  bytes.resize(bytes.size() + 2u * labels);  // thresholds 0
  return bytes;
}

std::vector<uint8_t> front_end_section() {
  Random random(5);
  std::vector<uint8_t> bytes(4096);
  bytes.resize(write_random_section(small_test_header(random, kHop, kRows), random, bytes.data(),
                                    bytes.size()));
  return bytes;
}

std::vector<Piece> pieces() {
  TensorRecord tensor = {};
  tensor.bytes = kLabels;
  tensor.type = static_cast<uint8_t>(TensorType::kInt8);
  tensor.rank = 1;
  for (uint32_t& dim : tensor.dims) dim = 1;
  tensor.dims[0] = kLabels;
  TensorRecord output = tensor;
  output.offset = 16;
  std::vector<uint8_t> tensors = bytes_of(tensor);
  const std::vector<uint8_t> second = bytes_of(output);
  tensors.insert(tensors.end(), second.begin(), second.end());
  Step step = {};
  step.kernel = static_cast<uint16_t>(Kernel::kCopy);
  step.source = kNoSource;
  step.output = 16;
  step.shape.copy.bytes = kLabels;
  return {{Section::kFrontEnd, front_end_section()},
          {Section::kProgram, bytes_of(step)},
          {Section::kTensors, tensors},
          {Section::kWeights, {}},
          {Section::kDecision, decision_section(kLabels)}};
}

// Package and memory have to start at multiples of 16.
struct alignas(16) Block {
  uint8_t bytes[16];
};
using Blocks = std::vector<Block>;

Blocks package(const std::vector<Piece>& parts) {
  Header header = {};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.format_version = kFormatVersion;
  header.arena_bytes = 32;
  header.section_count = static_cast<uint16_t>(parts.size());
  header.input_count = header.output_count = 1;
  size_t offset = sizeof header + parts.size() * sizeof(SectionEntry);
  std::vector<SectionEntry> table;
  std::vector<uint8_t> body(offset);
  for (const Piece& part : parts) {
    table.push_back({static_cast<uint32_t>(part.kind), static_cast<uint32_t>(body.size()),
                     static_cast<uint32_t>(part.bytes.size()), 0});
    body.insert(body.end(), part.bytes.begin(), part.bytes.end());
    body.resize((body.size() + 15) / 16 * 16);
  }
  header.total_bytes = static_cast<uint32_t>(body.size());
  std::memcpy(body.data(), &header, sizeof header);
  std::memcpy(body.data() + sizeof header, table.data(), table.size() * sizeof(SectionEntry));
  Blocks blocks(body.size() / 16);
  std::memcpy(blocks.data(), body.data(), body.size());
  return blocks;
}

struct Fixture {
  explicit Fixture(const std::vector<Piece>& parts = pieces()) : bytes(package(parts)) {
    capabilities.kernels = kAllKernels;
    finding = PackageView::open(bytes.data(), bytes.size() * 16, &view);
    needed = Recogniser::required_bytes(view);
    memory.resize((needed + 15) / 16);
  }
  Finding init(size_t memory_bytes) {
    return recogniser.init(bytes.data(), bytes.size() * 16, capabilities, memory.data(),
                           memory_bytes);
  }

  Blocks bytes, memory;
  PackageView view;
  Capabilities capabilities;
  Finding finding;
  size_t needed = 0;
  Recogniser recogniser;
};

TEST(Recogniser, NeedsExactlyTheMemoryItNames) {
  Fixture f;
  ASSERT_TRUE(f.finding.ok()) << status_text(f.finding.status);
  ASSERT_GT(f.needed, 0u);
  const Finding small = f.init(f.needed - 1);
  EXPECT_EQ(small.status, Status::kArenaTooSmall);
  EXPECT_EQ(small.needed, f.needed);
  EXPECT_FALSE(f.recogniser.ready());
  const Finding enough = f.init(f.needed);
  EXPECT_TRUE(enough.ok()) << status_text(enough.status);
  EXPECT_TRUE(f.recogniser.ready());
}

TEST(Recogniser, RefusesSectionsThatAreMissingOrDoNotFit) {
  std::vector<Piece> parts = pieces();
  parts[4].bytes = decision_section(kLabels - 1);
  Finding finding = Fixture(parts).init(4096);
  EXPECT_EQ(finding.status, Status::kMalformedSection);
  EXPECT_EQ(finding.section, static_cast<uint32_t>(Section::kDecision));

  parts = pieces();
  parts[0].bytes[40] ^= 1;  // a reserved field
  finding = Fixture(parts).init(4096);
  EXPECT_EQ(finding.status, Status::kMalformedSection);
  EXPECT_EQ(finding.section, static_cast<uint32_t>(Section::kFrontEnd));

  parts = pieces();
  parts.pop_back();
  finding = Fixture(parts).init(4096);
  EXPECT_EQ(finding.status, Status::kMissingSection);
  EXPECT_EQ(finding.section, static_cast<uint32_t>(Section::kDecision));
}

// The decisions of a stream in random pieces are those of its windows, one by one.
TEST(Recogniser, DecidesEveryHopWhateverThePieces) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  Fixture f;
  ASSERT_TRUE(f.init(f.needed).ok());
  const FrontEndView& front_end = f.recogniser.front_end();
  std::vector<int16_t> pcm(front_end.clip_samples() + 50 * kHop);
  for (int16_t& sample : pcm) sample = static_cast<int16_t>(random());

  std::vector<uint8_t> memory(DecisionStream::required_bytes(f.recogniser.rule()) + 1);
  DecisionStream expected(f.recogniser.rule(), memory.data());
  std::vector<uint32_t> scratch((front_end.scratch_bytes() + 3) / 4);
  std::vector<int16_t> rows(kLabels);
  std::vector<int8_t> features(kLabels);
  size_t windows = 0;
  for (size_t at = 0; at < pcm.size();) {
    Heard heard;
    const size_t piece = std::min<size_t>(1 + random() % 300, pcm.size() - at);
    at += f.recogniser.push(pcm.data() + at, piece, &heard);
    if (!heard.decided) continue;
    const size_t start = windows * 2 * kHop;  // 4 ms are 64 samples
    ASSERT_EQ(at, start + front_end.clip_samples());
    front_end.clip(pcm.data() + start, scratch.data(), rows.data(), features.data());
    const Decision decision = expected.step(features.data());
    EXPECT_EQ(heard.decision.label, decision.label);
    EXPECT_EQ(heard.decision.best, decision.best);
    EXPECT_EQ(heard.decision.score, decision.score);
    ++windows;
  }
  EXPECT_EQ(windows, 26u);
}

TEST(Recogniser, TheCFaceHearsTheSame) {
  Fixture f;
  ASSERT_TRUE(f.init(f.needed).ok());
  const size_t bytes = f.bytes.size() * 16;
  EXPECT_EQ(satchel_listen_required(f.bytes.data(), bytes), f.needed);
  Blocks memory(f.memory.size());
  satchel_listener listener;
  satchel_finding finding;
  EXPECT_EQ(satchel_listen_init(&listener, f.bytes.data(), bytes, SATCHEL_TARGET_ANY, memory.data(),
                                16, &finding),
            SATCHEL_ARENA_TOO_SMALL);
  EXPECT_EQ(finding.needed, f.needed);
  ASSERT_EQ(satchel_listen_init(&listener, f.bytes.data(), bytes, SATCHEL_TARGET_ANY, memory.data(),
                                f.needed, nullptr),
            SATCHEL_OK);
  EXPECT_EQ(satchel_listen_sample_rate(&listener), 16000u);

  Random random(9);
  std::vector<int16_t> pcm(2000);
  for (int16_t& sample : pcm) sample = static_cast<int16_t>(random.bits());
  int decided = 0;
  for (size_t at = 0; at < pcm.size();) {
    Heard expected;
    satchel_heard heard;
    const size_t left = std::min<size_t>(100, pcm.size() - at);
    const size_t taken = f.recogniser.push(pcm.data() + at, left, &expected);
    ASSERT_EQ(satchel_listen_push(&listener, pcm.data() + at, left, &heard), taken);
    EXPECT_EQ(heard.decided != 0, expected.decided);
    if (expected.decided) {
      ++decided;
      EXPECT_EQ(heard.label, expected.decision.label);
      EXPECT_EQ(heard.best, expected.decision.best);
      EXPECT_EQ(static_cast<int>(heard.confidence), expected.decision.score + 128);
    }
    at += taken;
  }
  EXPECT_EQ(decided, 30);
}

}  // namespace
}  // namespace satchel
