#include "core/dsp/dsp_cases.h"

#include "core/dsp/fixed.h"
#include "core/dsp/frontend.h"
#include "core/dsp/mel.h"
#include "core/dsp/random_section.h"
#include "core/dsp/row_stream.h"

namespace satchel {
namespace {

// Room for any front end of random_test_header(): 1024-point windows, 20 rows of 40 columns.
struct alignas(8) Room {
  uint8_t section[16384];
  uint8_t scratch[4096 + 128];
  int16_t pcm[1024 + 19 * 2048];
  int16_t rows[20 * 40];
  int16_t stream[1024 + 20 * 40];
  int8_t tensor[20 * 40];
  int8_t streamed[20 * 40];
};
Room room;

// FNV-1a, so that a golden result is one number.
uint32_t hash(uint32_t state, const void* data, size_t bytes) {
  const uint8_t* byte = static_cast<const uint8_t*>(data);
  for (size_t i = 0; i < bytes; ++i) state = (state ^ byte[i]) * 16777619u;
  return state;
}

// Loud and faint stretches, full scale, silence.
void fill_pcm(Random& random, int samples) {
  for (int i = 0; i < samples; ++i) {
    const int quieter = (i >> 7) & 15;
    room.pcm[i] = static_cast<int16_t>(static_cast<int16_t>(random.bits() >> 16) >> quieter);
    if (quieter == 15) room.pcm[i] = (i & 1) != 0 ? INT16_MAX : INT16_MIN;
  }
}

bool make_front_end(Checks& checks, Random& random) {
  const FrontEndHeader header = random_test_header(random);
  const size_t bytes = write_random_section(header, random, room.section, sizeof room.section);
  return SATCHEL_CHECK(checks, bytes > 0) &&
         SATCHEL_CHECK(checks, FrontEndView::validate(room.section, bytes));
}

void golden_features(Checks& checks) {
  uint32_t state = 2166136261u;
  for (uint32_t seed = 0; seed < 40; ++seed) {
    checks.set_seed(seed);
    Random random(seed);
    if (!make_front_end(checks, random)) return;
    const FrontEndView view(room.section);
    if (!SATCHEL_CHECK(checks, view.scratch_bytes() <= sizeof room.scratch)) return;
    fill_pcm(random, view.clip_samples());
    view.clip(room.pcm, room.scratch, room.rows, room.tensor);
    state = hash(state, room.rows, view.tensor_bytes() * sizeof(int16_t));
    state = hash(state, room.tensor, view.tensor_bytes());
  }
  checks.set_seed(0);
  // Made by the first implementation. It changes only when spec/front_end.md does.
  SATCHEL_CHECK_EQUAL(checks, state, 1512717317u);
}

void streams_equal_clips(Checks& checks) {
  for (uint32_t seed = 100; seed < 120; ++seed) {
    checks.set_seed(seed);
    Random random(seed);
    if (!make_front_end(checks, random)) return;
    const FrontEndView view(room.section);
    const size_t samples = static_cast<size_t>(view.clip_samples());
    fill_pcm(random, view.clip_samples());
    view.clip(room.pcm, room.scratch, room.rows, room.tensor);
    if (!SATCHEL_CHECK(checks, RowStream::required_bytes(view) <= sizeof room.stream)) return;
    RowStream stream(view, room.stream, room.scratch);
    for (size_t at = 0; at < samples;) {
      const size_t piece = static_cast<size_t>(random.between(1, 700));
      const size_t count = piece < samples - at ? piece : samples - at;
      bool row = false;
      at += stream.push(room.pcm + at, count, &row);
    }
    if (!SATCHEL_CHECK(checks, stream.full())) return;
    stream.assemble(room.streamed);
    for (size_t i = 0; i < view.tensor_bytes(); ++i) {
      SATCHEL_CHECK_EQUAL(checks, room.streamed[i], room.tensor[i]);
    }
  }
}

int64_t floor_shift16(int64_t product) {
  const int64_t quotient = product / 65536;
  return quotient * 65536 > product ? quotient - 1 : quotient;
}

void products_round_down(Checks& checks) {
  Random random(3);
  const int32_t edges[] = {0, 1, -1, 65535, 65536, -65536, INT32_MAX, INT32_MIN};
  for (int i = 0; i < 3000; ++i) {
    const int32_t x = i < 800 ? edges[i % 8] : static_cast<int32_t>(random.bits());
    const int16_t low = static_cast<int16_t>(random.bits() >> 16);
    const int16_t high = i % 16 == 0 ? INT16_MIN : static_cast<int16_t>(random.bits() >> 16);
    const int64_t expected = floor_shift16(int64_t{x} * low);
    SATCHEL_CHECK_EQUAL(checks, mul_q16(x, low), expected);
#if defined(SATCHEL_HAS_HALFWORD_MULTIPLY)
    const uint32_t pair = static_cast<uint16_t>(low) | static_cast<uint32_t>(high) << 16;
    SATCHEL_CHECK_EQUAL(checks, mul_q16_low(x, pair), expected);
    SATCHEL_CHECK_EQUAL(checks, mul_q16_high(x, pair), floor_shift16(int64_t{x} * high));
    SATCHEL_CHECK_EQUAL(checks, mul_add_q16_low(x, pair, 5 - (x >> 1)), expected + 5 - (x >> 1));
#else
    SATCHEL_CHECK_EQUAL(checks, mul_q16(x, high), floor_shift16(int64_t{x} * high));
#endif
  }
}

// log2 of a Q30 number in [1, 2), digit by digit: squaring doubles the logarithm.
uint32_t log2_by_squaring(uint64_t value, int digits) {
  uint32_t log = 0;
  for (int i = 0; i < digits; ++i) {
    value = (value * value) >> 30;
    log <<= 1;
    if (value >= uint64_t{1} << 31) {
      value >>= 1;
      log |= 1;
    }
  }
  return log;
}

void logarithms(Checks& checks) {
  uint16_t table[kLogTableSize];
  for (uint32_t i = 0; i + 1 < kLogTableSize; ++i) {
    const uint64_t value = (uint64_t{1} << 30) + (uint64_t{i} << 25);
    table[i] = static_cast<uint16_t>((log2_by_squaring(value, 17) + 2) >> 2);
  }
  table[kLogTableSize - 1] = 32768;
  Random random(4);
  for (int i = 0; i < 3000; ++i) {
    const uint32_t mantissa = (random.bits() >> (random.bits() % 32)) | 1u;
    const int32_t exponent = random.between(-60, 60);
    int zeros = 0;
    while ((mantissa << zeros >> 31) == 0) ++zeros;
    const uint64_t normal = uint64_t{mantissa} << zeros >> 1;
    const int32_t expected = (exponent + 31 - zeros) * 256 +
                             static_cast<int32_t>((log2_by_squaring(normal, 16) + 128) >> 8);
    const int32_t error = log2_q8({mantissa, exponent}, table) - expected;
    SATCHEL_CHECK(checks, error >= -1 && error <= 1);
  }
  SATCHEL_CHECK_EQUAL(checks, log2_q8({0, 7}, table), 7 * 256);
  SATCHEL_CHECK_EQUAL(checks, log2_q8({1, -3}, table), -3 * 256);
  SATCHEL_CHECK_EQUAL(checks, log2_q8({0x80000000u, 0}, table), 31 * 256);
}

constexpr TestCase kCases[] = {
    {"GoldenFeatures", golden_features},
    {"StreamsEqualClips", streams_equal_clips},
    {"ProductsRoundDown", products_round_down},
    {"Logarithms", logarithms},
};

}  // namespace

const TestList kDspTests = {"Dsp", kCases, sizeof kCases / sizeof kCases[0]};

}  // namespace satchel
