#include "firmware/boards/simulated/simulated_kit.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace satchel::simulated {
namespace {

// Stands for the firmware's code, whose hash image 0 tells.
constexpr uint8_t kCode[] = "simulated";

}  // namespace

bool SeededEntropy::fill(uint8_t* out, size_t size) {
  if (broken) return false;
  for (size_t i = 0; i < size; ++i) {
    uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    out[i] = static_cast<uint8_t>(z ^ z >> 31);
  }
  return true;
}

void SeenSigns::show(Sign sign, bool now) {
  bool& shown_now = on[static_cast<size_t>(sign)];
  if (shown_now == now) return;
  shown_now = now;
  shown.emplace_back(sign, now);
}

bool Ear::start() {
  if (before_start) before_start();
  on = !broken;
  return on;
}

Sensor::State Ear::read(int16_t* out, size_t capacity, size_t* taken) {
  *taken = 0;
  if (!on || broken) return State::kFailed;
  for (; *taken < capacity && !waiting.empty(); waiting.pop_front()) {
    out[(*taken)++] = waiting.front();
  }
  const bool lost = std::exchange(overrun, false);
  return lost ? State::kOverrun : State::kOk;
}

size_t Cable::read(uint8_t* bytes, size_t capacity) {
  const size_t size = std::min(capacity, in.size());
  std::copy_n(in.begin(), size, bytes);
  in.erase(in.begin(), in.begin() + static_cast<ptrdiff_t>(size));
  return size;
}

std::optional<uint64_t> Reply::number(const char* key) const {
  uint64_t value;
  if (!view().get(key, &value)) return std::nullopt;
  return value;
}

std::optional<bool> Reply::flag(const char* key) const {
  bool value;
  if (!view().get(key, &value)) return std::nullopt;
  return value;
}

std::string Reply::text(const char* key) const {
  ByteView value;
  if (!view().get_text(key, &value)) return {};
  return {reinterpret_cast<const char*>(value.data), value.size};
}

ByteVector Reply::bytes(const char* key) const {
  ByteView value;
  if (!view().get_bytes(key, &value)) return {};
  return {value.data, value.data + value.size};
}

uint64_t Reply::error() const {
  CborReader reader(nullptr, 0);
  if (!view().find("err", &reader)) return 0;
  const uint8_t* start = reader.position();
  reader.skip();
  uint64_t code = 0;
  CborMap(start, static_cast<size_t>(reader.position() - start)).get("rc", &code);
  return code;
}

Request& Request::add(const char* key, uint64_t value) {
  writer_.write_text(key);
  writer_.write_unsigned(value);
  return *this;
}
Request& Request::add(const char* key, const ByteVector& value) {
  writer_.write_text(key);
  writer_.write_bytes(value.data(), value.size());
  return *this;
}
Request& Request::add_text(const char* key, const std::string& value) {
  writer_.write_text(key);
  writer_.write_text({reinterpret_cast<const uint8_t*>(value.data()), value.size()});
  return *this;
}
Request& Request::add_flag(const char* key, bool value) {
  writer_.write_text(key);
  writer_.write_bool(value);
  return *this;
}
ByteVector Request::finish() {
  writer_.end();
  if (!writer_.ok()) throw std::logic_error("a request's map does not fit");
  return {writer_.data(), writer_.data() + writer_.size()};
}

SimulatedKit::SimulatedKit(const KitModel& model, uint64_t seed)
    : flash(model.flash),
      entropy(seed),
      model_(model),
      sealer_(entropy),
      workspace_(model.workspace_bytes + 16),
      request_(model.packet_bytes),
      answer_(model.packet_bytes),
      audio_(model.has_sensor ? model.audio_samples : 0) {}

bool SimulatedKit::power_on(StartCause cause) {
  clock.now = 0;
  battery.last_cause = cause;
  battery.reset_wanted = false;
  ear.on = false;
  cable.in.clear();
  const KitFacts facts = {"simulated",
                          "host",
                          model_.target,
                          {model_.version.c_str(), {kCode, sizeof(kCode)}},
                          model_.plan};
  const KitPorts ports = {flash,
                          clock,
                          entropy,
                          finger,
                          signs,
                          battery,
                          hash_,
                          ed25519_,
                          sealer_,
                          sealer_,
                          model_.has_sensor ? &ear : nullptr,
                          nullptr};
  uint8_t* work = workspace_.data();
  work += (16 - reinterpret_cast<uintptr_t>(work) % 16) % 16;
  agent_ = std::make_unique<Agent>(
      facts, ports,
      KitMemory{{work, static_cast<uint32_t>(model_.workspace_bytes)},
                unit_,
                sample_unit_,
                {audio_.data(), static_cast<uint32_t>(audio_.size())}},
      cable, ServerBuffers{request_.data(), request_.size(), answer_.data(), answer_.size()});
  try {
    return agent_->start();
  } catch (const PowerLost&) {
    power_off();
    throw;
  }
}

void SimulatedKit::advance(uint64_t milliseconds) {
  const uint64_t end = clock.now + milliseconds;
  try {
    for (;;) {
      agent_->step();
      if (clock.now >= end) break;
      // While the sensor has nothing a real kit wakes up, looks, and sleeps again.
      const bool nothing = ear.waiting.empty() && cable.in.empty() && finger.presses == 0;
      const uint64_t idle = ear.on && nothing ? 60'000 : kit().idle();
      clock.now += std::min<uint64_t>(std::max<uint64_t>(idle, 1), end - clock.now);
    }
  } catch (const PowerLost&) {
    power_off();
    throw;
  }
  if (battery.reset_wanted) power_on(StartCause::kReset);
}

ByteVector SimulatedKit::line(const ByteVector& bytes) {
  cable.in.insert(cable.in.end(), bytes.begin(), bytes.end());
  cable.out.clear();
  advance(0);
  return std::move(cable.out);
}

std::optional<Reply> SimulatedKit::ask(SmpOp op, uint16_t group, uint8_t command,
                                       const ByteVector& map, uint8_t version) {
  SmpHeader header;
  header.version = version;
  header.op = op;
  header.group = group;
  header.command = command;
  header.sequence = ++sequence_;
  header.length = static_cast<uint16_t>(map.size());
  ByteVector message(kSmpHeaderBytes + map.size());
  encode(header, message.data());
  std::copy(map.begin(), map.end(), message.begin() + kSmpHeaderBytes);
  ByteVector lines;
  SmpLineEncoder encoder(message.data(), message.size());
  uint8_t one[kSmpLineBytes];
  while (const size_t size = encoder.next(one)) lines.insert(lines.end(), one, one + size);

  ByteVector buffer(8192);
  SmpLineDecoder decoder(buffer.data(), buffer.size());
  for (const uint8_t byte : line(lines)) {
    if (!decoder.feed(byte)) continue;
    Reply reply;
    if (!decode(decoder.message(), decoder.size(), &reply.header)) continue;
    reply.map.assign(decoder.message() + kSmpHeaderBytes, decoder.message() + decoder.size());
    return reply;
  }
  return std::nullopt;
}

Reply SimulatedKit::read(uint16_t group, uint8_t command, Request& map) {
  return ask(SmpOp::kRead, group, command, map.finish()).value_or(Reply());
}
Reply SimulatedKit::read(uint16_t group, uint8_t command) {
  Request empty;
  return read(group, command, empty);
}
Reply SimulatedKit::write(uint16_t group, uint8_t command, Request& map) {
  return ask(SmpOp::kWrite, group, command, map.finish()).value_or(Reply());
}

}  // namespace satchel::simulated
