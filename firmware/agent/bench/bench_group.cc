#include "firmware/agent/bench/bench_group.h"

namespace satchel {
namespace {

constexpr uint32_t kLesson = 0;  // image 1
// What an answer's map needs beside its bytes.
constexpr size_t kAnswerOverhead = 40;
constexpr size_t kPcmAtOnce = 64;

// The samples at byte `at` of a message, whose bytes stand at any address; returns how many.
size_t copy_samples(ByteView data, size_t at, int16_t (&pcm)[kPcmAtOnce]) {
  const size_t size = data.size - at < sizeof(pcm) ? data.size - at : sizeof(pcm);
  __builtin_memcpy(pcm, data.data + at, size);
  return size / sizeof(int16_t);
}

void write_decision(const Decision& decision, CborWriter& answer) {
  answer.write_text("label");
  answer.write_integer(decision.label);
  answer.pair_unsigned("best", static_cast<uint16_t>(decision.best));
  answer.write_text("score");
  answer.write_integer(decision.score);
}

// Asks `copy(offset, out, size)` for as many of `total` bytes from the request's "off" on as one
// answer holds.
template <class Copy>
Outcome answer_bytes(const CborMap& map, uint32_t total, CborWriter& answer, Copy copy) {
  uint32_t offset = 0;
  if (!map.get("off", &offset) || offset > total) return fail(SmpResult::kInvalidValue);
  const size_t room = answer.capacity() - answer.size();
  uint32_t size = room > kAnswerOverhead ? static_cast<uint32_t>(room - kAnswerOverhead) : 0;
  if (size > total - offset) size = total - offset;
  answer.pair_unsigned("off", offset);
  answer.pair_unsigned("len", total);
  answer.write_text("data");
  uint8_t* place = answer.reserve_bytes(size);
  if (place != nullptr) copy(offset, place, size);
  return done();
}

}  // namespace

Outcome BenchGroup::handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) {
  const Outcome bound = refresh(answer);
  const bool write = request.op == SmpOp::kWrite;
  if (request.command == smp_bench::kStatus && !write) {
    status(answer);
    return done();
  }
  if (!bound.ok()) return bound;
  switch (request.command) {
    case smp_bench::kInput:
      return write ? input(map, answer) : fail(SmpResult::kNotSupported);
    case smp_bench::kInfer:
      return write ? infer(answer) : fail(SmpResult::kNotSupported);
    case smp_bench::kOutput:
      return write ? fail(SmpResult::kNotSupported) : output(map, answer);
    case smp_bench::kClip:
      return write ? clip(map, answer) : fail(SmpResult::kNotSupported);
    case smp_bench::kDecide:
      return write ? decide(answer) : fail(SmpResult::kNotSupported);
    case smp_bench::kStream:
      return write ? stream(map, answer) : fail(SmpResult::kNotSupported);
    case smp_bench::kFeatures:
      return write ? fail(SmpResult::kNotSupported) : features(map, answer);
    default:
      return fail(SmpResult::kNotSupported);
  }
}

// Binds the package that runs, once after the start, after each that comes in, and when a proof has
// used the workspace. What is in flash is checked again: it may have changed since it was accepted.
Outcome BenchGroup::refresh(CborWriter& answer) {
  if (!looked_ || seen_changes_ != updates_.changes() || seen_proofs_ != prover_.proofs()) {
    looked_ = true;
    seen_changes_ = updates_.changes();
    seen_proofs_ = prover_.proofs();
    feed_ = Feed::kNothing;
    inferred_ = decided_ = false;
    model_.unbind();
    finding_ = Finding();
    const ByteView package = updates_.package(kLesson);
    if (package.size != 0) finding_ = model_.bind(package, capabilities_);
  }
  if (model_.ready()) return done();
  if (finding_.status == Status::kArenaTooSmall) {
    return with_limit(fail_group(smp_bench::kNoRoom), finding_.needed, workspace_bytes_, answer);
  }
  if (finding_.ok()) return fail_group(smp_bench::kNoPackage);
  answer.pair_unsigned("finding", static_cast<uint8_t>(finding_.status));
  return fail_group(smp_bench::kNoPackage).with_detail();
}

void BenchGroup::status(CborWriter& answer) {
  answer.pair_text("board", board_.name);
  answer.pair_text("unit",
                   meter_.unit() == MeterUnit::kInstructions ? "instructions" : "nanoseconds");
  answer.pair_unsigned("workspace", workspace_bytes_);
  answer.pair_unsigned("slot", board_.slot_bytes);
  answer.pair_unsigned("firmware", board_.firmware_bytes);
  answer.pair_unsigned(
      "stack", static_cast<uint64_t>(board_.stack.top - board_.stack.bottom) * sizeof(uint32_t));
  answer.pair_unsigned("peak", stack_peak(board_.stack));
  answer.pair_bool("ready", model_.ready());
  if (!model_.ready()) return;
  answer.pair_unsigned("arena", model_.package().arena_bytes());
  answer.pair_unsigned("inputs", model_.input_bytes());
  answer.pair_unsigned("outputs", model_.output_bytes());
  if (model_.hears()) answer.pair_unsigned("samples", model_.clip_samples());
}

// The rule of all chunks. `*take` says whether the data is the next that is wanted.
Outcome BenchGroup::begin_chunk(const CborMap& map, Feed feed, ByteView* data, bool* take) {
  uint64_t offset = 0;
  if (!map.get("off", &offset) || !map.get_bytes("data", data)) {
    return fail(SmpResult::kInvalidValue);
  }
  if (feed != Feed::kInput && !model_.hears()) {
    return fail_group(smp_bench::kCannotHear);
  }
  if (feed != Feed::kInput && data->size % 2 != 0) return fail(SmpResult::kInvalidValue);
  // A stream begins with a new id, so that its first chunk may come again like every other; all
  // else begins anew at offset 0.
  uint32_t id = stream_id_;
  if (feed == Feed::kStream && !map.get("id", &id)) return fail(SmpResult::kInvalidValue);
  const bool begins = feed == Feed::kStream ? id != stream_id_ : offset == 0;
  stream_id_ = id;
  if (begins || feed_ != feed) {
    feed_ = feed;
    next_ = previous_ = 0;
    due_count_ = 0;
    inferred_ = decided_ = false;
    if (feed != Feed::kInput) model_.start_sound();
  }
  *take = offset == next_;
  return done();
}

Outcome BenchGroup::input(const CborMap& map, CborWriter& answer) {
  ByteView data;
  bool take = false;
  const Outcome outcome = begin_chunk(map, Feed::kInput, &data, &take);
  if (!outcome.ok()) return outcome;
  if (take) {
    if (data.size > model_.input_bytes() - next_) {
      return fail_group(smp_bench::kMoreThanFits);
    }
    model_.write_input(static_cast<uint32_t>(next_), data.data, static_cast<uint32_t>(data.size));
    next_ += data.size;
    inferred_ = false;
  }
  answer.pair_unsigned("off", next_);
  return done();
}

Outcome BenchGroup::infer(CborWriter& answer) {
  if (!inferred_) {
    if (feed_ != Feed::kInput || next_ != model_.input_bytes()) {
      return fail_group(smp_bench::kIncomplete);
    }
    model_.infer();
    inferred_ = true;
  }
  answer.pair_unsigned("cost", model_.inference_cost());
  return done();
}

Outcome BenchGroup::output(const CborMap& map, CborWriter& answer) {
  if (!inferred_ && !decided_) return fail_group(smp_bench::kIncomplete);
  return answer_bytes(map, model_.output_bytes(), answer,
                      [this](uint32_t offset, uint8_t* out, uint32_t size) {
                        model_.read_output(offset, out, size);
                      });
}

Outcome BenchGroup::clip(const CborMap& map, CborWriter& answer) {
  ByteView data;
  bool take = false;
  const Outcome outcome = begin_chunk(map, Feed::kClip, &data, &take);
  if (!outcome.ok()) return outcome;
  if (take) {
    int16_t pcm[kPcmAtOnce];
    for (size_t at = 0; at < data.size; at += sizeof(pcm)) {
      const size_t samples = copy_samples(data, at, pcm);
      model_.hear(pcm, samples);
    }
    next_ += data.size;
    decided_ = false;
  }
  answer.pair_unsigned("off", next_);
  return done();
}

Outcome BenchGroup::decide(CborWriter& answer) {
  if (!decided_) {
    if (feed_ != Feed::kClip || !model_.clip_is_whole()) {
      return fail_group(smp_bench::kIncomplete);
    }
    decision_ = model_.decide_clip();
    decided_ = true;
  }
  write_decision(decision_, answer);
  answer.pair_unsigned("features_cost", model_.features_cost());
  answer.pair_unsigned("inference_cost", model_.inference_cost());
  return done();
}

Outcome BenchGroup::features(const CborMap& map, CborWriter& answer) {
  if (!decided_) return fail_group(smp_bench::kIncomplete);
  return answer_bytes(map, model_.feature_bytes(), answer,
                      [this](uint32_t offset, uint8_t* out, uint32_t size) {
                        __builtin_memcpy(out, model_.features() + offset, size);
                      });
}

// Takes samples of the stream until all are taken or the answer is full of decisions; returns the
// bytes.
size_t BenchGroup::follow(ByteView data) {
  int16_t pcm[kPcmAtOnce];
  size_t at = 0;
  while (at < data.size && due_count_ < kMostDecisions) {
    const size_t samples = copy_samples(data, at, pcm);
    Heard heard;
    at += model_.follow(pcm, samples, &heard) * sizeof(int16_t);
    if (heard.decided) {
      due_[due_count_++] = {(next_ + at) / sizeof(int16_t), heard.decision};
    }
  }
  return at;
}

Outcome BenchGroup::stream(const CborMap& map, CborWriter& answer) {
  ByteView data;
  bool take = false;
  const Outcome outcome = begin_chunk(map, Feed::kStream, &data, &take);
  if (!outcome.ok()) return outcome;
  uint64_t offset = 0;
  map.get("off", &offset);
  if (take) {
    previous_ = next_;
    due_count_ = 0;
    next_ += follow(data);
  }
  answer.pair_unsigned("off", next_);
  answer.write_text("heard");
  answer.begin_array();
  for (size_t i = 0; offset == previous_ && i < due_count_; ++i) {
    answer.begin_map();
    answer.pair_unsigned("sample", due_[i].sample);
    write_decision(due_[i].decision, answer);
    answer.end();
  }
  answer.end();
  return done();
}

}  // namespace satchel
