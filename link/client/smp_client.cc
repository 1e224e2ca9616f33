#include "link/client/smp_client.h"

#include <fmt/format.h>

#include <array>
#include <random>

#include "core/package/status.h"
#include "core/package/view.h"
#include "link/client/refusal.h"

namespace satchel {
namespace {

using Clock = std::chrono::steady_clock;

constexpr uint8_t kMostKeys = 23;  // that fit the head's own byte (RFC 8949, section 3)

// What a package's validation found, where the error tells more than its number.
std::string detail_text(const CborMap& map) {
  uint32_t number = 0;
  if (map.get("kernel", &number)) return fmt::format(": {}", kernel_name(number));
  if (!map.get("finding", &number) || number > UINT8_MAX) return "";
  return fmt::format(": {}", status_text(static_cast<Status>(number)));
}

std::string text_of(ByteView view) {
  return std::string(reinterpret_cast<const char*>(view.data), view.size);
}

[[noreturn]] void unexpected(const char* key) {
  throw Error(Exit::kUnavailable, fmt::format("the device's answer has no \"{}\"", key),
              "It speaks another version of the protocol.");
}

}  // namespace

uint64_t SmpAnswer::number(const char* key) const {
  uint64_t value = 0;
  if (!map().get(key, &value)) unexpected(key);
  return value;
}

int64_t SmpAnswer::integer(const char* key) const {
  int64_t value = 0;
  if (!map().get_integer(key, &value)) unexpected(key);
  return value;
}

bool SmpAnswer::flag(const char* key) const {
  bool value = false;
  if (!map().get(key, &value)) unexpected(key);
  return value;
}

std::string SmpAnswer::text(const char* key) const {
  ByteView value;
  if (!map().get_text(key, &value)) unexpected(key);
  return text_of(value);
}

std::vector<uint8_t> SmpAnswer::bytes(const char* key) const {
  ByteView value;
  if (!map().get_bytes(key, &value)) unexpected(key);
  return std::vector<uint8_t>(value.data, value.data + value.size);
}

std::vector<uint64_t> SmpAnswer::numbers(const char* key) const {
  CborReader reader(nullptr, 0);
  CborContainer array;
  if (!map().find(key, &reader) || !reader.enter_array(&array)) unexpected(key);
  std::vector<uint64_t> values;
  uint64_t value = 0;
  while (reader.next(&array) && reader.read_unsigned(&value)) values.push_back(value);
  return values;
}

void SmpAnswer::each(const char* key, const std::function<void(const CborMap&)>& take) const {
  CborReader reader(nullptr, 0);
  CborContainer array;
  if (!map().find(key, &reader) || !reader.enter_array(&array)) unexpected(key);
  while (reader.next(&array)) {
    const uint8_t* start = reader.position();
    if (!reader.skip()) return;
    take(CborMap(start, static_cast<size_t>(reader.position() - start)));
  }
}

void SmpRequest::write_key(const char* key) {
  writer_.write_text(key);
  ++keys_;
}

SmpRequest& SmpRequest::add(const char* key, uint64_t value) {
  write_key(key);
  writer_.write_unsigned(value);
  return *this;
}

SmpRequest& SmpRequest::add_text(const char* key, const std::string& value) {
  write_key(key);
  writer_.write_text(ByteView{reinterpret_cast<const uint8_t*>(value.data()), value.size()});
  return *this;
}

SmpRequest& SmpRequest::add_bytes(const char* key, std::span<const uint8_t> value) {
  write_key(key);
  writer_.write_bytes(value.data(), value.size());
  return *this;
}

SmpRequest& SmpRequest::add_flag(const char* key, bool value) {
  write_key(key);
  writer_.write_bool(value);
  return *this;
}

std::span<const uint8_t> SmpRequest::finish() {
  buffer_[0] |= keys_;
  if (!writer_.ok() || keys_ > kMostKeys)
    throw Error(Exit::kUnusable, "the request does not fit one message");
  return {writer_.data(), writer_.size()};
}

SmpClient::SmpClient(Port& port, const SmpOptions& options)
    : port_(&port),
      options_(options),
      sequence_(options.first_sequence ? *options.first_sequence
                                       : static_cast<uint8_t>(std::random_device()())),
      packet_(kLargestSmpPacket),
      decoder_(packet_.data(), packet_.size()) {}

void SmpClient::use(Port& port) {
  port_ = &port;
  decoder_.reset();
}

void SmpClient::send(const std::vector<uint8_t>& message) {
  std::vector<uint8_t> lines;
  SmpLineEncoder encoder(message.data(), message.size());
  std::array<uint8_t, kSmpLineBytes> line;
  while (const size_t size = encoder.next(line.data())) {
    lines.insert(lines.end(), line.begin(), line.begin() + static_cast<ptrdiff_t>(size));
  }
  port_->write(lines);
}

// Reads until the answer to `expected` is there or the time is up. Anything else is passed over:
// late answers to what was asked before, console text.
bool SmpClient::receive(const SmpHeader& expected, Clock::time_point until,
                        std::vector<uint8_t>* map) {
  std::array<uint8_t, 512> bytes;
  for (Clock::time_point now = Clock::now(); now < until; now = Clock::now()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - now);
    const size_t count = port_->read(bytes, left + std::chrono::milliseconds(1));
    bool found = false;
    for (size_t i = 0; i < count; ++i) {
      if (!decoder_.feed(bytes[i])) continue;
      SmpHeader header;
      if (!decode(decoder_.message(), decoder_.size(), &header)) continue;
      if (header.op != response_to(expected.op) || header.sequence != expected.sequence ||
          header.group != expected.group || header.command != expected.command) {
        continue;
      }
      const uint8_t* at = decoder_.message() + kSmpHeaderBytes;
      map->assign(at, at + header.length);
      found = true;
    }
    if (found) return true;
  }
  return false;
}

SmpAnswer SmpClient::check(std::vector<uint8_t> bytes, uint16_t group) const {
  SmpAnswer answer(std::move(bytes));
  const CborMap map = answer.map();
  if (!map.valid()) throw Error(Exit::kUnavailable, "the device's answer is no CBOR map");
  uint64_t code = 0;
  std::optional<uint16_t> error_group;
  CborReader nested(nullptr, 0);
  if (map.find("err", &nested)) {
    const uint8_t* start = nested.position();
    nested.skip();
    const CborMap error(start, static_cast<size_t>(nested.position() - start));
    uint64_t number = group;
    error.get("group", &number);
    error.get("rc", &code);
    error_group = static_cast<uint16_t>(number);
  } else {
    map.get("rc", &code);
  }
  if (code == 0) return answer;
  ByteView reason;
  std::string message =
      map.get_text("rsn", &reason) ? text_of(reason) : refusal_text(error_group, code);
  message += detail_text(map);
  uint64_t need = 0;
  uint64_t have = 0;
  if (map.get("need", &need) && map.get("have", &have)) {
    message += ": " + limit_text(error_group, code, need, have);
  }
  throw SmpError(fmt::format("{} refused: {}", port_->name(), message),
                 refusal_hint(error_group, code), error_group, static_cast<uint32_t>(code));
}

SmpAnswer SmpClient::request(SmpOp op, uint16_t group, uint8_t command,
                             std::span<const uint8_t> map,
                             std::chrono::milliseconds give_up_after) {
  SmpHeader header;
  header.op = op;
  header.group = group;
  header.command = command;
  header.sequence = sequence_++;
  header.length = static_cast<uint16_t>(map.size());
  std::vector<uint8_t> message(kSmpHeaderBytes + map.size());
  encode(header, message.data());
  std::copy(map.begin(), map.end(), message.begin() + kSmpHeaderBytes);

  if (give_up_after.count() == 0) give_up_after = options_.give_up_after;
  const Clock::time_point end = Clock::now() + give_up_after;
  std::chrono::milliseconds wait = options_.resend_after;
  for (int attempt = 0; Clock::now() < end; ++attempt) {
    if (attempt != 0) resent_ += message.size();
    send(message);
    std::vector<uint8_t> answer;
    if (receive(header, std::min(end, Clock::now() + wait), &answer)) {
      return check(std::move(answer), group);
    }
    if (attempt < 2) wait *= 2;
  }
  throw Error(
      Exit::kUnavailable,
      fmt::format("{} does not answer (nothing for {} s)", port_->name(),
                  give_up_after.count() / 1000.0),
      "Is it powered, is this its port, and does a program that speaks SMP run on it? Reset it and "
      "try again.");
}

}  // namespace satchel
