#include <thread>

#include "base/error.h"
#include "link/port/port.h"

namespace satchel {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPoll = std::chrono::milliseconds(100);
// A line that opens and brings nothing, again and again, is not there.
constexpr int kMostInVain = 3;

class ReopeningPort final : public Port {
 public:
  ReopeningPort(std::function<std::unique_ptr<Port>()> open, std::chrono::milliseconds patience)
      : open_(std::move(open)), patience_(patience), port_(open_()) {}

  size_t read(std::span<uint8_t> out, std::chrono::milliseconds timeout) override {
    try {
      const size_t count = port_->read(out, timeout);
      if (count != 0) in_vain_ = 0;
      return count;
    } catch (const Error& error) {
      reopen(error);
      return 0;
    }
  }

  void write(std::span<const uint8_t> bytes) override {
    try {
      port_->write(bytes);
    } catch (const Error& error) {
      reopen(error);
    }
  }

  std::string name() const override { return port_->name(); }

 private:
  void reopen(const Error& lost) {
    if (lost.exit_code() != Exit::kUnavailable || ++in_vain_ > kMostInVain) throw lost;
    const Clock::time_point end = Clock::now() + patience_;
    for (;;) {
      try {
        port_ = open_();
        return;
      } catch (const Error& error) {
        if (error.exit_code() != Exit::kUnavailable || Clock::now() >= end) throw;
      }
      std::this_thread::sleep_for(kPoll);
    }
  }

  std::function<std::unique_ptr<Port>()> open_;
  std::chrono::milliseconds patience_;
  std::unique_ptr<Port> port_;
  int in_vain_ = 0;
};

}  // namespace

std::unique_ptr<Port> reopening_port(std::function<std::unique_ptr<Port>()> open,
                                     std::chrono::milliseconds patience) {
  return std::make_unique<ReopeningPort>(std::move(open), patience);
}

}  // namespace satchel
