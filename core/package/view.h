// Access to the sections of a package that lies somewhere in memory. The view does not own the
// bytes; they must stay in place and unchanged while it is used.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/package/format.h"
#include "core/package/status.h"

namespace satchel {

struct Bytes {
  const uint8_t* data = nullptr;
  uint32_t size = 0;
};

class PackageView {
 public:
  PackageView() = default;

  // Checks header, section table and tensor records against `size` bytes at `data` (16-byte
  // aligned), so that every accessor below is safe. Steps are not looked at: that is validate() in
  // validate.h. On any finding `*view` is left empty.
  static Finding open(const void* data, size_t size, PackageView* view);

  bool empty() const { return data_ == nullptr; }
  const uint8_t* data() const { return data_; }
  const Header& header() const { return *reinterpret_cast<const Header*>(data_); }
  Target target() const { return static_cast<Target>(header().target); }
  uint32_t arena_bytes() const { return header().arena_bytes; }

  // The bytes of a section; empty when the package has none of that kind.
  Bytes section(Section kind) const;

  uint32_t step_count() const { return steps_.size / static_cast<uint32_t>(sizeof(Step)); }
  const Step* steps() const { return reinterpret_cast<const Step*>(steps_.data); }
  Bytes weights() const { return weights_; }

  uint32_t input_count() const { return header().input_count; }
  uint32_t output_count() const { return header().output_count; }
  // index < input_count() or output_count().
  const TensorRecord& input(uint32_t index) const { return tensors_[index]; }
  const TensorRecord& output(uint32_t index) const { return tensors_[input_count() + index]; }

  // Golden vectors. index < golden_count(). `*input` and `*output` hold all inputs or outputs of
  // the graph one after the other.
  uint32_t golden_count() const;
  void golden(uint32_t index, Bytes* input, Bytes* output) const;

 private:
  const uint8_t* data_ = nullptr;
  const TensorRecord* tensors_ = nullptr;
  Bytes steps_;
  Bytes weights_;
  const GoldenHeader* golden_ = nullptr;
};

// "m4" for Target::kM4; "unknown" for a number that is none. The names of the command line.
const char* target_name(Target target);

// "Conv2dPairs" for Kernel::kConv2dPairs; "unknown" for a number that is none.
const char* kernel_name(uint32_t kernel);

// "weights" for Section::kWeights; "unknown" for a number that is none.
const char* section_name(uint32_t section);

}  // namespace satchel
