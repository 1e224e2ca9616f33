#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace satchel {

// A quantised network: what the .tflite import reads and what training exports. The arithmetic of
// every operator is that of TensorFlow Lite's int8 reference kernels.
//
// Plain data, indices instead of pointers: copying a Graph copies the whole network. check_graph()
// says whether it means something; the passes rely on that.

enum class ElementType : std::uint8_t { kInt8, kInt32 };

struct Tensor {
  std::string name;  // for people; need not be unique
  ElementType type = ElementType::kInt8;
  // Row-major, the last dimension varies fastest; pictures are NHWC. Empty is one value.
  std::vector<std::int32_t> shape;
  // real = scale * (value - zero_point). One scale for the tensor, or one for each index of
  // `quantised_dimension` (constant weights and biases only; their zero points are 0).
  std::vector<float> scales;
  std::int32_t zero_point = 0;
  std::int32_t quantised_dimension = 0;
  // The values of a constant, little-endian; empty for what is computed or given.
  std::vector<std::uint8_t> data;

  bool constant() const { return !data.empty(); }
};

enum class Padding : std::uint8_t { kSame, kValid };
enum class Activation : std::uint8_t { kNone, kRelu, kRelu6, kReluN1To1 };

// Shapes of constants follow TensorFlow Lite. An absent optional input is kNoTensor or left out.
inline constexpr std::int32_t kNoTensor = -1;

// Inputs: picture (N, H, W, C), weights (O, KH, KW, C / groups), bias (O), int32, optional.
struct Conv2d {
  std::int32_t stride_h = 1, stride_w = 1;
  std::int32_t dilation_h = 1, dilation_w = 1;
  Padding padding = Padding::kSame;
  Activation activation = Activation::kNone;
};

// Inputs: picture (N, H, W, C), weights (1, KH, KW, C * depth_multiplier), bias. Scales of the
// weights run along dimension 3. Output channel m + c * depth_multiplier reads input channel c.
struct DepthwiseConv2d {
  std::int32_t stride_h = 1, stride_w = 1;
  std::int32_t dilation_h = 1, dilation_w = 1;
  std::int32_t depth_multiplier = 1;
  Padding padding = Padding::kSame;
  Activation activation = Activation::kNone;
};

// Inputs: anything of N * D values, weights (O, D), bias (O), int32, optional.
struct FullyConnected {
  Activation activation = Activation::kNone;
  bool keep_dimensions = false;
};

// Input: picture (N, H, W, C). Input and output have the same scale and zero point.
struct AveragePool2d {
  std::int32_t filter_h = 1, filter_w = 1;
  std::int32_t stride_h = 1, stride_w = 1;
  Padding padding = Padding::kValid;
  Activation activation = Activation::kNone;
};

// Over the last dimension. The output has scale 1/256 and zero point -128.
struct Softmax {
  float beta = 1.0f;
};

// The new shape is the output tensor's.
struct Reshape {};

// Two inputs, either may be constant; broadcasting as in numpy.
struct Add {
  Activation activation = Activation::kNone;
};

using Attributes =
    std::variant<Conv2d, DepthwiseConv2d, FullyConnected, AveragePool2d, Softmax, Reshape, Add>;

struct Operator {
  Attributes attributes;
  std::vector<std::int32_t> inputs;   // indices into Graph::tensors, or kNoTensor
  std::vector<std::int32_t> outputs;  // every operator here has one
};

struct Graph {
  std::vector<Tensor> tensors;
  std::vector<Operator> operators;  // in an order in which they can run
  std::vector<std::int32_t> inputs;
  std::vector<std::int32_t> outputs;
};

// Nothing larger is compiled; products of dimensions below these never overflow.
inline constexpr std::int64_t kMaximumTensorBytes = 64 << 20;
inline constexpr std::size_t kMaximumRank = 6;
inline constexpr std::size_t kMaximumTensors = 16384;
inline constexpr std::size_t kMaximumLayers = 2048;

// "CONV_2D": TensorFlow Lite's name of the operator.
const char* operator_name(const Operator& op);
// "layer 3, CONV_2D `conv1`": how messages name it, by the name of its first output.
std::string describe_operator(const Graph& graph, std::size_t index);

std::int64_t element_count(const Tensor& tensor);
std::int64_t byte_count(const Tensor& tensor);
// Product of the dimensions [from, to).
std::int64_t dimension_product(std::span<const std::int32_t> shape, std::size_t from,
                               std::size_t to);
// "1x49x10x1"
std::string shape_text(std::span<const std::int32_t> shape);

// Input `position` of `op`, or nullptr when it is absent.
const Tensor* find_input(const Graph& graph, const Operator& op, std::size_t position);

// Proves what the passes rely on: indices in range, every value made once and before its use, data
// as long as the shape says, shapes, types and quantisation as the operator needs them.
// Throws Error(Exit::kRefused) that names the layer or the tensor.
void check_graph(const Graph& graph);

}  // namespace satchel
