#include "firmware/boards/emulated/hand_channel.h"

namespace satchel {
namespace {

constexpr uint8_t kPressed = 0x01, kRandom = 0x02, kGeneratorFailed = 0x03;
constexpr uint8_t kIsThere = 0x04;
constexpr uint8_t kShow = 0x10, kHere = 0x20;
// Looks at an empty line before the launcher counts as gone: seconds of an emulator's time.
constexpr uint32_t kMostLooks = 20'000'000;

}  // namespace

void HandChannel::take() {
  uint8_t byte;
  while (line_.read(&byte, 1) == 1) {
    if (expected_ > 0) {
      block_[kBlockBytes - expected_] = byte;
      whole_ = --expected_ == 0;
    } else if (byte == kPressed) {
      ++presses_;
    } else if (byte == kRandom) {
      expected_ = kBlockBytes;
    } else if (byte == kGeneratorFailed) {
      failed_ = true;
    } else if (byte == kIsThere) {
      line_.write(&kHere, 1);
    }
  }
}

bool HandChannel::pressed() {
  take();
  if (presses_ == 0) return false;
  --presses_;
  return true;
}

// A fresh block; one that repeats the one before it shows a source that is stuck.
bool HandChannel::next_block() {
  take();
  whole_ = failed_ = false;
  line_.write(&kRandom, 1);
  for (uint32_t look = 0; look < kMostLooks && !whole_ && !failed_; ++look) take();
  if (!whole_ || __builtin_memcmp(block_, previous_, kBlockBytes) == 0) return false;
  __builtin_memcpy(previous_, block_, kBlockBytes);
  return true;
}

bool HandChannel::fill(uint8_t* out, size_t size) {
  while (size > 0) {
    if (!next_block()) return false;
    const size_t piece = size < kBlockBytes ? size : kBlockBytes;
    __builtin_memcpy(out, block_, piece);
    out += piece;
    size -= piece;
  }
  return true;
}

void HandChannel::show(Sign sign, bool on) {
  const uint8_t number = static_cast<uint8_t>(sign);
  const uint8_t bit = static_cast<uint8_t>(1u << number);
  if (((shown_ & bit) != 0) == on) return;
  shown_ = static_cast<uint8_t>(on ? shown_ | bit : shown_ & ~bit);
  const uint8_t byte = static_cast<uint8_t>(kShow + 2 * number + (on ? 1 : 0));
  line_.write(&byte, 1);
}

}  // namespace satchel
