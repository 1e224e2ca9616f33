#include "core/package/sample_package.h"

#include "core/kernels/layout.h"
#include "core/kernels/tables.h"

namespace satchel {
namespace {

constexpr uint16_t kHeight = 6;
constexpr uint16_t kWidth = 5;
constexpr uint16_t kInputChannels = 4;
constexpr uint16_t kChannels = 8;
constexpr uint16_t kClasses = 5;
constexpr uint32_t kPictureBytes = kHeight * kWidth * kChannels;
constexpr uint32_t kSteps = 7;

// Collects steps, weights and arena.
struct Builder {
  Random& random;
  Step steps[kSteps] = {};
  uint32_t count = 0;
  alignas(16) uint8_t weights[3 * 1024] = {};
  uint32_t weights_used = 0;
  uint32_t arena_used = 0;

  explicit Builder(Random& random_) : random(random_) {}

  uint32_t take_arena(uint32_t bytes) {
    const uint32_t at = arena_used;
    arena_used += static_cast<uint32_t>(round_up(bytes, kAlignment));
    return at;
  }
  uint32_t take_weights(uint64_t bytes) {
    const uint32_t at = weights_used;
    weights_used += static_cast<uint32_t>(round_up(bytes, kAlignment));
    return at;
  }

  Kernel pick(Kernel a, Kernel b, Kernel c) {
    const Kernel kernels[] = {a, b, c};
    return kernels[random.between(0, 2)];
  }

  // A step that reads `input` and writes `bytes` of its own; its shape follows.
  Step& add(Kernel kernel, uint32_t input, uint32_t bytes) {
    Step& step = steps[count];
    step.kernel = static_cast<uint16_t>(kernel);
    step.source = static_cast<uint16_t>(count++);
    step.input[0] = input;
    step.output = take_arena(bytes);
    return step;
  }

  // Weights, biases and rescaling for `channels`, and the scratch that the shape asks for.
  void add_constants(Step& step, uint64_t weight_bytes, uint32_t channels) {
    step.weights = take_weights(weight_bytes);
    random.fill(reinterpret_cast<int8_t*>(weights) + step.weights,
                static_cast<uint32_t>(weight_bytes));
    const uint32_t padded = static_cast<uint32_t>(padded_channels(channels));
    step.bias = take_weights(padded * sizeof(int32_t));
    const bool quick =
        step.kernel >= static_cast<uint16_t>(Kernel::kConv2dPairs) && random.one_in(2);
    step.flags = quick ? kFlagQuickRescale : uint16_t{0};
    step.rescale = take_weights(padded * (quick ? sizeof(QuickRescale) : sizeof(Rescale)));
    for (uint32_t c = 0; c < padded; ++c) {
      if (quick) {
        reinterpret_cast<QuickRescale*>(weights + step.rescale)[c] = {1 << 30, 1 << 7, 8};
      } else {
        reinterpret_cast<Rescale*>(weights + step.rescale)[c] = {1 << 30, -8};
      }
    }
    const uint64_t scratch = kAllKernels.find(step.kernel)->scratch_bytes(step);
    step.scratch = take_arena(static_cast<uint32_t>(scratch));
  }
};

WindowShape window(uint16_t in_c, uint16_t out_c) {
  WindowShape w = {};
  w.batches = w.groups = 1;
  w.in_h = w.out_h = kHeight;
  w.in_w = w.out_w = kWidth;
  w.in_c = in_c;
  w.out_c = out_c;
  w.kernel_h = w.kernel_w = 3;
  w.stride_h = w.stride_w = w.dilation_h = w.dilation_w = 1;
  w.pad_top = w.pad_left = 1;
  w.low = -128;
  w.high = 127;
  return w;
}

void add_convolutions(Builder& b, uint32_t input) {
  const Kernel conv = b.pick(Kernel::kConv2d, Kernel::kConv2dPairs, Kernel::kConv2dTiles);
  Step& first = b.add(conv, input, kPictureBytes);
  first.shape.window = window(kInputChannels, kChannels);
  b.add_constants(first, 9 * kInputChannels * kChannels, kChannels);
  const Kernel depthwise =
      b.pick(Kernel::kDepthwiseConv2d, Kernel::kDepthwisePlanar, Kernel::kDepthwisePlanar);
  Step& second = b.add(depthwise, first.output, kPictureBytes);
  WindowShape& w = second.shape.window;
  w = window(kChannels, kChannels);
  if (b.random.one_in(2)) {
    w.kernel_h = static_cast<uint16_t>(b.random.between(1, 9));
    w.kernel_w = static_cast<uint16_t>(b.random.between(1, 5));
    w.pad_top = w.kernel_h / 2;
    w.pad_left = w.kernel_w / 2;
  }
  b.add_constants(second, planar_bytes(kChannels, w.kernel_h, w.kernel_w), kChannels);
}

// Adds a constant of one value a channel to every pixel.
void add_sum(Builder& b) {
  Step& step = b.add(Kernel::kAdd, b.steps[b.count - 1].output, kPictureBytes);
  step.input[1] = b.take_weights(kChannels);
  step.flags = kFlagConstantInput1;
  AddShape& a = step.shape.add;
  a = {};
  for (int i = 0; i < kMaxRank; ++i) a.dims[i] = 1;
  a.dims[kMaxRank - 2] = kHeight * kWidth;
  a.dims[kMaxRank - 1] = kChannels;
  a.repeat[1] = 1 << (kMaxRank - 2);
  for (int i = 0; i < 3; ++i) {
    a.multiplier[i] = 1 << 30;
    a.shift[i] = i < 2 ? 0 : -18;
  }
  a.low = -128;
  a.high = 127;
}

void add_pool(Builder& b) {
  Step& step = b.add(Kernel::kAveragePool2d, b.steps[b.count - 1].output, kChannels);
  WindowShape& w = step.shape.window;
  w = window(kChannels, kChannels);
  w.out_h = w.out_w = 1;
  w.kernel_h = kHeight;
  w.kernel_w = kWidth;
  w.pad_top = w.pad_left = 0;
}

void add_classifier(Builder& b) {
  const Kernel kernel =
      b.pick(Kernel::kFullyConnected, Kernel::kFullyConnectedPairs, Kernel::kFullyConnectedTiles);
  Step& dense = b.add(kernel, b.steps[b.count - 1].output, kClasses);
  RowsShape& r = dense.shape.rows;
  r = {};
  r.rows = 1;
  r.in = kChannels;
  r.out = kClasses;
  r.low = -128;
  r.high = 127;
  b.add_constants(dense, pairs_bytes(kClasses, kChannels), kClasses);
  Step& softmax = b.add(Kernel::kSoftmax, dense.output, kClasses);
  softmax.shape.softmax = {1, kClasses, 1 << 30, 23, -248};
  Step& copy = b.add(Kernel::kCopy, softmax.output, kClasses);
  copy.shape.copy.bytes = kClasses;
}

TensorRecord tensor(uint32_t offset, uint32_t bytes) {
  TensorRecord record = {};
  record.offset = offset;
  record.bytes = bytes;
  record.type = static_cast<uint8_t>(TensorType::kInt8);
  record.rank = 1;
  for (int i = 0; i < kMaxRank; ++i) record.dims[i] = 1;
  record.dims[0] = bytes;
  return record;
}

void append(SamplePackage* package, Section kind, const void* data, uint32_t bytes) {
  SectionEntry& entry = package->sections()[package->header().section_count++];
  entry = {static_cast<uint32_t>(kind), package->size, bytes, 0};
  __builtin_memcpy(package->bytes + package->size, data, bytes);
  package->size = static_cast<uint32_t>(round_up(package->size + bytes, kAlignment));
  package->header().total_bytes = package->size;
}

}  // namespace

SectionEntry& SamplePackage::entry(Section kind) {
  SectionEntry* entry = sections();
  while (entry->kind != static_cast<uint32_t>(kind)) ++entry;
  return *entry;
}

void build_sample_package(Random& random, SamplePackage* package) {
  constexpr uint32_t kInputBytes = kHeight * kWidth * kInputChannels;
  Builder b(random);
  const uint32_t input = b.take_arena(kInputBytes);
  add_convolutions(b, input);
  add_sum(b);
  add_pool(b);
  add_classifier(b);

  *package = {};
  constexpr uint32_t kSections = 5;
  Header& header = package->header();
  __builtin_memcpy(header.magic, kMagic, sizeof(kMagic));
  header.format_version = kFormatVersion;
  header.target = static_cast<uint16_t>(Target::kM4);
  header.arena_bytes = b.arena_used;
  header.input_count = header.output_count = 1;
  package->size = sizeof(Header) + kSections * sizeof(SectionEntry);
  const TensorRecord tensors[] = {tensor(input, kInputBytes),
                                  tensor(b.steps[b.count - 1].output, kClasses)};
  uint8_t golden[sizeof(GoldenHeader) + kInputBytes + kClasses] = {};
  const GoldenHeader vectors = {1, kInputBytes, kClasses, 0};
  __builtin_memcpy(golden, &vectors, sizeof(vectors));
  append(package, Section::kCard, "\xa0", 1);
  append(package, Section::kTensors, tensors, sizeof(tensors));
  append(package, Section::kProgram, b.steps, b.count * static_cast<uint32_t>(sizeof(Step)));
  append(package, Section::kWeights, b.weights, b.weights_used);
  append(package, Section::kGolden, golden, sizeof(golden));
}

}  // namespace satchel
