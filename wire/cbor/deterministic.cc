#include "wire/cbor/deterministic.h"

namespace satchel {
namespace {

constexpr uint8_t kOneByteSimple = 24;  // simple values and lengths below it have no further byte

struct Head {
  CborType type;
  uint64_t value;
};

// One array, map or tag that is open.
struct Level {
  uint64_t left;  // items to come; of a map keys and values
  bool map;
  ByteView key;  // the key read last
};

class Walk {
 public:
  explicit Walk(ByteView bytes) : at_(bytes.data), end_(bytes.data + bytes.size) {}

  bool run() {
    if (at_ == end_) return false;
    open_[0] = Level{1, false, {}};
    while (true) {
      while (open_[depth_].left == 0) {
        if (depth_-- == 0) return at_ == end_;
      }
      if (!item()) return false;
    }
  }

 private:
  bool item() {
    Level& level = open_[depth_];
    const bool key = level.map && level.left % 2 == 0;
    --level.left;
    const uint8_t* start = at_;
    Head head;
    if (!read(&head)) return false;
    const bool string = head.type == CborType::kBytes || head.type == CborType::kText;
    if (string) {
      if (head.value > static_cast<uint64_t>(end_ - at_)) return false;
      at_ += head.value;
    }
    if (key) {
      const ByteView bytes = {start, static_cast<size_t>(at_ - start)};
      if (head.type > CborType::kText || (level.key.size != 0 && !before(level.key, bytes))) {
        return false;
      }
      level.key = bytes;
    }
    return open(head);
  }

  bool open(const Head& head) {
    const bool map = head.type == CborType::kMap;
    if (!map && head.type != CborType::kArray && head.type != CborType::kTag) return true;
    const uint64_t items = head.type == CborType::kTag ? 1 : head.value;
    // Each item takes a byte at least.
    if (depth_ == kCborMaxDepth || items > static_cast<uint64_t>(end_ - at_)) return false;
    open_[++depth_] = Level{map ? 2 * items : items, map, {}};
    return true;
  }

  bool read(Head* head) {
    if (at_ == end_) return false;
    head->type = static_cast<CborType>(*at_ >> 5);
    const uint8_t info = *at_++ & 31;
    head->value = info;
    if (info < kOneByteSimple) return true;
    if (info > 27 || head->type == CborType::kSimple) return false;
    const size_t bytes = static_cast<size_t>(1) << (info - kOneByteSimple);
    if (static_cast<size_t>(end_ - at_) < bytes) return false;
    head->value = 0;
    for (size_t i = 0; i < bytes; ++i) head->value = head->value << 8 | *at_++;
    const uint64_t least = bytes == 1 ? kOneByteSimple : uint64_t{1} << (4 * bytes);
    return head->value >= least;
  }

  static bool before(ByteView left, ByteView right) {
    const size_t common = left.size < right.size ? left.size : right.size;
    const int order = __builtin_memcmp(left.data, right.data, common);
    return order < 0 || (order == 0 && left.size < right.size);
  }

  const uint8_t* at_;
  const uint8_t* end_;
  Level open_[kCborMaxDepth + 1];
  size_t depth_ = 0;
};

}  // namespace

bool is_deterministic(ByteView bytes) {
  return Walk(bytes).run();
}

}  // namespace satchel
