#include "firmware/agent/os_group.h"

namespace satchel {
namespace {

constexpr uint16_t kBadFormat = 2;
constexpr size_t kInfoBytes = 96;

// A short text put together from words with a space between them; what does not fit is left out.
class Words {
 public:
  void add(const char* word) {
    const ByteView added = view_of(word);
    if (size_ + added.size + 1 > sizeof(text_)) return;
    if (size_ != 0) text_[size_++] = ' ';
    __builtin_memcpy(text_ + size_, added.data, added.size);
    size_ += added.size;
  }
  ByteView view() const { return {reinterpret_cast<const uint8_t*>(text_), size_}; }

 private:
  char text_[kInfoBytes];
  size_t size_ = 0;
};

}  // namespace

Outcome OsGroup::echo(const CborMap& map, CborWriter& answer) {
  ByteView text;
  if (!map.get_text("d", &text) && map.has("d")) return fail(SmpResult::kInvalidValue);
  answer.write_text("r");
  answer.write_text(text);
  return done();
}

// The letters of Zephyr's os_mgmt info: s name, n node, r release, v version, b build, m machine,
// p processor, i platform, o system; a is all of them.
Outcome OsGroup::info(const CborMap& map, CborWriter& answer) {
  const uint8_t standard[] = {'s'};
  ByteView format{standard, 1};
  if (!map.get_text("format", &format) && map.has("format")) return fail(SmpResult::kInvalidValue);
  if (format.size == 0) return fail_group(kBadFormat, SmpResult::kInvalidValue);
  Words words;
  for (size_t i = 0; i < format.size; ++i) {
    const uint8_t letter = format.data[i];
    const bool all = letter == 'a';
    bool known = all;
    const auto say = [&](char name, const char* word) {
      if (!all && letter != static_cast<uint8_t>(name)) return;
      known = true;
      words.add(word);
    };
    say('s', info_.system);
    say('n', info_.board);
    say('r', info_.version);
    say('v', info_.version);
    say('b', info_.version);
    say('m', info_.processor);
    say('p', info_.processor);
    say('i', info_.board);
    say('o', info_.system);
    if (!known) return fail_group(kBadFormat, SmpResult::kInvalidValue);
  }
  answer.write_text("output");
  answer.write_text(words.view());
  return done();
}

Outcome OsGroup::handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) {
  switch (request.command) {
    case smp_os::kEcho:
      return echo(map, answer);
    case smp_os::kParameters:
      if (request.op != SmpOp::kRead) break;
      answer.pair_unsigned("buf_size", packet_bytes_);
      answer.pair_unsigned("buf_count", 1);
      return done();
    case smp_os::kInfo:
      if (request.op != SmpOp::kRead) break;
      return info(map, answer);
    case smp_os::kReset:
      if (request.op != SmpOp::kWrite || power_ == nullptr) break;
      reset_due_ = true;
      return done();
    default:
      break;
  }
  return fail(SmpResult::kNotSupported);
}

void OsGroup::after_answer() {
  if (reset_due_) power_->reset();
  reset_due_ = false;
}

}  // namespace satchel
