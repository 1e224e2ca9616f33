#include "compiler/import/tflite_operators.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/import/tflite_names.h"

namespace satchel::tflite {
namespace {

// Numbers of the option tables in the schema's union.
enum OptionsType : std::uint8_t {
  kNoOptions = 0,
  kConv2dOptions = 1,
  kDepthwiseConv2dOptions = 2,
  kPool2dOptions = 5,
  kFullyConnectedOptions = 8,
  kSoftmaxOptions = 9,
  kAddOptions = 11,
  kReshapeOptions = 17,
};

// The options of one layer, verified; absent ones read as the schema's defaults.
class Reader {
 public:
  Reader(const OperatorView& view, flatbuffers::Verifier& verifier, OptionsType type,
         const char* widths, std::string where)
      : where_(std::move(where)) {
    if (view.options() == nullptr || view.options_type() == kNoOptions) return;
    if (view.options_type() != type) {
      refuse(fmt::format("its options are of kind {} instead of {}", view.options_type(),
                         static_cast<int>(type)));
    }
    if (!view.options()->verify(verifier, widths)) refuse("its options are malformed");
    options_ = view.options();
  }

  std::int32_t int_at(int n, std::int32_t fallback = 0) const {
    return options_ == nullptr ? fallback : options_->int_at(n, fallback);
  }
  float float_at(int n) const { return options_ == nullptr ? 0.0f : options_->float_at(n); }
  bool bool_at(int n) const { return options_ != nullptr && options_->bool_at(n); }

  Padding padding_at(int n) const {
    switch (byte_at(n)) {
      case 0:
        return Padding::kSame;
      case 1:
        return Padding::kValid;
      default:
        refuse(fmt::format("padding number {} is not supported", byte_at(n)));
    }
  }

  Activation activation_at(int n) const {
    switch (byte_at(n)) {
      case 0:
        return Activation::kNone;
      case 1:
        return Activation::kRelu;
      case 2:
        return Activation::kReluN1To1;
      case 3:
        return Activation::kRelu6;
      case 4:
        refuse("the fused activation TANH is not supported");
      case 5:
        refuse("the fused activation SIGN_BIT is not supported");
      default:
        refuse(fmt::format("fused activation number {} is not supported", byte_at(n)));
    }
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(Exit::kRefused, fmt::format("{}: {}", where_, what));
  }

 private:
  int byte_at(int n) const { return options_ == nullptr ? 0 : options_->byte_at(n); }

  std::string where_;
  const Options* options_ = nullptr;
};

// padding, stride_w, stride_h: what all windows begin with.
template <typename Window>
Window read_window(const Reader& reader) {
  Window window;
  window.padding = reader.padding_at(0);
  window.stride_w = reader.int_at(1);
  window.stride_h = reader.int_at(2);
  return window;
}

Conv2d read_conv(const Reader& reader) {
  // a window's; fused_activation_function, dilation_w_factor, dilation_h_factor
  auto conv = read_window<Conv2d>(reader);
  conv.activation = reader.activation_at(3);
  conv.dilation_w = reader.int_at(4, 1);
  conv.dilation_h = reader.int_at(5, 1);
  return conv;
}

DepthwiseConv2d read_depthwise(const Reader& reader) {
  // a window's; depth_multiplier, fused_activation_function, dilation_w_factor, dilation_h_factor
  auto conv = read_window<DepthwiseConv2d>(reader);
  conv.depth_multiplier = reader.int_at(3);
  conv.activation = reader.activation_at(4);
  conv.dilation_w = reader.int_at(5, 1);
  conv.dilation_h = reader.int_at(6, 1);
  return conv;
}

AveragePool2d read_pool(const Reader& reader) {
  // a window's; filter_width, filter_height, fused_activation_function
  auto pool = read_window<AveragePool2d>(reader);
  pool.filter_w = reader.int_at(3);
  pool.filter_h = reader.int_at(4);
  pool.activation = reader.activation_at(5);
  return pool;
}

// fused_activation_function, weights_format (byte), keep_num_dims (bool)
FullyConnected read_fully_connected(const Reader& reader) {
  if (reader.bool_at(1)) reader.refuse("its weights are shuffled, which is not supported");
  return {reader.activation_at(0), reader.bool_at(2)};
}

}  // namespace

Attributes read_attributes(std::int32_t builtin, const OperatorView& view,
                           flatbuffers::Verifier& verifier, const std::string& where) {
  const auto reader = [&](OptionsType type, const char* widths) {
    return Reader(view, verifier, type, widths, where);
  };
  switch (builtin) {
    case kConv2d:
      return read_conv(reader(kConv2dOptions, "biibii"));
    case kDepthwiseConv2d:
      return read_depthwise(reader(kDepthwiseConv2dOptions, "biiibii"));
    case kFullyConnected:
      return read_fully_connected(reader(kFullyConnectedOptions, "bbb"));
    case kAveragePool2d:
      return read_pool(reader(kPool2dOptions, "biiiib"));
    case kSoftmax:
      return Softmax{reader(kSoftmaxOptions, "f").float_at(0)};
    case kReshape:
      // new_shape is only a copy of the second input or of the output's shape.
      return Reshape{};
    case kAdd:
      return Add{reader(kAddOptions, "b").activation_at(0)};
    default:
      throw Error(Exit::kRefused,
                  fmt::format("{}: the operator {} is not supported", where, builtin_name(builtin)),
                  "supported: ADD, AVERAGE_POOL_2D, CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, "
                  "RESHAPE, SOFTMAX");
  }
}

}  // namespace satchel::tflite
