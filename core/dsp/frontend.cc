#include "core/dsp/frontend.h"

#include "core/dsp/fixed.h"
#include "core/dsp/frontend_layout.h"

namespace satchel {

FrontEndView::FrontEndView(const void* section) {
  const uint8_t* bytes = static_cast<const uint8_t*>(section);
  header_ = static_cast<const FrontEndHeader*>(section);
  const FrontEndLayout at = front_end_layout(*header_);
  const auto table = [&](uint32_t offset) -> const void* { return bytes + offset; };
  window_ = static_cast<const int16_t*>(table(at.window));
  twiddles_ = static_cast<const Complex16*>(table(at.twiddles));
  split_ = static_cast<const Complex16*>(table(at.split));
  dct_ = static_cast<const int16_t*>(table(at.dct));
  mel_.filters = header_->mel_bins;
  mel_.first_bin = header_->first_bin;
  mel_.power_shift = header_->power_shift;
  mel_.floor_exponent = header_->floor_exponent;
  mel_.segments = bytes + at.segments;
  mel_.weights = static_cast<const uint16_t*>(table(at.weights));
  mel_.floors = static_cast<const uint16_t*>(table(at.floors));
  mel_.offsets = static_cast<const int16_t*>(table(at.offsets));
  mel_.logs = static_cast<const uint16_t*>(table(at.logs));
}

size_t FrontEndView::scratch_bytes() const {
  const size_t spectrum = static_cast<size_t>(header_->fft_size / 2) * sizeof(Complex32);
  return spectrum + ((static_cast<size_t>(header_->mel_bins) * sizeof(int16_t) + 3) & ~size_t{3});
}

void FrontEndView::frame(const int16_t* pcm, void* scratch, int16_t* row) const {
  const int size = header_->fft_size / 2;
  Complex32* spectrum = static_cast<Complex32*>(scratch);
  windowed_fft({pcm, window_, header_->window, header_->preemphasis}, twiddles_, size, spectrum);
  split_real(split_, size, spectrum);
  if (header_->kind == FrontEndKind::kLogMel) {
    log_mel(mel_, spectrum, row);
    return;
  }
  int16_t* log_energies = reinterpret_cast<int16_t*>(spectrum + size);
  log_mel(mel_, spectrum, log_energies);
  cepstrum(log_energies, row);
}

void FrontEndView::cepstrum(const int16_t* log_energies, int16_t* row) const {
  const int16_t* coefficients = dct_;
  for (int i = 0; i < columns(); ++i, coefficients += mel_.filters) {
    int32_t sum = 1 << 14;
    for (int m = 0; m < mel_.filters; ++m) sum += coefficients[m] * log_energies[m];
    row[i] = clamp_int16(sum >> 15);
  }
}

void FrontEndView::clip(const int16_t* pcm, void* scratch, int16_t* rows, int8_t* tensor) const {
  const int count = this->rows();
  for (int i = 0; i < count; ++i) frame(pcm + i * hop(), scratch, rows + i * columns());
  assemble(rows, count, 0, tensor);
}

}  // namespace satchel
