#include "core/listen/recogniser.h"

namespace satchel {
namespace {

size_t aligned(size_t bytes) {
  return (bytes + kAlignment - 1) & ~size_t{kAlignment - 1};
}

// The front end's scratch lies in the arena: rows are made while the network does not run.
size_t arena_bytes(const PackageView& package, const FrontEndView& front_end) {
  const size_t arena = package.arena_bytes(), scratch = front_end.scratch_bytes();
  return aligned(arena > scratch ? arena : scratch);
}

Finding found(Status status, Section section) {
  Finding finding;
  finding.status = status;
  finding.section = static_cast<uint32_t>(section);
  return finding;
}

bool is_int8(const TensorRecord& tensor, size_t bytes) {
  return tensor.type == static_cast<uint8_t>(TensorType::kInt8) && tensor.bytes == bytes;
}

uint32_t rows_between_decisions(const FrontEndView& front_end, const DecisionRule& rule) {
  const uint32_t samples =
      static_cast<uint32_t>(rule.hop_ms()) * static_cast<uint32_t>(front_end.sample_rate()) / 1000u;
  const uint32_t hop = static_cast<uint32_t>(front_end.hop());
  const uint32_t rows = (samples + hop / 2) / hop;
  return rows > 0 ? rows : 1;
}

}  // namespace

Finding Recogniser::check(const PackageView& package) {
  const Bytes front_end = package.section(Section::kFrontEnd);
  const Bytes decision = package.section(Section::kDecision);
  if (front_end.data == nullptr) return found(Status::kMissingSection, Section::kFrontEnd);
  if (decision.data == nullptr) return found(Status::kMissingSection, Section::kDecision);
  if (!FrontEndView::validate(front_end.data, front_end.size) || package.input_count() != 1 ||
      !is_int8(package.input(0), FrontEndView(front_end.data).tensor_bytes())) {
    return found(Status::kMalformedSection, Section::kFrontEnd);
  }
  if (!DecisionRule::validate(decision.data, decision.size) || package.output_count() != 1 ||
      !is_int8(package.output(0), static_cast<size_t>(DecisionRule(decision.data).labels()))) {
    return found(Status::kMalformedSection, Section::kDecision);
  }
  return Finding();
}

size_t Recogniser::required_bytes(const PackageView& package) {
  if (!check(package).ok()) return 0;
  const FrontEndView front_end(package.section(Section::kFrontEnd).data);
  const DecisionRule rule(package.section(Section::kDecision).data);
  return arena_bytes(package, front_end) + aligned(RowStream::required_bytes(front_end)) +
         DecisionStream::required_bytes(rule);
}

Finding Recogniser::init(const void* package, size_t package_bytes,
                         const Capabilities& capabilities, void* memory, size_t memory_bytes) {
  engine_ = Engine();
  PackageView view;
  Finding finding = PackageView::open(package, package_bytes, &view);
  if (finding.ok()) finding = check(view);
  if (!finding.ok()) return finding;
  const size_t needed = required_bytes(view);
  if (memory_bytes < needed) {
    finding.status = Status::kArenaTooSmall;
    finding.needed = static_cast<uint32_t>(needed);
    return finding;
  }
  const FrontEndView front_end(view.section(Section::kFrontEnd).data);
  const size_t arena = arena_bytes(view, front_end);
  uint8_t* next = static_cast<uint8_t*>(memory);
  finding = engine_.init(package, package_bytes, capabilities, next, arena);
  if (!finding.ok()) return finding;

  rule_ = DecisionRule(view.section(Section::kDecision).data);
  rows_ = RowStream(front_end, next + arena, next);
  stream_ = DecisionStream(rule_, next + arena + aligned(RowStream::required_bytes(front_end)));
  rows_per_window_ = rows_between_decisions(front_end, rule_);
  reset();
  return finding;
}

void Recogniser::reset() {
  rows_.reset();
  stream_.reset();
  rows_to_wait_ = static_cast<uint32_t>(front_end().rows());
}

size_t Recogniser::listen(const int16_t* pcm, size_t samples, bool* row_is_complete) {
  return rows_.push(pcm, samples, row_is_complete);
}

const int8_t* Recogniser::features() {
  int8_t* input = reinterpret_cast<int8_t*>(engine_.input(0));
  rows_.assemble(input);
  return input;
}

const int8_t* Recogniser::infer(const StepHook& hook) {
  engine_.run(hook);
  return reinterpret_cast<const int8_t*>(engine_.output(0));
}

size_t Recogniser::hear(const int16_t* pcm, size_t samples, bool* window_is_due) {
  size_t taken = 0;
  *window_is_due = false;
  while (taken < samples && !*window_is_due) {
    bool row_is_complete = false;
    taken += listen(pcm + taken, samples - taken, &row_is_complete);
    if (!row_is_complete || --rows_to_wait_ > 0) continue;
    rows_to_wait_ = rows_per_window_;
    *window_is_due = true;
  }
  return taken;
}

size_t Recogniser::push(const int16_t* pcm, size_t samples, Heard* heard, const StepHook& hook) {
  const size_t taken = hear(pcm, samples, &heard->decided);
  if (heard->decided) {
    features();
    heard->decision = follow(infer(hook));
  }
  return taken;
}

}  // namespace satchel
