#include "link/testing/faulty_port.h"

#include <algorithm>

#include "base/error.h"

namespace satchel::testing_support {
namespace {

enum Kind { kLose, kRepeat, kReorder, kDamage, kInsert };

}  // namespace

FaultyPort::FaultyPort(std::unique_ptr<Port> port, const LineFaults& faults)
    : port_(std::move(port)), faults_(faults), random_(faults.seed) {
  if (faults.lose) kinds_.push_back(kLose);
  if (faults.repeat) kinds_.push_back(kRepeat);
  if (faults.reorder) kinds_.push_back(kReorder);
  if (faults.damage) kinds_.push_back(kDamage);
  if (faults.insert) kinds_.push_back(kInsert);
}

void FaultyPort::hit(std::span<const uint8_t> burst, std::vector<uint8_t>* out) {
  std::vector<uint8_t> bytes(burst.begin(), burst.end());
  ++made_;
  switch (kinds_[random_() % kinds_.size()]) {
    case kLose:
      return;
    case kRepeat:
      out->insert(out->end(), bytes.begin(), bytes.end());
      break;
    case kReorder:
      std::reverse(bytes.begin(), bytes.end());
      break;
    case kDamage:
      for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(byte ^ 1u << random_() % 8);
      break;
    case kInsert:
      out->push_back(static_cast<uint8_t>(random_()));
      break;
  }
  out->insert(out->end(), bytes.begin(), bytes.end());
}

std::vector<uint8_t> FaultyPort::spoil(std::span<const uint8_t> bytes) {
  std::vector<uint8_t> out;
  while (!bytes.empty()) {
    if (!kinds_.empty() && random_() % faults_.interval == 0) {
      const size_t size = std::min<size_t>(1 + random_() % faults_.burst, bytes.size());
      hit(bytes.first(size), &out);
      bytes = bytes.subspan(size);
    } else {
      out.push_back(bytes[0]);
      bytes = bytes.subspan(1);
    }
  }
  return out;
}

size_t FaultyPort::read(std::span<uint8_t> out, std::chrono::milliseconds timeout) {
  if (received_.empty()) {
    std::vector<uint8_t> bytes(out.size());
    bytes.resize(port_->read(bytes, timeout));
    received_ = spoil(bytes);
  }
  const size_t count = std::min(out.size(), received_.size());
  std::copy_n(received_.begin(), count, out.begin());
  received_.erase(received_.begin(), received_.begin() + static_cast<ptrdiff_t>(count));
  return count;
}

void FaultyPort::write(std::span<const uint8_t> bytes) {
  const uint64_t left = faults_.drop_after - written_;
  written_ += std::min<uint64_t>(left, bytes.size());
  port_->write(spoil(bytes.first(std::min<uint64_t>(left, bytes.size()))));
  if (left < bytes.size()) throw Error(Exit::kUnavailable, name() + ": the line was closed");
}

}  // namespace satchel::testing_support
