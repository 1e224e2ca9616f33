#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "link/port/port.h"
#include "wire/smp/message.h"
#include "wire/smp/serial.h"

namespace satchel::testing_support {

// A request as it arrived, its map beside its header.
struct ScriptedRequest {
  SmpHeader header;
  std::vector<uint8_t> map;
};

// A line whose other end is a function from a request to the messages of its answers.
class ScriptedPort final : public Port {
 public:
  using Script = std::function<std::vector<std::vector<uint8_t>>(const ScriptedRequest&)>;

  explicit ScriptedPort(Script script) : script_(std::move(script)) {}

  size_t read(std::span<uint8_t> out, std::chrono::milliseconds timeout) override;
  // Throws std::logic_error when what arrives whole is no SMP message.
  void write(std::span<const uint8_t> bytes) override;
  std::string name() const override { return "/dev/ttyTEST"; }

  // All that came, each time that it came.
  const std::vector<ScriptedRequest>& requests() const { return requests_; }
  // What the other end says by itself: console text, captured lines.
  void say(std::span<const uint8_t> bytes);

 private:
  void send(const std::vector<uint8_t>& message);

  Script script_;
  std::vector<uint8_t> buffer_ = std::vector<uint8_t>(65536);
  SmpLineDecoder decoder_{buffer_.data(), buffer_.size()};
  std::deque<uint8_t> pending_;
  std::vector<ScriptedRequest> requests_;
};

// The response to a request that holds `map`.
std::vector<uint8_t> answer_to(const SmpHeader& request, std::span<const uint8_t> map);

}  // namespace satchel::testing_support
