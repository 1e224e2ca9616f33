#include "firmware/agent/bench/bench_model.h"

namespace satchel {
namespace {

// Calls `copy(index, offset within it, bytes done, bytes)` for each of `count` tensors that the
// range meets.
template <class Size, class Copy>
void for_range(uint32_t count, uint32_t offset, uint32_t size, Size tensor_bytes, Copy copy) {
  uint32_t done = 0;
  for (uint32_t i = 0; i < count && done < size; ++i) {
    const uint32_t bytes = tensor_bytes(i);
    if (offset >= bytes) {
      offset -= bytes;
      continue;
    }
    const uint32_t piece = bytes - offset < size - done ? bytes - offset : size - done;
    copy(i, offset, done, piece);
    done += piece;
    offset = 0;
  }
}

}  // namespace

void BenchModel::unbind() {
  tensors_ = Engine();
  listener_ = Recogniser();
  last_ = nullptr;
}

Finding BenchModel::bind(ByteView package, const Capabilities& capabilities) {
  unbind();
  Finding finding =
      tensors_.init(package.data, package.size, capabilities, workspace_.memory, workspace_.bytes);
  if (!finding.ok()) return finding;
  const PackageView& view = tensors_.package();
  input_bytes_ = output_bytes_ = 0;
  for (uint32_t i = 0; i < view.input_count(); ++i) input_bytes_ += view.input(i).bytes;
  for (uint32_t i = 0; i < view.output_count(); ++i) output_bytes_ += view.output(i).bytes;
  const size_t listening = Recogniser::required_bytes(view);
  if (listening == 0) return finding;  // a package that takes tensors only
  if (listening + input_bytes_ > workspace_.bytes) {
    finding.status = Status::kArenaTooSmall;
    finding.needed = static_cast<uint32_t>(listening + input_bytes_);
    unbind();
    return finding;
  }
  features_ = workspace_.memory + workspace_.bytes - input_bytes_;
  finding = listener_.init(package.data, package.size, capabilities, workspace_.memory, listening);
  if (!finding.ok()) unbind();
  return finding;
}

void BenchModel::write_input(uint32_t offset, const uint8_t* bytes, uint32_t size) {
  for_range(
      package().input_count(), offset, size,
      [this](uint32_t i) { return package().input(i).bytes; },
      [&](uint32_t i, uint32_t at, uint32_t done, uint32_t piece) {
        __builtin_memcpy(tensors_.input(i) + at, bytes + done, piece);
      });
}

void BenchModel::read_output(uint32_t offset, uint8_t* out, uint32_t size) const {
  if (last_ == nullptr) return;
  for_range(
      package().output_count(), offset, size,
      [this](uint32_t i) { return package().output(i).bytes; },
      [&](uint32_t i, uint32_t at, uint32_t done, uint32_t piece) {
        __builtin_memcpy(out + done, last_->output(i) + at, piece);
      });
}

void BenchModel::infer() {
  meter_.start();
  tensors_.run();
  inference_cost_ = meter_.stop();
  last_ = &tensors_;
}

uint32_t BenchModel::clip_samples() const {
  return static_cast<uint32_t>(listener_.front_end().clip_samples());
}

void BenchModel::start_sound() {
  listener_.reset();
  features_cost_ = inference_cost_ = 0;
}

void BenchModel::hear(const int16_t* pcm, size_t samples) {
  meter_.start();
  while (samples > 0 && !listener_.heard_enough()) {
    bool row;
    const size_t taken = listener_.listen(pcm, samples, &row);
    pcm += taken;
    samples -= taken;
  }
  features_cost_ += meter_.stop();
}

Decision BenchModel::decide_clip() {
  meter_.start();
  const int8_t* features = listener_.features();
  features_cost_ += meter_.stop();
  __builtin_memcpy(features_, features, input_bytes_);
  meter_.start();
  const int8_t* scores = listener_.infer();
  inference_cost_ = meter_.stop();
  last_ = &listener_.engine();
  return listener_.rule().decide(scores);
}

size_t BenchModel::follow(const int16_t* pcm, size_t samples, Heard* heard) {
  return listener_.push(pcm, samples, heard);
}

}  // namespace satchel
