#include "firmware/boards/simulated/flash.h"

#include <algorithm>
#include <utility>

namespace satchel::simulated {
namespace {

// SplitMix64 (Steele, Lea and Flood, 2014): every seed gives another sequence.
class Dice {
 public:
  Dice(const Operation& operation, uint32_t pattern)
      : state_(operation.index * 0x9e3779b97f4a7c15u + operation.offset * 0xbf58476d1ce4e5b9u +
               pattern) {}
  uint64_t roll() {
    state_ += 0x9e3779b97f4a7c15u;
    uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return bits ^ (bits >> 31);
  }
  uint32_t below(uint32_t limit) { return limit == 0 ? 0 : static_cast<uint32_t>(roll() % limit); }
  // Each bit is set with the probability eighths / 8.
  uint8_t bits(uint32_t eighths) {
    uint8_t result = 0;
    for (int bit = 0; bit < 8; ++bit) {
      result = static_cast<uint8_t>(result << 1 | (below(8) < eighths ? 1 : 0));
    }
    return result;
  }

 private:
  uint64_t state_;
};

}  // namespace

Flash::Flash(const FlashGeometry& geometry)
    : geometry_(geometry),
      memory_(geometry.size, kErased),
      touched_(geometry.size / geometry.program_unit),
      half_erased_(geometry.size / geometry.sector),
      erasures_(geometry.size / geometry.sector) {}

Flash::Flash(const Flash& other)
    : geometry_(other.geometry_),
      memory_(other.memory_),
      touched_(other.touched_),
      half_erased_(other.half_erased_),
      erasures_(other.erasures_),
      worn_(other.worn_),
      operations_(other.operations_),
      violations_(other.violations_),
      refusals_(other.refusals_) {}

Flash& Flash::operator=(const Flash& other) {
  if (this == &other) return *this;
  geometry_ = other.geometry_;
  memory_ = other.memory_;
  touched_ = other.touched_;
  half_erased_ = other.half_erased_;
  erasures_ = other.erasures_;
  worn_ = other.worn_;
  operations_ = other.operations_;
  violations_ = other.violations_;
  refusals_ = other.refusals_;
  observer_ = nullptr;
  armed_ = false;
  return *this;
}

void Flash::cut_at(uint64_t index, uint32_t pattern) {
  armed_ = true;
  cut_index_ = index;
  cut_pattern_ = pattern;
}

void Flash::begin(const Operation& operation) {
  if (observer_) observer_(*this, operation);
  const bool cut = armed_ && operation.index == cut_index_;
  ++operations_;
  if (!cut) return;
  armed_ = false;
  tear(operation, cut_pattern_);
  throw PowerLost();
}

FlashStatus Flash::erase(uint32_t offset, uint32_t size) {
  const FlashStatus status = check_erase(geometry_, offset, size);
  if (status != FlashStatus::kOk) {
    ++violations_;
    return status;
  }
  const Operation operation = {OperationKind::kErase, operations_, offset, size, {}};
  begin(operation);
  std::vector<uint8_t> before;
  if (!worn_.empty()) before = memory_;
  apply(operation);
  return hold_worn(operation, before) ? FlashStatus::kFailed : FlashStatus::kOk;
}

// What the memory itself would refuse, beyond what can be seen in it.
FlashStatus Flash::lawful_program(uint32_t offset, const uint8_t* bytes, uint32_t size) {
  const FlashStatus status = check_program(geometry_, memory_.data(), offset, bytes, size);
  if (status != FlashStatus::kOk) return status;
  for (uint32_t at = offset; at < offset + size; at += geometry_.sector) {
    if (half_erased_[at / geometry_.sector]) return FlashStatus::kNotErased;
  }
  if (size != 0 && half_erased_[(offset + size - 1) / geometry_.sector]) {
    return FlashStatus::kNotErased;
  }
  return FlashStatus::kOk;
}

FlashStatus Flash::program(uint32_t offset, const uint8_t* bytes, uint32_t size) {
  const FlashStatus status = lawful_program(offset, bytes, size);
  if (status != FlashStatus::kOk) {
    ++violations_;
    return status;
  }
  const uint32_t unit = geometry_.program_unit;
  if (geometry_.write_once) {
    for (uint32_t at = offset / unit; at < (offset + size) / unit; ++at) {
      if (!touched_[at]) continue;
      ++refusals_;
      return FlashStatus::kFailed;
    }
  }
  const Operation operation = {
      OperationKind::kProgram, operations_, offset, size, {bytes, bytes + size}};
  begin(operation);
  std::vector<uint8_t> before;
  if (!worn_.empty()) before = memory_;
  apply(operation);
  return hold_worn(operation, before) ? FlashStatus::kFailed : FlashStatus::kOk;
}

void Flash::apply(const Operation& operation) {
  const uint32_t end = operation.offset + operation.size;
  const uint32_t unit = geometry_.program_unit;
  const bool erase = operation.kind == OperationKind::kErase;
  if (erase) {
    std::fill(memory_.begin() + operation.offset, memory_.begin() + end, kErased);
    for (uint32_t at = operation.offset; at < end; at += geometry_.sector) {
      half_erased_[at / geometry_.sector] = false;
      ++erasures_[at / geometry_.sector];
    }
  } else {
    std::copy(operation.wanted.begin(), operation.wanted.end(), memory_.begin() + operation.offset);
  }
  for (uint32_t at = operation.offset; at < end; at += unit) touched_[at / unit] = !erase;
}

// Whether a worn cell did not take the operation; it has what it had.
bool Flash::hold_worn(const Operation& operation, const std::vector<uint8_t>& before) {
  bool held = false;
  for (auto cell = worn_.lower_bound(operation.offset);
       cell != worn_.end() && *cell < operation.offset + operation.size; ++cell) {
    if (memory_[*cell] == before[*cell]) continue;
    held = true;
    memory_[*cell] = before[*cell];
    if (operation.kind == OperationKind::kErase) half_erased_[*cell / geometry_.sector] = true;
  }
  return held;
}

void Flash::tear(const Operation& operation, uint32_t pattern) {
  if (pattern == kCutBefore) return;
  if (pattern == kCutAfter) {
    apply(operation);
  } else if (operation.kind == OperationKind::kProgram) {
    tear_program(operation, pattern);
  } else {
    tear_erase(operation, pattern);
  }
}

// Of the bits that were to be cleared a subset is. Real chips program in order, a unit at a time,
// but the port promises less: half of the patterns keep to that, half take bits from anywhere.
void Flash::tear_program(const Operation& operation, uint32_t pattern) {
  Dice dice(operation, pattern);
  const uint32_t unit = geometry_.program_unit;
  const uint32_t units = operation.size / unit;
  const uint32_t torn = dice.below(units);
  const bool in_order = dice.below(2) == 0;
  // The first torn patterns are the extremes: nothing to be seen, all bits but one, one bit.
  const uint32_t chosen = pattern - kFirstTorn;
  const uint32_t single = dice.below(operation.size * 8);
  const uint32_t eighths = 1 + dice.below(7);
  for (uint32_t i = 0; i < operation.size; ++i) {
    const uint32_t at = operation.offset + i;
    uint8_t take;
    if (chosen <= 2) {
      const uint8_t bit = i == single / 8 ? static_cast<uint8_t>(1u << single % 8) : uint8_t{0};
      take = chosen == 0 ? uint8_t{0} : chosen == 1 ? static_cast<uint8_t>(~bit) : bit;
    } else if (in_order) {
      take = i / unit < torn ? uint8_t{0xff} : i / unit == torn ? dice.bits(eighths) : uint8_t{0};
    } else {
      take = dice.bits(eighths);
    }
    memory_[at] &= static_cast<uint8_t>(operation.wanted[i] | static_cast<uint8_t>(~take));
    if (!in_order || i / unit <= torn) touched_[at / unit] = true;
  }
}

void Flash::tear_erase(const Operation& operation, uint32_t pattern) {
  Dice dice(operation, pattern);
  const uint32_t kind = pattern - kFirstTorn < 4 ? pattern - kFirstTorn : 4 + dice.below(4);
  const uint32_t border = dice.below(operation.size);
  const uint32_t eighths = 1 + dice.below(7);
  for (uint32_t i = 0; i < operation.size; ++i) {
    uint8_t& cell = memory_[operation.offset + i];
    switch (kind) {
      case 0:  // looks done
        cell = kErased;
        break;
      case 1:  // looks as if it had not begun
        break;
      case 2:  // some chips clear everything first
        cell = 0;
        break;
      case 3:
      case 4:
        cell = static_cast<uint8_t>(dice.roll());
        break;
      case 5:  // some bits have come up
        cell |= dice.bits(eighths);
        break;
      case 6:  // on their way to being cleared first
        cell &= dice.bits(eighths);
        break;
      default:
        if (i < border) cell = kErased;
    }
  }
  for (uint32_t i = 0; i < operation.size; i += geometry_.sector) {
    half_erased_[(operation.offset + i) / geometry_.sector] = true;
  }
}

uint64_t Flash::fingerprint(const Operation& operation) const {
  uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  const auto mix = [&hash](uint64_t value) { hash = (hash ^ value) * 0x100000001b3u; };
  const uint32_t end = operation.offset + operation.size;
  for (uint32_t at = operation.offset; at < end; ++at) mix(memory_[at]);
  for (uint32_t at = operation.offset; at < end; at += geometry_.program_unit) {
    mix(geometry_.write_once && touched_[at / geometry_.program_unit] ? 0x101 : 0x100);
  }
  for (uint32_t at = operation.offset; at < end; at += geometry_.sector) {
    mix(half_erased_[at / geometry_.sector] ? 0x103 : 0x102);
  }
  return hash;
}

uint32_t Flash::wear() const {
  return *std::max_element(erasures_.begin(), erasures_.end());
}

}  // namespace satchel::simulated
