#include "trainer/zoo/network.h"

#include <algorithm>

#include "base/error.h"

namespace satchel {
namespace {

constexpr int kMaximumChannels = 1024;
constexpr int kMaximumKernel = 64;
constexpr int kMaximumRepeat = 64;
constexpr int kMaximumExpand = 8;

void require(bool holds, const std::string& part, const std::string& what) {
  if (!holds) throw Error(Exit::kRefused, "[model] " + part + ": " + what);
}

void check_extents(const std::string& part, Extent kernel, Extent stride) {
  const auto in_range = [](int value) { return value >= 1 && value <= kMaximumKernel; };
  require(in_range(kernel.time) && in_range(kernel.frequency), part,
          "kernel must be two numbers from 1 to " + std::to_string(kMaximumKernel));
  require(in_range(stride.time) && in_range(stride.frequency), part,
          "stride must be two numbers from 1 to " + std::to_string(kMaximumKernel));
}

void check_channels(const std::string& part, int channels) {
  require(channels >= 1 && channels <= kMaximumChannels, part,
          "channels must be from 1 to " + std::to_string(kMaximumChannels));
}

void check_settings(const ModelSettings& settings) {
  require(settings.kind == "ds_cnn", "kind", "`" + settings.kind + "` is not known; use `ds_cnn`");
  check_channels("stem", settings.stem.channels);
  check_extents("stem", settings.stem.kernel, settings.stem.stride);
  require(!settings.blocks.empty(), "blocks", "there must be at least one");
  for (std::size_t i = 0; i < settings.blocks.size(); ++i) {
    const BlockSettings& block = settings.blocks[i];
    const std::string part = "block " + std::to_string(i + 1);
    check_channels(part, block.channels);
    check_extents(part, block.kernel, block.stride);
    require(block.repeat >= 1 && block.repeat <= kMaximumRepeat, part,
            "repeat must be from 1 to " + std::to_string(kMaximumRepeat));
    require(block.expand >= 1 && block.expand <= kMaximumExpand, part,
            "expand must be from 1 to " + std::to_string(kMaximumExpand));
  }
  require(settings.dropout >= 0 && settings.dropout < 1, "dropout", "must be from 0 to below 1");
}

int divide_up(int a, int b) {
  return (a + b - 1) / b;
}

class Builder {
 public:
  explicit Builder(LayerShape input) { network_.input = input; }

  void convolution(const std::string& name, int channels, Extent kernel, Extent stride, bool relu) {
    append(LayerKind::kConvolution, name, strided(channels, stride), kernel, stride, relu);
  }

  void depthwise(const std::string& name, Extent kernel, Extent stride) {
    append(LayerKind::kDepthwise, name, strided(last_shape().channels, stride), kernel, stride,
           true);
  }

  void add(const std::string& name, int other) {
    append(LayerKind::kAdd, name, last_shape(), {}, {}, true);
    network_.layers.back().second_input = other;
  }

  void block(const std::string& name, const BlockSettings& settings, Extent stride) {
    const int input = last_index();
    const LayerShape input_shape = last_shape();
    if (settings.expand > 1) {
      convolution(name + ".expand", input_shape.channels * settings.expand, {}, {}, true);
    }
    depthwise(name + ".depthwise", settings.kernel, stride);
    const bool residual = settings.residual && stride == Extent{} &&
                          input_shape.channels == settings.channels && input != kNetworkInput;
    convolution(name + ".pointwise", settings.channels, {}, {}, !residual);
    if (residual) add(name + ".add", input);
  }

  void head(int classes) {
    const LayerShape shape = last_shape();
    const Extent all{shape.height, shape.width};
    append(LayerKind::kAveragePool, "pool", {1, 1, shape.channels}, all, all, false);
    append(LayerKind::kDense, "dense", {1, 1, classes}, {}, {}, false);
  }

  Network take() { return std::move(network_); }

 private:
  int last_index() const { return static_cast<int>(network_.layers.size()) - 1; }
  LayerShape last_shape() const {
    return network_.layers.empty() ? network_.input : network_.layers.back().out;
  }

  LayerShape strided(int channels, Extent stride) const {
    const LayerShape in = last_shape();
    return {divide_up(in.height, stride.time), divide_up(in.width, stride.frequency), channels};
  }

  void append(LayerKind kind, const std::string& name, LayerShape out, Extent kernel, Extent stride,
              bool relu) {
    Layer layer;
    layer.kind = kind;
    layer.name = name;
    layer.input = last_index();
    layer.kernel = kernel;
    layer.stride = stride;
    layer.relu = relu;
    layer.in = last_shape();
    layer.out = out;
    network_.layers.push_back(std::move(layer));
  }

  Network network_;
};

}  // namespace

std::size_t Layer::weight_count() const {
  const auto area =
      static_cast<std::size_t>(kernel.time) * static_cast<std::size_t>(kernel.frequency);
  const auto inputs = static_cast<std::size_t>(in.channels);
  const auto outputs = static_cast<std::size_t>(out.channels);
  switch (kind) {
    case LayerKind::kConvolution:
    case LayerKind::kDense:
      return area * inputs * outputs;
    case LayerKind::kDepthwise:
      return area * outputs;
    case LayerKind::kAdd:
    case LayerKind::kAveragePool:
      break;
  }
  return 0;
}

std::int64_t Layer::macs() const {
  return static_cast<std::int64_t>(weight_count()) * out.height * out.width;
}

std::int64_t Network::weights_bytes() const {
  std::int64_t bytes = 0;
  for (const Layer& layer : layers) {
    if (!layer.has_weights()) continue;
    bytes += static_cast<std::int64_t>(layer.weight_count()) + 4 * std::int64_t{layer.out.channels};
  }
  return bytes;
}

std::int64_t Network::macs() const {
  std::int64_t sum = 0;
  for (const Layer& layer : layers) sum += layer.macs();
  return sum;
}

SamePadding same_padding(int size, int kernel, int stride) {
  const int outputs = divide_up(size, stride);
  const int total = std::max((outputs - 1) * stride + kernel - size, 0);
  return {total / 2, total - total / 2};
}

Network build_network(const ModelSettings& settings, LayerShape input, int classes) {
  check_settings(settings);
  Builder builder(input);
  builder.convolution("stem", settings.stem.channels, settings.stem.kernel, settings.stem.stride,
                      true);
  int number = 0;
  for (const BlockSettings& block : settings.blocks) {
    for (int i = 0; i < block.repeat; ++i) {
      const Extent stride = i == 0 ? block.stride : Extent{};
      builder.block("block" + std::to_string(++number), block, stride);
    }
  }
  builder.head(classes);
  Network network = builder.take();
  network.classes = classes;
  network.dropout = settings.dropout;
  return network;
}

}  // namespace satchel
