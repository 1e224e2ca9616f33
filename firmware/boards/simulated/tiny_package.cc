#include "firmware/boards/simulated/tiny_package.h"

#include <cstring>
#include <stdexcept>

#include "core/engine/engine.h"
#include "core/kernels/layout.h"
#include "core/kernels/tables.h"
#include "core/testing/random.h"

namespace satchel::simulated {
namespace {

constexpr uint32_t kInputs = 8;
constexpr uint32_t kOutputs = 4;
constexpr uint32_t kArenaBytes = 32;

TensorRecord tensor(uint32_t offset, uint32_t bytes) {
  TensorRecord record = {};
  record.offset = offset;
  record.bytes = bytes;
  record.type = static_cast<uint8_t>(TensorType::kInt8);
  record.rank = 1;
  for (uint32_t& extent : record.dims) extent = 1;
  record.dims[0] = bytes;
  return record;
}

class Writer {
 public:
  Writer(Target target, uint32_t sections)
      : target_(target), bytes_(sizeof(Header) + sections * sizeof(SectionEntry)) {}

  void add(Section kind, const void* data, size_t size) {
    const SectionEntry entry = {static_cast<uint32_t>(kind), static_cast<uint32_t>(bytes_.size()),
                                static_cast<uint32_t>(size), 0};
    std::memcpy(bytes_.data() + sizeof(Header) + count_++ * sizeof(entry), &entry, sizeof(entry));
    const uint8_t* from = static_cast<const uint8_t*>(data);
    bytes_.insert(bytes_.end(), from, from + size);
    bytes_.resize((bytes_.size() + kAlignment - 1) / kAlignment * kAlignment);
  }

  std::vector<uint8_t> finish() {
    Header header = {};
    std::memcpy(header.magic, kMagic, sizeof(kMagic));
    header.format_version = kFormatVersion;
    header.target = static_cast<uint16_t>(target_);
    header.total_bytes = static_cast<uint32_t>(bytes_.size());
    header.arena_bytes = kArenaBytes;
    header.section_count = static_cast<uint16_t>(count_);
    header.input_count = header.output_count = 1;
    std::memcpy(bytes_.data(), &header, sizeof(header));
    return std::move(bytes_);
  }

 private:
  Target target_;
  std::vector<uint8_t> bytes_;
  uint32_t count_ = 0;
};

std::string card_of(const std::string& name) {
  std::string card = "\xa1\x64name";
  card += '\x78';
  card += static_cast<char>(name.size());
  return card + name;
}

// Weights, then biases and rescaling of as many channels as the kernel reads.
std::vector<uint8_t> layer_of(Random& random, uint32_t padding, Step* step) {
  constexpr uint32_t kChannels = static_cast<uint32_t>(padded_channels(kOutputs));
  constexpr uint32_t kWeights = kInputs * kOutputs;
  std::vector<uint8_t> bytes(kWeights);
  random.fill(reinterpret_cast<int8_t*>(bytes.data()), kWeights);
  step->bias = kWeights;
  step->rescale = step->bias + kChannels * 4;
  bytes.resize(step->rescale);
  for (uint32_t i = 0; i < kChannels; ++i) {
    const Rescale rescale = {1 << 30, -8};
    const uint8_t* from = reinterpret_cast<const uint8_t*>(&rescale);
    bytes.insert(bytes.end(), from, from + sizeof(rescale));
  }
  for (uint32_t i = 0; i < padding; ++i) bytes.push_back(static_cast<uint8_t>(random.bits()));
  return bytes;
}

// The package with its golden answer, given the vector's place.
std::vector<uint8_t> with_answer(std::vector<uint8_t> package) {
  alignas(16) uint8_t arena[kArenaBytes];
  Capabilities capabilities;
  capabilities.kernels = kAllKernels;
  Engine engine;
  if (!engine.init(package.data(), package.size(), capabilities, arena, sizeof(arena)).ok()) {
    throw std::logic_error("the tiny package does not validate");
  }
  Bytes input;
  Bytes output;
  engine.package().golden(0, &input, &output);
  std::memcpy(engine.input(0), input.data, kInputs);
  engine.run();
  std::memcpy(package.data() + (output.data - package.data()), engine.output(0), kOutputs);
  return package;
}

}  // namespace

std::vector<uint8_t> tiny_package(const std::string& name, uint32_t seed, uint32_t padding,
                                  Target target) {
  Random random(seed);
  Step step = {};
  step.kernel = static_cast<uint16_t>(Kernel::kFullyConnected);
  step.output = 16;
  step.shape.rows.rows = 1;
  step.shape.rows.in = kInputs;
  step.shape.rows.out = kOutputs;
  step.shape.rows.low = -128;
  step.shape.rows.high = 127;
  const std::vector<uint8_t> weights = layer_of(random, padding, &step);
  const TensorRecord tensors[] = {tensor(0, kInputs), tensor(16, kOutputs)};
  struct {
    GoldenHeader header = {1, kInputs, kOutputs, 0};
    int8_t vectors[kInputs + kOutputs] = {};
  } golden;
  random.fill(golden.vectors, kInputs);

  Writer writer(target, 5);
  const std::string card = card_of(name);
  writer.add(Section::kCard, card.data(), card.size());
  writer.add(Section::kProgram, &step, sizeof(step));
  writer.add(Section::kTensors, tensors, sizeof(tensors));
  writer.add(Section::kWeights, weights.data(), weights.size());
  writer.add(Section::kGolden, &golden, sizeof(golden));
  return with_answer(writer.finish());
}

}  // namespace satchel::simulated
