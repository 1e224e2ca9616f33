#include "compiler/frontend/frontend_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <string>

#include "base/error.h"
#include "compiler/frontend/mel_filters.h"
#include "core/dsp/frontend.h"
#include "core/dsp/frontend_layout.h"

namespace satchel {
namespace {

constexpr double kPi = std::numbers::pi;

void require(bool sound, const std::string& setting, const std::string& range) {
  if (sound) return;
  throw Error(Exit::kRefused, fmt::format("front end: {} is out of range", setting),
              fmt::format("{} is {}", setting, range));
}

int next_power_of_two(int value) {
  int power = 1;
  while (power < value) power *= 2;
  return power;
}

int samples_of(double milliseconds, int rate) {
  return static_cast<int>(std::lround(milliseconds * rate / 1000));
}

void check(const FrontEndDesign& d) {
  require(d.sample_rate >= 4000 && d.sample_rate <= 96000, "sample_rate", "4000 to 96000 Hz");
  require(d.window_ms >= 4 && d.window_ms <= 128, "window_ms", "4 to 128 ms");
  require(d.hop_ms >= 1 && d.hop_ms <= 500, "hop_ms", "1 to 500 ms");
  require(d.clip_ms >= d.window_ms && d.clip_ms <= 10000, "clip_ms",
          "from one window to 10 seconds");
  require(d.mel_bins >= 4 && d.mel_bins <= kMaxMelBins, "mel_bins",
          fmt::format("4 to {}", kMaxMelBins));
  require(d.kind != FrontEndKind::kMfcc || (d.coefficients >= 2 && d.coefficients <= d.mel_bins),
          "coefficients", "2 to mel_bins");
  require(d.low_hz >= 0 && d.low_hz < d.high_hz, "low_hz", "at least 0 and below high_hz");
  require(d.high_hz <= d.sample_rate / 2.0, "high_hz", "at most half the sample rate");
  require(d.preemphasis >= 0 && d.preemphasis < 1, "preemphasis", "from 0 to below 1");
  require(d.floor_rms > 0 && d.floor_rms <= 4096, "floor_rms", "above 0, up to 4096");
  require(d.mean_strength >= 0 && d.mean_strength <= 1, "mean_strength", "0 to 1");
  require(d.tracking_shift >= 0 && d.tracking_shift <= 8, "tracking_shift", "0 to 8");
  require(d.tracking_strength >= 0 && d.tracking_strength <= 1, "tracking_strength", "0 to 1");
  require(d.scale >= 1e-3 && d.scale <= 100, "scale", "0.001 to 100");
  require(d.zero_point >= -128 && d.zero_point <= 127, "zero_point", "an int8");
  require(d.warp >= 0.5 && d.warp <= 2, "warp", "0.5 to 2");
}

int16_t q(double value, double one) {
  return static_cast<int16_t>(std::lround(value * one));
}

std::vector<int16_t> window_table(const FrontEndDesign& d, int length) {
  const int one = d.preemphasis > 0 ? kWindowOne / 2 : kWindowOne;
  std::vector<int16_t> table(length);
  for (int i = 0; i < length; ++i) {
    table[i] = q(0.5 - 0.5 * std::cos(2 * kPi * (i + 0.5) / length), one);
  }
  return table;
}

Complex16 rotation(double turns, double one) {
  const auto fit = [](double value) { return static_cast<int16_t>(std::min(32767.0, value)); };
  return {fit(std::lround(std::cos(2 * kPi * turns) * one)),
          fit(std::lround(-std::sin(2 * kPi * turns) * one))};
}

std::vector<Complex16> twiddle_table(int size) {
  std::vector<Complex16> table;
  int step = size;
  for (int i = 0; i < fft_stages(size); ++i) step /= 4;
  for (; step < size; step *= 4) {
    for (int k = 0; k < step; ++k) {
      for (int j = 1; j <= 3; ++j)
        table.push_back(rotation(double(j) * k / (4 * step), kTwiddleOne));
    }
  }
  return table;
}

std::vector<Complex16> split_table(int size) {
  std::vector<Complex16> table(static_cast<size_t>(size) / 2);
  for (int k = 0; k < size / 2; ++k) table[k] = rotation(k / (2.0 * size), 32768);
  return table;
}

std::vector<uint16_t> log_table() {
  std::vector<uint16_t> table(kLogTableSize);
  for (int i = 0; i < kLogTableSize; ++i) {
    const double value = 1 + i / (kLogTableSize - 1.0);
    table[i] = static_cast<uint16_t>(std::lround(std::log2(value) * 32768));
  }
  return table;
}

// Orthonormal DCT-II in Q15, divided by 8 so that the sums fit int16 rows.
std::vector<int16_t> dct_table(const FrontEndDesign& d) {
  std::vector<int16_t> table;
  if (d.kind != FrontEndKind::kMfcc) return table;
  for (int i = 0; i < d.coefficients; ++i) {
    const double norm = std::sqrt((i == 0 ? 1.0 : 2.0) / d.mel_bins);
    for (int m = 0; m < d.mel_bins; ++m) {
      table.push_back(q(norm * std::cos(kPi * i * (m + 0.5) / d.mel_bins), 4096));
    }
  }
  return table;
}

// The energy that white noise of floor_rms leaves in each filter, in the units of core/dsp/mel.h.
std::vector<double> floor_energies(const FrontEndDesign& d, const std::vector<int16_t>& window,
                                   const MelFilters& filters, int size, int power_shift) {
  double window_energy = 0;
  for (const int16_t w : window) window_energy += double(w) * w;
  const double bin_power =
      d.floor_rms * d.floor_rms * window_energy * std::exp2(-4.0 * fft_stages(size) - 2);
  std::vector<double> energies;
  for (const double area : filters.areas) {
    energies.push_back(bin_power * area * std::exp2(10 - power_shift));
  }
  return energies;
}

// Writes the header and the tables one after the other.
class SectionWriter {
 public:
  explicit SectionWriter(const FrontEndHeader& header) { append(&header, sizeof header); }

  template <class T>
  void table(const std::vector<T>& values) {
    append(values.data(), values.size() * sizeof(T));
    bytes_.resize((bytes_.size() + 3) & ~size_t{3});
  }
  std::vector<uint8_t> take() { return std::move(bytes_); }

 private:
  void append(const void* data, size_t length) {
    const uint8_t* from = static_cast<const uint8_t*>(data);
    bytes_.insert(bytes_.end(), from, from + length);
  }
  std::vector<uint8_t> bytes_;
};

FrontEndHeader make_header(const FrontEndDesign& d, int window, int fft_size,
                           const MelFilters& filters) {
  FrontEndHeader h = {};
  h.version = kFrontEndVersion;
  h.kind = d.kind;
  h.sample_rate = static_cast<uint32_t>(d.sample_rate);
  h.window = static_cast<uint16_t>(window);
  h.hop = static_cast<uint16_t>(samples_of(d.hop_ms, d.sample_rate));
  h.fft_size = static_cast<uint16_t>(fft_size);
  h.mel_bins = static_cast<uint16_t>(d.mel_bins);
  h.columns = static_cast<uint16_t>(d.kind == FrontEndKind::kMfcc ? d.coefficients : d.mel_bins);
  const int clip = std::max(samples_of(d.clip_ms, d.sample_rate), window);
  h.rows = static_cast<uint16_t>((clip - window) / h.hop + 1);
  require(uint32_t{h.rows} * h.columns <= 0xffff, "clip_ms",
          "so long that rows x columns <= 65535");
  h.first_bin = static_cast<uint16_t>(filters.first_bin);
  h.bin_count = static_cast<uint16_t>(filters.weights.size());
  h.preemphasis = static_cast<uint16_t>(q(d.preemphasis, 32767));
  const int longest = *std::max_element(filters.segments.begin(), filters.segments.end());
  h.power_shift = 10;
  while (longest >= 1 << (h.power_shift - 9)) ++h.power_shift;
  h.mean_removal = d.mean_removal;
  h.mean_strength = static_cast<uint16_t>(q(d.mean_strength, 256));
  h.tracking_shift = static_cast<uint8_t>(d.tracking_shift);
  h.tracking_strength = static_cast<uint16_t>(q(d.tracking_strength, 256));
  h.zero_point = static_cast<int8_t>(d.zero_point);
  return h;
}

// value / 2^fraction_bits / scale as a multiplication and a shift.
void set_quantisation(double scale, FrontEndHeader& h) {
  const double factor = (h.kind == FrontEndKind::kMfcc ? 1.0 / 32 : 1.0 / 256) / scale;
  int shift = 1;
  while (shift < 30 && std::lround(factor * std::exp2(shift + 1)) <= 1 << 13) ++shift;
  h.shift = static_cast<uint8_t>(shift);
  h.multiplier = static_cast<uint16_t>(std::lround(factor * std::exp2(shift)));
}

}  // namespace

std::vector<uint8_t> build_front_end(const FrontEndDesign& d) {
  check(d);
  const int window = (samples_of(d.window_ms, d.sample_rate) + 1) / 2 * 2;
  const int fft_size =
      d.fft_size != 0 ? d.fft_size : std::max(next_power_of_two(window), kMinFftSize);
  require(fft_size == next_power_of_two(fft_size) && fft_size >= window &&
              fft_size <= kMaxFftSize && fft_size >= kMinFftSize,
          "fft_size", fmt::format("a power of two from the window to {}", kMaxFftSize));
  const MelFilters filters = make_mel_filters(d, fft_size);
  const std::vector<int16_t> window_values = window_table(d, window);
  const std::vector<uint16_t> logs = log_table();

  FrontEndHeader header = make_header(d, window, fft_size, filters);
  set_quantisation(d.scale, header);
  const std::vector<double> energies =
      floor_energies(d, window_values, filters, fft_size / 2, header.power_shift);
  const double largest = *std::max_element(energies.begin(), energies.end());
  header.floor_exponent = static_cast<int8_t>(std::floor(std::log2(largest)) - 14);
  std::vector<uint16_t> floors;
  std::vector<int16_t> offsets;
  for (const double energy : energies) {
    const double mantissa = std::round(energy * std::exp2(-header.floor_exponent));
    floors.push_back(static_cast<uint16_t>(std::clamp(mantissa, 1.0, 65535.0)));
    // The core's own logarithm, so that silence gives exactly zero.
    offsets.push_back(
        static_cast<int16_t>(log2_q8({floors.back(), header.floor_exponent}, logs.data())));
  }

  SectionWriter out(header);
  out.table(window_values);
  out.table(twiddle_table(fft_size / 2));
  out.table(split_table(fft_size / 2));
  out.table(filters.segments);
  out.table(filters.weights);
  out.table(floors);
  out.table(offsets);
  out.table(logs);
  out.table(dct_table(d));
  std::vector<uint8_t> section = out.take();
  if (!FrontEndView::validate(section.data(), section.size())) {
    throw Error(Exit::kFailed, "front end: the section that was built does not validate");
  }
  return section;
}

}  // namespace satchel
