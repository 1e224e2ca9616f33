#include "compiler/inspect/extent.h"

#include <fmt/format.h>

#include <span>
#include <vector>

#include "core/kernels/tables.h"

namespace satchel {
namespace {

enum class ShapeKind { kWindow, kRows, kSoftmax, kAdd, kCopy };

ShapeKind shape_kind(const Step& step) {
  switch (static_cast<Kernel>(step.kernel)) {
    case Kernel::kCopy:
      return ShapeKind::kCopy;
    case Kernel::kSoftmax:
      return ShapeKind::kSoftmax;
    case Kernel::kAdd:
      return ShapeKind::kAdd;
    case Kernel::kFullyConnected:
    case Kernel::kFullyConnectedPairs:
    case Kernel::kFullyConnectedTiles:
      return ShapeKind::kRows;
    default:
      return ShapeKind::kWindow;
  }
}

bool is_depthwise(const Step& step) {
  const auto kernel = static_cast<Kernel>(step.kernel);
  return kernel == Kernel::kDepthwiseConv2d || kernel == Kernel::kDepthwisePlanar;
}

// The output's dimensions.
std::vector<std::uint32_t> output_dimensions(const Step& step) {
  const Shape& s = step.shape;
  switch (shape_kind(step)) {
    case ShapeKind::kWindow:
      return {s.window.batches, s.window.out_h, s.window.out_w, s.window.out_c};
    case ShapeKind::kRows:
      return {s.rows.rows, s.rows.out};
    case ShapeKind::kSoftmax:
      return {s.softmax.rows, s.softmax.depth};
    case ShapeKind::kCopy:
      return {s.copy.bytes};
    case ShapeKind::kAdd:
      break;
  }
  std::span<const std::uint32_t> dims(s.add.dims);
  while (dims.size() > 1 && dims.front() == 1) dims = dims.subspan(1);
  return {dims.begin(), dims.end()};
}

bool is_constant(const Step& step, std::size_t position) {
  return (step.flags & (position == 0 ? kFlagConstantInput0 : kFlagConstantInput1)) != 0;
}

}  // namespace

std::uint64_t input_bytes(const Step& step, std::size_t position) {
  const Shape& s = step.shape;
  switch (shape_kind(step)) {
    case ShapeKind::kWindow:
      return std::uint64_t{s.window.batches} * s.window.in_h * s.window.in_w * s.window.in_c;
    case ShapeKind::kRows:
      return std::uint64_t{s.rows.rows} * s.rows.in;
    case ShapeKind::kAdd: {
      std::uint64_t product = 1;
      for (std::size_t i = 0; i < kMaxRank; ++i) {
        if ((s.add.repeat[position] >> i & 1) == 0) product *= s.add.dims[i];
      }
      return product;
    }
    default:
      return output_bytes(step);
  }
}

std::uint64_t output_bytes(const Step& step) {
  std::uint64_t product = 1;
  for (const std::uint32_t size : output_dimensions(step)) product *= size;
  return product;
}

std::uint64_t scratch_bytes(const Step& step) {
  const KernelEntry* entry = kAllKernels.find(step.kernel);
  return entry == nullptr ? 0 : entry->scratch_bytes(step);
}

bool reads_arena(const Step& step, std::size_t position) {
  if (position == 0) return !is_constant(step, 0);
  return shape_kind(step) == ShapeKind::kAdd && !is_constant(step, 1);
}

std::uint64_t weights_bytes(const Step& step) {
  const Shape& s = step.shape;
  switch (shape_kind(step)) {
    case ShapeKind::kWindow: {
      if (static_cast<Kernel>(step.kernel) == Kernel::kAveragePool2d) return 0;
      const WindowShape& w = s.window;
      const std::uint64_t taps = std::uint64_t{w.kernel_h} * w.kernel_w;
      const std::uint64_t depth = is_depthwise(step) ? 1 : w.in_c / w.groups;
      return taps * depth * w.out_c + sizeof(std::int32_t) * w.out_c;
    }
    case ShapeKind::kRows:
      return std::uint64_t{s.rows.in} * s.rows.out + sizeof(std::int32_t) * s.rows.out;
    case ShapeKind::kAdd:
      return (is_constant(step, 0) ? input_bytes(step, 0) : 0) +
             (is_constant(step, 1) ? input_bytes(step, 1) : 0);
    default:
      return 0;
  }
}

std::string output_text(const Step& step) {
  return fmt::format("{}", fmt::join(output_dimensions(step), "x"));
}

std::string window_text(const Step& step) {
  if (shape_kind(step) != ShapeKind::kWindow) return "";
  const WindowShape& w = step.shape.window;
  std::string text = fmt::format("{}x{}", w.kernel_h, w.kernel_w);
  if (w.stride_h != 1 || w.stride_w != 1) {
    text += fmt::format(" stride {}x{}", w.stride_h, w.stride_w);
  }
  if (w.dilation_h != 1 || w.dilation_w != 1) {
    text += fmt::format(" dilation {}x{}", w.dilation_h, w.dilation_w);
  }
  if (w.groups != 1) text += fmt::format(" groups {}", w.groups);
  return text;
}

}  // namespace satchel
