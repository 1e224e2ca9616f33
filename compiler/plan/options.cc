#include "compiler/plan/options.h"

#include "compiler/plan/pack.h"
#include "core/kernels/planar_plan.h"

namespace satchel {
namespace {

template <Kernel operation>
bool computes(const ProgramStep& step) {
  return step.operation == operation;
}

double outputs_of(const ProgramStep& step) {
  const Shape& shape = step.shape;
  switch (step.operation) {
    case Kernel::kFullyConnected:
      return double{1} * shape.rows.rows * shape.rows.out;
    case Kernel::kSoftmax:
      return double{1} * shape.softmax.rows * shape.softmax.depth;
    case Kernel::kAdd: {
      double product = 1;
      for (const std::uint32_t size : shape.add.dims) product *= size;
      return product;
    }
    case Kernel::kCopy:
      return shape.copy.bytes;
    default: {
      const WindowShape& w = shape.window;
      return double{1} * w.batches * w.out_h * w.out_w * w.out_c;
    }
  }
}

// Instructions of a kernel: so many a multiply-accumulate and so many an output value.
struct Cost {
  double mac, output;
};

double cost_of(const Cost& cost, const ProgramStep& step) {
  return cost.mac * static_cast<double>(step.macs) + cost.output * outputs_of(step);
}

template <const Cost& cost>
double estimate(const ProgramStep& step, Target) {
  return cost_of(cost, step);
}

bool has_dsp(Target target) {
  return target == Target::kM4 || target == Target::kM7 || target == Target::kM33 ||
         target == Target::kM55;
}

// For kernels that make use of SMLAD where there is one.
template <const Cost& dsp, const Cost& scalar>
double estimate_by_dsp(const ProgramStep& step, Target target) {
  return cost_of(has_dsp(target) ? dsp : scalar, step);
}

constexpr Cost kConvCost{9, 60}, kDepthwiseCost{34, 70}, kFullyConnectedCost{7, 40};
constexpr Cost kAddCost{0, 25}, kSoftmaxCost{0, 600};
// On processors with the DSP instructions, and on others.
constexpr Cost kPairsCost{1.15, 15}, kPairsScalarCost{8, 40};
constexpr Cost kTilesCost{2.6, 22};

// Filling the planes, a channel of a strip, a pair of weights for an output, an output.
double planar_cost(const ProgramStep& step, Target target) {
  const WindowShape& w = step.shape.window;
  const PlanarPlan plan(w);
  const bool dsp = has_dsp(target);
  const auto whole_strips = (plan.across.out + plan.strip_out - 1) / plan.strip_out;
  const auto strips = static_cast<double>(whole_strips);
  const double values = strips * static_cast<double>(plan.plane_stride) * w.in_c;
  const double pairs = static_cast<double>(plan.taps()) * outputs_of(step);
  return (dsp ? 2.5 : 5) * values + (dsp ? 200 : 350) * strips * w.out_c + (dsp ? 2.8 : 7) * pairs +
         (dsp ? 14 : 25) * outputs_of(step);
}

double average_pool_cost(const ProgramStep& step, Target) {
  const WindowShape& w = step.shape.window;
  return outputs_of(step) * (30.0 + 6.0 * w.kernel_h * w.kernel_w);
}

template <std::uint32_t block, Reading reading>
Overlap pixels(const ProgramStep& step, std::size_t) {
  return pixel_order(step.shape.window, block, reading);
}

template <Reading reading>
Overlap rows(const ProgramStep& step, std::size_t) {
  const RowsShape& r = step.shape.rows;
  return row_order(r.rows, r.in, r.out, reading);
}

// 1x1 kernels read the picture itself, others a copy.
Overlap tile_pixels(const ProgramStep& step, std::size_t) {
  const WindowShape& w = step.shape.window;
  const bool direct = w.kernel_h == 1 && w.kernel_w == 1;
  return pixel_order(w, 2, direct ? Reading::kUntilWritten : Reading::kBefore);
}

Overlap planar_channels(const ProgramStep& step, std::size_t) {
  const WindowShape& w = step.shape.window;
  if (w.in_c != w.out_c) return {};
  const PlanarPlan plan(w);
  if (plan.strip_out >= plan.across.out) return channel_order(w, w.out_h);
  // Strips of columns: the next one reads something of every row.
  return plan.transposed ? Overlap{} : channel_order(w, plan.strip_out);
}

bool without_groups(const ProgramStep& step) {
  return step.operation == Kernel::kConv2d && step.shape.window.groups == 1;
}

Overlap elements(const ProgramStep& step, std::size_t position) {
  // A repeated input is read again later.
  if (step.operation == Kernel::kAdd && step.shape.add.repeat[position] != 0) return {};
  return element_order();
}

void pack_nothing(const ProgramStep&, StepPlan&) {}

void pack_add(const ProgramStep& step, StepPlan& plan) {
  if (step.inputs[0] == kNoValue) plan.flags |= kFlagConstantInput0;
  if (step.inputs[1] == kNoValue) plan.flags |= kFlagConstantInput1;
}

constexpr KernelOption kOptions[] = {
    {Kernel::kConv2d, computes<Kernel::kConv2d>, pack_portable, estimate<kConvCost>,
     pixels<1, Reading::kUntilWritten>},
    {Kernel::kDepthwiseConv2d, computes<Kernel::kDepthwiseConv2d>, pack_portable,
     estimate<kDepthwiseCost>, pixels<1, Reading::kUntilWritten>},
    {Kernel::kFullyConnected, computes<Kernel::kFullyConnected>, pack_portable,
     estimate<kFullyConnectedCost>, rows<Reading::kUntilWritten>},
    {Kernel::kAveragePool2d, computes<Kernel::kAveragePool2d>, pack_nothing, average_pool_cost,
     pixels<1, Reading::kUntilWritten>},
    {Kernel::kSoftmax, computes<Kernel::kSoftmax>, pack_nothing, estimate<kSoftmaxCost>, elements},
    {Kernel::kConv2dPairs, without_groups, pack_pairs,
     estimate_by_dsp<kPairsCost, kPairsScalarCost>, pixels<2, Reading::kBefore>},
    {Kernel::kFullyConnectedPairs, computes<Kernel::kFullyConnected>, pack_pairs,
     estimate_by_dsp<kPairsCost, kPairsScalarCost>, rows<Reading::kBefore>},
    {Kernel::kDepthwisePlanar, computes<Kernel::kDepthwiseConv2d>, pack_planar, planar_cost,
     planar_channels},
    {Kernel::kConv2dTiles, without_groups, pack_tiles, estimate<kTilesCost>, tile_pixels},
    {Kernel::kFullyConnectedTiles, computes<Kernel::kFullyConnected>, pack_tiles,
     estimate<kTilesCost>, rows<Reading::kUntilWritten>},
    {Kernel::kAdd, computes<Kernel::kAdd>, pack_add, estimate<kAddCost>, elements},
};

}  // namespace

std::span<const KernelOption> kernel_options() {
  return kOptions;
}

}  // namespace satchel
