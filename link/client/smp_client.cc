#include "link/client/smp_client.h"

#include <fmt/format.h>

#include <array>

#include "wire/smp/satchel_groups.h"

namespace satchel {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kLargestPacket = 65535;
constexpr size_t kOneLineMessage = kSmpLineRawBytes - kSmpPacketOverhead;

std::string text_of(ByteView view) {
  return std::string(reinterpret_cast<const char*>(view.data), view.size);
}

// SMP's own results in words.
const char* result_text(uint64_t code) {
  constexpr std::array<const char*, 14> kTexts = {
      "no error",      "unknown error", "out of memory",    "invalid value",   "timeout",
      "no such entry", "bad state",     "answer too large", "not supported",   "corrupt",
      "busy",          "access denied", "protocol too old", "protocol too new"};
  return code < kTexts.size() ? kTexts[code] : "an error of the application";
}

// What a person can do about an error of the image group.
const char* hint_for(std::optional<uint16_t> group, uint64_t code) {
  if (group != smp_group::kImage) return "";
  switch (code) {
    case smp_image_error::kTooLarge:
    case smp_image_error::kArenaTooSmall:
      return "Train a smaller network ([model] in lesson.toml), or take a board with more memory.";
    case smp_image_error::kOtherTarget:
      return "Compile it for this board's target: satchel compile SOURCE --target T -o FILE";
    case smp_image_error::kNewerFormat:
    case smp_image_error::kKernelNotLinked:
      return "The board's firmware is older than the package: bring it up to date.";
    case smp_image_error::kMalformedPackage:
    case smp_image_error::kBadMagic:
      return "The package is damaged or none: compile it anew.";
    case smp_image_error::kFlashWriteFailed:
      return "Try again; if that does not help, the flash is worn out.";
    default:
      return "";
  }
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

SmpRequest& SmpRequest::add(const char* key, uint64_t value) {
  writer_.write_text(key);
  writer_.write_unsigned(value);
  return *this;
}

SmpRequest& SmpRequest::add_text(const char* key, const std::string& value) {
  writer_.write_text(key);
  writer_.write_text(ByteView{reinterpret_cast<const uint8_t*>(value.data()), value.size()});
  return *this;
}

SmpRequest& SmpRequest::add_bytes(const char* key, std::span<const uint8_t> value) {
  writer_.write_text(key);
  writer_.write_bytes(value.data(), value.size());
  return *this;
}

SmpRequest& SmpRequest::add_flag(const char* key, bool value) {
  writer_.write_text(key);
  writer_.write_bool(value);
  return *this;
}

std::span<const uint8_t> SmpRequest::finish() {
  writer_.end();
  if (!writer_.ok()) throw Error(Exit::kUnusable, "the request does not fit one message");
  return {writer_.data(), writer_.size()};
}

SmpClient::SmpClient(Port& port, const SmpOptions& options)
    : port_(&port),
      options_(options),
      packet_(kLargestPacket),
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
  std::string message = map.get_text("rsn", &reason) ? text_of(reason)
                        : error_group ? fmt::format("error {} of group {}", code, *error_group)
                                      : std::string(result_text(code));
  uint64_t need = 0;
  uint64_t have = 0;
  if (map.get("need", &need) && map.get("have", &have)) {
    message += fmt::format(": it needs {} bytes, there are {}", need, have);
  }
  throw SmpError(fmt::format("{} refused: {}", port_->name(), message), hint_for(error_group, code),
                 error_group, static_cast<uint32_t>(code));
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

std::string SmpClient::echo(const std::string& text) {
  SmpRequest map(text.size() + 32);
  map.add_text("d", text);
  return request(SmpOp::kWrite, smp_group::kOs, smp_os::kEcho, map.finish()).text("r");
}

size_t SmpClient::message_limit() {
  if (message_limit_ != 0) return message_limit_;
  message_limit_ = kOneLineMessage;
  try {
    SmpRequest map;
    const uint64_t packet =
        request(SmpOp::kRead, smp_group::kOs, smp_os::kParameters, map.finish()).number("buf_size");
    if (packet > kSmpPacketOverhead + kOneLineMessage) {
      message_limit_ = std::min<size_t>(packet, kLargestPacket) - kSmpPacketOverhead;
    }
  } catch (const SmpError&) {
    // A server may leave the command out: one line always fits.
  }
  return message_limit_;
}

std::string SmpClient::info(const std::string& format) {
  SmpRequest map;
  map.add_text("format", format);
  return request(SmpOp::kRead, smp_group::kOs, smp_os::kInfo, map.finish()).text("output");
}

void SmpClient::reset() {
  SmpRequest map;
  request(SmpOp::kWrite, smp_group::kOs, smp_os::kReset, map.finish());
}

std::vector<ImageSlot> SmpClient::image_state() {
  SmpRequest map;
  const SmpAnswer answer =
      request(SmpOp::kRead, smp_group::kImage, smp_image::kState, map.finish());
  std::vector<ImageSlot> slots;
  CborReader reader(nullptr, 0);
  CborContainer images;
  if (!answer.map().find("images", &reader) || !reader.enter_array(&images)) unexpected("images");
  while (reader.next(&images)) {
    const uint8_t* start = reader.position();
    if (!reader.skip()) break;
    const CborMap entry(start, static_cast<size_t>(reader.position() - start));
    ImageSlot slot;
    ByteView view;
    entry.get("image", &slot.image);
    entry.get("slot", &slot.slot);
    if (entry.get_text("version", &view)) slot.version = text_of(view);
    if (entry.get_bytes("hash", &view)) slot.hash.assign(view.data, view.data + view.size);
    entry.get("active", &slot.active);
    entry.get("confirmed", &slot.confirmed);
    entry.get("pending", &slot.pending);
    slots.push_back(std::move(slot));
  }
  return slots;
}

void SmpClient::erase(uint32_t image, uint32_t slot) {
  SmpRequest map;
  map.add("image", image).add("slot", slot);
  request(SmpOp::kWrite, smp_group::kImage, smp_image::kErase, map.finish());
}

}  // namespace satchel
