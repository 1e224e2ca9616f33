#include "core/kernels/add.h"

#include "core/kernels/bounds.h"
#include "core/kernels/fixed_point.h"

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

// The innermost dimension.
void line(const AddShape& a, const int8_t* x, uint32_t x_step, const int8_t* y, uint32_t y_step,
          int8_t* out) {
  for (uint32_t i = 0; i < a.dims[kMaxRank - 1]; ++i) {
    const int32_t sum = wrapping_add(scaled(a, 0, *x), scaled(a, 1, *y));
    const int32_t value = wrapping_add(rescale(sum, a.multiplier[2], a.shift[2]), a.zero_point[2]);
    *out++ = static_cast<int8_t>(clamp(value, a.low, a.high));
    x += x_step;
    y += y_step;
  }
}

void run(const Step& step, const Memory& memory) {
  constexpr int kInner = kMaxRank - 1;
  const AddShape& a = step.shape.add;
  const Operand x = operand(step, memory, 0);
  const Operand y = operand(step, memory, 1);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  uint32_t index[kMaxRank] = {};
  for (;;) {
    const int8_t* px = x.data;
    const int8_t* py = y.data;
    for (int i = 0; i < kInner; ++i) {
      px += index[i] * x.stride[i];
      py += index[i] * y.stride[i];
    }
    line(a, px, x.stride[kInner], py, y.stride[kInner], out);
    out += a.dims[kInner];
    int i = kInner - 1;
    while (i >= 0 && ++index[i] == a.dims[i]) index[i--] = 0;
    if (i < 0) return;
  }
}

}  // namespace

const KernelEntry kAddEntry = {Kernel::kAdd, check, no_scratch, run};

}  // namespace satchel
