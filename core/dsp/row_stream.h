#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/dsp/frontend.h"

namespace satchel {

// Sound in pieces of any length -> the rows of a front end, in a ring. The rows are those that
// FrontEndView::clip makes of the same samples.
class RowStream {
 public:
  // The bytes of the stream's own memory: one window of PCM and the ring of rows() rows.
  static size_t required_bytes(const FrontEndView& front_end);

  // An empty stream, to be assigned to.
  RowStream() = default;
  // `memory`: required_bytes() bytes, 2-byte aligned; `scratch`: front_end.scratch_bytes(), 4-byte
  // aligned, used during push() only, so that others may use it in between. Both are the caller's,
  // and so is the section behind `front_end`; all outlive the stream.
  RowStream(const FrontEndView& front_end, void* memory, void* scratch);

  // Forgets what was heard.
  void reset();

  // Takes samples until the next row is complete or none are left. Returns how many it took;
  // *row_is_complete says whether a row was added.
  size_t push(const int16_t* pcm, size_t samples, bool* row_is_complete);

  uint32_t rows_seen() const { return rows_seen_; }
  // Whether a tensor can be assembled.
  bool full() const { return rows_seen_ >= static_cast<uint32_t>(front_end_.rows()); }
  // The newest rows() rows -> tensor. REQUIRES: full().
  void assemble(int8_t* tensor) const;

  const FrontEndView& front_end() const { return front_end_; }

 private:
  void finish_row();

  FrontEndView front_end_;
  int16_t* pcm_ = nullptr;   // [window]
  int16_t* ring_ = nullptr;  // [rows][columns]
  void* scratch_ = nullptr;
  int filled_ = 0;          // samples of pcm_ that are there
  int skip_ = 0;            // samples between two windows that belong to neither
  int next_ = 0;            // the ring's oldest row, which the next one replaces
  uint32_t rows_seen_ = 0;  // stops at its largest value
};

}  // namespace satchel
