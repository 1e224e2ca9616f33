#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include "link/port/port.h"

namespace satchel::testing_support {

// What a bad line does to bytes. A burst of up to `burst` bytes is hit once in `interval` bytes on
// average, in both directions.
struct LineFaults {
  bool lose = false;
  bool repeat = false;
  bool reorder = false;
  bool damage = false;
  bool insert = false;
  uint32_t interval = 4000;
  uint32_t burst = 3;
  uint32_t seed = 1;
  // The line is closed once so many bytes were written.
  uint64_t drop_after = std::numeric_limits<uint64_t>::max();
};

// A line through which bytes get lost, come twice, change places, change, or come from nowhere:
// between a client and whatever is behind `port`. The same faults for the same seed and traffic.
class FaultyPort final : public Port {
 public:
  FaultyPort(std::unique_ptr<Port> port, const LineFaults& faults);

  size_t read(std::span<uint8_t> out, std::chrono::milliseconds timeout) override;
  void write(std::span<const uint8_t> bytes) override;
  std::string name() const override { return port_->name(); }

  uint64_t faults_made() const { return made_; }

 private:
  std::vector<uint8_t> spoil(std::span<const uint8_t> bytes);
  void hit(std::span<const uint8_t> burst, std::vector<uint8_t>* out);

  std::unique_ptr<Port> port_;
  LineFaults faults_;
  std::mt19937 random_;
  std::vector<int> kinds_;
  std::vector<uint8_t> received_;  // spoiled, not yet read
  uint64_t written_ = 0;
  uint64_t made_ = 0;
};

}  // namespace satchel::testing_support
