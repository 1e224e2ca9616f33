#include "core/kernels/add.h"

#include "core/kernels/bounds.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/rescaling.h"

namespace satchel {
namespace {

constexpr int kLeftShift = 20;
constexpr uint16_t kKnownFlags = kFlagConstantInput0 | kFlagConstantInput1;

uint64_t output_elements(const AddShape& a) {
  uint64_t product = 1;
  for (int i = 0; i < kMaxRank; ++i) product = bounded_product(product, a.dims[i]);
  return product;
}

uint64_t input_elements(const AddShape& a, int input) {
  uint64_t product = 1;
  for (int i = 0; i < kMaxRank; ++i) {
    if (!(a.repeat[input] >> i & 1)) product = bounded_product(product, a.dims[i]);
  }
  return product;
}

bool is_constant(const Step& step, int input) {
  return (step.flags & (input == 0 ? kFlagConstantInput0 : kFlagConstantInput1)) != 0;
}

bool check(const Step& step, const Limits& limits) {
  const AddShape& a = step.shape.add;
  if ((step.flags & ~kKnownFlags) != 0 || !activation_ok(a.low, a.high)) return false;
  for (int i = 0; i < 3; ++i) {
    if (!zero_point_ok(a.zero_point[i]) || a.shift[i] > 0 || a.shift[i] < -31) return false;
  }
  for (int i = 0; i < 2; ++i) {
    const uint64_t elements = input_elements(a, i);
    if ((a.repeat[i] >> kMaxRank) != 0) return false;
    if (is_constant(step, i) ? !in_weights(limits, step.input[i], elements, 1)
                             : !in_arena(limits, step.input[i], elements)) {
      return false;
    }
  }
  return in_arena(limits, step.output, output_elements(a));
}

int32_t scaled(const AddShape& a, int input, int8_t value) {
  return rescale(wrapping_shl(value - a.zero_point[input], kLeftShift), a.multiplier[input],
                 a.shift[input]);
}

struct Operand {
  const int8_t* data;
  uint32_t stride[kMaxRank];  // in elements; 0 along repeated dimensions
};

Operand operand(const Step& step, const Memory& memory, int input) {
  const AddShape& a = step.shape.add;
  Operand result = {};
  const uint8_t* base = is_constant(step, input) ? memory.weights : memory.arena;
  result.data = reinterpret_cast<const int8_t*>(base + step.input[input]);
  uint32_t stride = 1;
  for (int i = kMaxRank - 1; i >= 0; --i) {
    const bool repeated = (a.repeat[input] >> i & 1) != 0;
    result.stride[i] = repeated ? 0 : stride;
    if (!repeated) stride *= a.dims[i];
  }
  return result;
}

// What lies along the innermost dimension.
struct Line {
  const int8_t* x[2];
  uint32_t step[2];
  uint32_t count;
  int8_t* out;
};

// As the format defines it.
void general_line(const AddShape& a, const Line& line) {
  const int8_t* x = line.x[0];
  const int8_t* y = line.x[1];
  for (uint32_t i = 0; i < line.count; ++i) {
    const int32_t sum = wrapping_add(scaled(a, 0, *x), scaled(a, 1, *y));
    const int32_t value = wrapping_add(rescale(sum, a.multiplier[2], a.shift[2]), a.zero_point[2]);
    line.out[i] = static_cast<int8_t>(clamp(value, a.low, a.high));
    x += line.step[0];
    y += line.step[1];
  }
}

// The same in fewer instructions, for what TensorFlow Lite's converter makes: inputs are scaled by
// their share of twice the larger scale. One factor, that of the "half" input, is exactly 1/2 and
// rounds nothing; the other one is less or 1/2 as well.
struct QuickAdd {
  uint32_t half;  // which input
  bool both_half;
  int32_t half_zero;  // zero points in units of 2^-20; of both inputs, if both are halved
  int32_t other_zero;
  QuickRescale other, output;
};

bool is_half(const AddShape& a, int input) {
  return a.multiplier[input] == 1 << 30 && a.shift[input] == 0;
}

bool suits_quick(const AddShape& a) {
  // Sums stay below 2^29, so that with these shifts nothing wraps.
  constexpr int32_t kLeastShift = -22;
  const bool inputs_ok =
      (is_half(a, 0) && (is_half(a, 1) || a.shift[1] < 0)) || (is_half(a, 1) && a.shift[0] < 0);
  return inputs_ok && a.shift[2] < 0 && a.shift[2] >= kLeastShift;
}

QuickRescale quick_record(const AddShape& a, uint32_t index, int32_t zero_point) {
  const int32_t right = -a.shift[index];
  if (right == 0) return {};  // half: not used
  return {a.multiplier[index], (1 << (right - 1)) + wrapping_shl(zero_point, right), right};
}

QuickAdd quick_add(const AddShape& a) {
  constexpr int32_t kUnit = 1 << kLeftShift;
  const uint32_t half = is_half(a, 0) ? 0 : 1;
  const uint32_t other = 1 - half;
  QuickAdd quick = {};
  quick.half = half;
  quick.both_half = is_half(a, 0) && is_half(a, 1);
  quick.half_zero = a.zero_point[half] * (kUnit / 2);
  quick.other_zero = a.zero_point[other] * (quick.both_half ? kUnit / 2 : kUnit);
  quick.other = quick_record(a, other, 0);
  quick.output = quick_record(a, 2, a.zero_point[2]);
  return quick;
}

// half * 2^19 - half_zero, and so on: sums and shifts do not wrap. `dense`: both steps are 1.
template <bool both_half, bool dense>
void quick_line(const QuickAdd& quick, const int8_t* half, uint32_t half_step, const int8_t* other,
                uint32_t other_step, uint32_t count, int8_t* out) {
  const QuickRescale other_scale = quick.other;
  const QuickRescale output = quick.output;
  const int32_t other_zero = quick.other_zero;
  const int32_t half_zero = quick.half_zero;
  for (; count > 0; --count) {
    int32_t sum = wrapping_shl(*half, kLeftShift - 1) - half_zero;
    if (both_half) {
      sum += wrapping_shl(*other, kLeftShift - 1) - other_zero;
    } else {
      sum += quick_rescale(wrapping_shl(*other, kLeftShift) - other_zero, other_scale);
    }
    *out++ = static_cast<int8_t>(saturate_int8(quick_rescale(sum, output)));
    half += dense ? 1 : half_step;
    other += dense ? 1 : other_step;
  }
}

void run_quick(const QuickAdd& quick, const AddShape& a, const Line& line) {
  const uint32_t other = 1 - quick.half;
  const bool dense = line.step[0] == 1 && line.step[1] == 1;
  const auto run = quick.both_half ? (dense ? quick_line<true, true> : quick_line<true, false>)
                                   : (dense ? quick_line<false, true> : quick_line<false, false>);
  run(quick, line.x[quick.half], line.step[quick.half], line.x[other], line.step[other], line.count,
      line.out);
  clamp_values(line.out, 1, line.count, a.low, a.high);
}

// Without broadcasting all dimensions are one.
uint32_t inner_dimensions(const AddShape& a) {
  return a.repeat[0] == 0 && a.repeat[1] == 0 ? kMaxRank : 1;
}

void run(const Step& step, const Memory& memory) {
  const AddShape& a = step.shape.add;
  const bool is_quick = suits_quick(a);
  const QuickAdd quick = is_quick ? quick_add(a) : QuickAdd{};
  const Operand operands[2] = {operand(step, memory, 0), operand(step, memory, 1)};
  const int outer = kMaxRank - static_cast<int>(inner_dimensions(a));
  Line line = {};
  line.out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  line.count = 1;
  for (int i = outer; i < kMaxRank; ++i) line.count *= a.dims[i];
  for (int k = 0; k < 2; ++k) line.step[k] = operands[k].stride[kMaxRank - 1];
  uint32_t index[kMaxRank] = {};
  for (;;) {
    for (int k = 0; k < 2; ++k) {
      line.x[k] = operands[k].data;
      for (int i = 0; i < outer; ++i) line.x[k] += index[i] * operands[k].stride[i];
    }
    if (is_quick) {
      run_quick(quick, a, line);
    } else {
      general_line(a, line);
    }
    line.out += line.count;
    int i = outer - 1;
    while (i >= 0 && ++index[i] == a.dims[i]) index[i--] = 0;
    if (i < 0) return;
  }
}

}  // namespace

const KernelEntry kAddEntry = {Kernel::kAdd, check, no_scratch, run};

}  // namespace satchel
