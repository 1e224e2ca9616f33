// The model package as it lies in flash: little-endian, executed in place, never relocated.
// Normative text: spec/model_package.md. The structs below are that text in C++; nothing here has
// code.
//
//   Header | SectionEntry[section_count] | sections, each at a 16-byte aligned offset, in rising
//   order
//
// Offsets in the section table count from the first byte of the package. Offsets in a Step count
// from the start of the arena (input, output, scratch) or from the start of the weights section
// (weights, bias, rescale). A package starts at a 16-byte aligned address, and so does the arena.
#pragma once

#include <stdint.h>

namespace satchel {

constexpr uint8_t kMagic[8] = {'S', 'A', 'T', 'C', 'H', 'E', 'L', 0};
constexpr uint16_t kFormatVersion = 1;
constexpr uint32_t kAlignment = 16;  // of the package, of each section and of the arena

// What a package is compiled for: which kernels and weight layouts the compiler chose.
enum class Target : uint16_t { kHost = 0, kM0, kM3, kM4, kM7, kM33, kM55, kRv32, kCount };

// The kinds of section. Each appears at most once; program, tensors and weights must appear
// (weights may be empty). A reader skips kinds that it does not know.
enum class Section : uint32_t {
  kCard = 1,      // CBOR, opaque to core
  kFrontEnd = 2,  // core/dsp
  kProgram = 3,   // Step[]
  kTensors = 4,   // TensorRecord[input_count + output_count], inputs first, in the graph's order
  kWeights = 5,   // weights, biases, rescaling records, constants
  kDecision = 6,  // core/decide
  kGolden = 7,    // GoldenHeader and vectors
  kHead = 8,      // reserved: the embedding's head
  kTwin = 9,      // reserved: a smaller twin of the program
};

struct Header {
  uint8_t magic[8];
  uint16_t format_version;  // a reader refuses a newer one
  uint16_t target;          // Target
  uint32_t total_bytes;     // of the package, header included
  uint32_t arena_bytes;     // what the program needs, multiple of 16
  uint16_t section_count;   // 1..16
  uint16_t input_count;     // of the graph, 1..8
  uint16_t output_count;    // of the graph, 1..8
  uint16_t reserved0;       // 0
  uint32_t reserved1;       // 0
};
static_assert(sizeof(Header) == 32, "format");

struct SectionEntry {
  uint32_t kind;      // Section
  uint32_t offset;    // multiple of 16, not before the end of the section before it
  uint32_t bytes;     // without the padding that follows
  uint32_t reserved;  // 0
};
static_assert(sizeof(SectionEntry) == 16, "format");

constexpr uint16_t kMaxSections = 16;
constexpr uint16_t kMaxGraphTensors = 8;
constexpr int kMaxRank = 6;

enum class TensorType : uint8_t { kInt8 = 1, kInt16, kInt32, kUint8, kFloat32Bits };

// One input or output of the graph.
struct TensorRecord {
  uint32_t offset;          // in the arena, multiple of 4
  uint32_t bytes;           // product of dims times the size of an element
  uint8_t type;             // TensorType
  uint8_t rank;             // 0..6
  uint16_t reserved0;       // 0
  int32_t zero_point;       // 0 where the type is not quantised
  uint32_t scale_bits;      // IEEE 754 binary32; core never computes with it
  uint32_t dims[kMaxRank];  // the first `rank` are meant, the others 1
  uint32_t reserved1;       // 0
};
static_assert(sizeof(TensorRecord) == 48, "format");

// A kernel id names an algorithm AND the layout of its weights; spec/model_package.md defines both.
// Numbers are never reused. 1..63: portable; 64..: made for one kind of processor, though every
// kernel has a portable implementation that gives the same bytes.
enum class Kernel : uint16_t {
  kCopy = 1,
  kConv2d = 2,           // weights [out_c][kernel_h][kernel_w][in_c / groups]
  kDepthwiseConv2d = 3,  // weights [kernel_h][kernel_w][out_c]
  kFullyConnected = 4,   // weights [out][in]
  kAveragePool2d = 5,
  kSoftmax = 6,
  kAdd = 7,
  kConv2dPairs = 64,          // armv7e-m DSP: 2 pixels x 4 channels, products in pairs
  kFullyConnectedPairs = 65,  // armv7e-m DSP: 1 row x 4 channels, products in pairs
  kDepthwisePlanar = 66,      // channels turned into planes, products in pairs
  kConv2dTiles = 96,          // scalar processors: 2 pixels x 4 channels
  kFullyConnectedTiles = 97,  // scalar processors: 1 row x 4 channels
};

// Step.flags
constexpr uint16_t kFlagConstantInput0 =
    1;  // input[0] is an offset in the weights section (kAdd only)
constexpr uint16_t kFlagConstantInput1 = 2;  // likewise input[1]
// kConv2dPairs, kFullyConnectedPairs, kDepthwisePlanar, k*Tiles: the rescaling records are of the
// quick form (QuickRescale) for all channels; without it they are Rescale.
constexpr uint16_t kFlagQuickRescale = 4;

// How an int32 accumulator becomes int8, per output channel: MBQM(acc, multiplier, shift).
struct Rescale {
  int32_t multiplier;  // 0, or 2^30 .. 2^31 - 1
  int32_t shift;       // -31 .. 30; positive is to the left
};

// The same for channels with shift <= -1, |acc| < 2^30 and no overflow below, in the order that is
// cheap:
//   x = SRDHM(acc, multiplier);   y = (x + (x >> 31) + offset) >> right_shift
//   offset = 2^(right_shift - 1) + output_zero_point * 2^right_shift
// The output's zero point is in it. All sums wrap modulo 2^32; right_shift is 1..31.
struct QuickRescale {
  int32_t multiplier;
  int32_t offset;
  int32_t right_shift;
};

// CONV_2D, DEPTHWISE_CONV_2D, AVERAGE_POOL_2D. NHWC. Padding after the picture needs no field:
// places outside of it add nothing.
struct WindowShape {
  uint16_t batches;
  uint16_t in_h, in_w, in_c;
  uint16_t out_h, out_w, out_c;
  uint16_t kernel_h, kernel_w;
  uint16_t stride_h, stride_w;
  uint16_t dilation_h, dilation_w;
  uint16_t pad_top, pad_left;
  uint16_t groups;  // kConv2d, otherwise 1; depthwise: the multiplier is out_c / in_c
  int16_t input_zero_point, output_zero_point;
  int16_t low, high;  // activation bounds, -128 <= low <= high <= 127
};

// FULLY_CONNECTED: rows x in -> rows x out.
struct RowsShape {
  uint32_t rows, in, out;
  int16_t input_zero_point, output_zero_point;
  int16_t low, high;
};

// SOFTMAX over the last dimension; output scale 1/256, zero point -128.
struct SoftmaxShape {
  uint32_t rows, depth;
  int32_t multiplier, left_shift;  // of beta * scale * 2^26
  int32_t diff_min;                // <= 0; terms below do not count
};

// ADD with broadcasting. dims are the output's, outermost first, leading ones 1. Bit i of
// repeat[k]: input k has extent 1 in dims[i] and is repeated along it.
struct AddShape {
  uint32_t dims[kMaxRank];
  int32_t multiplier[3];  // first input, second input, output
  int16_t zero_point[3];  // likewise
  int16_t low, high;
  int8_t shift[3];  // <= 0
  uint8_t repeat[2];
  uint8_t reserved;  // 0
};

struct CopyShape {
  uint32_t bytes;
};

union Shape {
  WindowShape window;
  RowsShape rows;
  SoftmaxShape softmax;
  AddShape add;
  CopyShape copy;
  uint8_t raw[52];
};
static_assert(sizeof(Shape) == 52, "format");

constexpr uint16_t kNoSource = 0xffff;

// One step of the program. Fields that a kernel does not use are 0.
struct Step {
  uint16_t kernel;  // Kernel
  uint16_t flags;   // kFlag*
  uint16_t source;  // index of the (last) operator of the source graph that this step computes, or
                    // kNoSource
  uint16_t reserved;  // 0
  uint32_t macs;  // multiply-accumulates (what the operator needs, padding of layouts not counted)
  uint32_t instructions;  // estimate for the target
  uint32_t input[2];      // arena offsets
  uint32_t output;        // arena offset
  uint32_t scratch;       // arena offset, multiple of 16; its length follows from kernel and shape
  uint32_t weights;       // offset in the weights section, multiple of 16
  uint32_t bias;          // int32[out channels] in the weights section, multiple of 4
  uint32_t rescale;       // Rescale[] or QuickRescale[], likewise
  Shape shape;
};
static_assert(sizeof(Step) == 96, "format");

// The golden section: `count` vectors, each the graph's inputs in order, then its outputs in order.
struct GoldenHeader {
  uint32_t count;
  uint32_t input_bytes;   // of all inputs together
  uint32_t output_bytes;  // of all outputs together
  uint32_t reserved;      // 0
};

}  // namespace satchel
