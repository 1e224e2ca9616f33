#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/dsp/frontend_format.h"
#include "core/dsp/mel.h"

namespace satchel {

// The front end of a package: sound to features in integers, with the same bits on every machine.
//
// Two stages. frame() turns one window of PCM into a row (log-mel energies or cepstral
// coefficients); assemble() turns the rows of one decision into the network's int8 input. Both are
// pure functions of their arguments and of the section, so a stream and a clip give the same
// features.
//
// The view points into the section: it must outlive the view and stay 4-byte aligned. No state, no
// globals; any number of threads may share a view.
class FrontEndView {
 public:
  // Whether every read that the other functions make stays inside `length` bytes, whatever the PCM,
  // and no sum overflows. Costs one pass over the tables. Call it once, before the constructor.
  static bool validate(const void* section, size_t length);

  // An empty view, to be assigned to.
  FrontEndView() = default;
  // REQUIRES: validate(section, ...) said yes.
  explicit FrontEndView(const void* section);

  int sample_rate() const { return static_cast<int>(header_->sample_rate); }
  int window() const { return header_->window; }    // samples that frame() reads
  int hop() const { return header_->hop; }          // samples from one window to the next
  int rows() const { return header_->rows; }        // rows in the tensor
  int columns() const { return header_->columns; }  // values in a row
  int clip_samples() const { return window() + (rows() - 1) * hop(); }
  size_t tensor_bytes() const {
    return static_cast<size_t>(rows()) * static_cast<size_t>(columns());
  }
  size_t scratch_bytes() const;  // for frame() and clip(); 4-byte aligned memory

  // pcm[0 .. window()) -> row[0 .. columns()), log2 in Q8 (Q5 for cepstral coefficients).
  void frame(const int16_t* pcm, void* scratch, int16_t* row) const;

  // The rows first, first + 1, ... of a ring of `capacity` >= rows() rows (wrapping at its end) ->
  // tensor[rows()][columns()].
  void assemble(const int16_t* ring, int capacity, int first, int8_t* tensor) const;

  // A whole recording at once. REQUIRES: pcm holds clip_samples() samples (pad with zeros); `rows`
  // holds rows() * columns() values and receives the rows.
  void clip(const int16_t* pcm, void* scratch, int16_t* rows, int8_t* tensor) const;

 private:
  void cepstrum(const int16_t* log_energies, int16_t* row) const;

  const FrontEndHeader* header_ = nullptr;
  const int16_t* window_ = nullptr;
  const Complex16* twiddles_ = nullptr;
  const Complex16* split_ = nullptr;
  const int16_t* dct_ = nullptr;
  MelTables mel_ = {};
};

}  // namespace satchel
