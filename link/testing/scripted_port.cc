#include "link/testing/scripted_port.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <thread>

namespace satchel::testing_support {

size_t ScriptedPort::read(std::span<uint8_t> out, std::chrono::milliseconds timeout) {
  if (pending_.empty()) std::this_thread::sleep_for(timeout);
  const size_t count = std::min(out.size(), pending_.size());
  std::copy_n(pending_.begin(), count, out.begin());
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<ptrdiff_t>(count));
  return count;
}

void ScriptedPort::write(std::span<const uint8_t> bytes) {
  for (const uint8_t byte : bytes) {
    if (!decoder_.feed(byte)) continue;
    ScriptedRequest request;
    if (!decode(decoder_.message(), decoder_.size(), &request.header)) {
      throw std::logic_error("the client sent what is no SMP message");
    }
    const uint8_t* map = decoder_.message() + kSmpHeaderBytes;
    request.map.assign(map, map + request.header.length);
    requests_.push_back(request);
    for (const std::vector<uint8_t>& answer : script_(request)) send(answer);
  }
}

void ScriptedPort::say(std::span<const uint8_t> bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
}

void ScriptedPort::send(const std::vector<uint8_t>& message) {
  SmpLineEncoder encoder(message.data(), message.size());
  std::array<uint8_t, kSmpLineBytes> line;
  while (const size_t size = encoder.next(line.data())) say(std::span(line).first(size));
}

std::vector<uint8_t> answer_to(const SmpHeader& request, std::span<const uint8_t> map) {
  SmpHeader header = request;
  header.op = response_to(request.op);
  header.length = static_cast<uint16_t>(map.size());
  std::vector<uint8_t> message(kSmpHeaderBytes + map.size());
  encode(header, message.data());
  std::copy(map.begin(), map.end(), message.begin() + kSmpHeaderBytes);
  return message;
}

}  // namespace satchel::testing_support
