#include "link/port/port.h"

namespace satchel {
namespace {

class CountingPort final : public Port {
 public:
  CountingPort(std::unique_ptr<Port> port, LineTraffic& traffic)
      : port_(std::move(port)), traffic_(traffic) {}

  size_t read(std::span<uint8_t> out, std::chrono::milliseconds timeout) override {
    const size_t count = port_->read(out, timeout);
    traffic_.received += count;
    return count;
  }

  void write(std::span<const uint8_t> bytes) override {
    port_->write(bytes);
    traffic_.sent += bytes.size();
  }

  std::string name() const override { return port_->name(); }
  int descriptor() const override { return port_->descriptor(); }

 private:
  std::unique_ptr<Port> port_;
  LineTraffic& traffic_;
};

}  // namespace

std::unique_ptr<Port> counting_port(std::unique_ptr<Port> port, LineTraffic& traffic) {
  return std::make_unique<CountingPort>(std::move(port), traffic);
}

}  // namespace satchel
