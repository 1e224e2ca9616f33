#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "link/port/port.h"
#include "wire/cbor/map.h"
#include "wire/cbor/writer.h"
#include "wire/smp/message.h"
#include "wire/smp/serial.h"

namespace satchel {

// What a device answered instead of success. A group's own error (SMP version 2) has a group; SMP's
// own has none.
class SmpError : public Error {
 public:
  SmpError(const std::string& message, const std::string& hint, std::optional<uint16_t> group,
           uint32_t code)
      : Error(Exit::kRefused, message, hint), group_(group), code_(code) {}

  std::optional<uint16_t> group() const { return group_; }
  uint32_t code() const { return code_; }

 private:
  std::optional<uint16_t> group_;
  uint32_t code_;
};

// A response's map, with its bytes.
class SmpAnswer {
 public:
  explicit SmpAnswer(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {}
  CborMap map() const { return CborMap(bytes_.data(), bytes_.size()); }

  // The value of a key that must be there. Throws Exit::kUnavailable: the device speaks otherwise.
  uint64_t number(const char* key) const;
  int64_t integer(const char* key) const;
  bool flag(const char* key) const;
  std::string text(const char* key) const;
  std::vector<uint8_t> bytes(const char* key) const;
  // An array that must be there, of numbers or of maps; it ends at the first item that is not one.
  std::vector<uint64_t> numbers(const char* key) const;
  void each(const char* key, const std::function<void(const CborMap&)>& take) const;

 private:
  std::vector<uint8_t> bytes_;
};

// Builds a request's map: of definite length, as other clients send it, with at most 23 keys.
class SmpRequest {
 public:
  explicit SmpRequest(size_t capacity = 4096)
      : buffer_(capacity), writer_(buffer_.data(), capacity) {
    writer_.begin_map(0);  // a head of one byte, which finish() gives its count
  }
  SmpRequest(const SmpRequest&) = delete;
  SmpRequest& operator=(const SmpRequest&) = delete;

  SmpRequest& add(const char* key, uint64_t value);
  SmpRequest& add_text(const char* key, const std::string& value);
  SmpRequest& add_bytes(const char* key, std::span<const uint8_t> value);
  SmpRequest& add_flag(const char* key, bool value);
  std::span<const uint8_t> finish();

 private:
  void write_key(const char* key);

  std::vector<uint8_t> buffer_;
  CborWriter writer_;
  uint8_t keys_ = 0;
};

// The longest packet that the length field of a serial line allows.
inline constexpr size_t kLargestSmpPacket = 65535;

struct SmpOptions {
  // A request is sent again when nothing came for this long, then for twice as long, up to four
  // times.
  std::chrono::milliseconds resend_after{1500};
  // After this long without an answer the device counts as gone.
  std::chrono::milliseconds give_up_after{12000};
  // The most bytes of data in one message of an upload, 0 for as many as the device takes: for
  // lines that lose what comes in long bursts.
  size_t most_data = 0;
  // Of the first request. Empty: a random one, so that a late answer to a program that asked before
  // is hardly ever taken for ours.
  std::optional<uint8_t> first_sequence = {};
};

struct ImageSlot {
  uint32_t image = 0;
  uint32_t slot = 0;
  std::string version;
  std::vector<uint8_t> hash;
  bool active = false;
  bool confirmed = false;
  bool pending = false;
};

// A client of MCUmgr's Simple Management Protocol over a serial line (shared with any server that
// speaks it: our agent, Zephyr, MCUboot's recovery). Lost, doubled and damaged bytes cost time,
// never truth: an answer counts only with its CRC and its request's sequence number, and a request
// is sent again until it is answered. Every function throws Exit::kUnavailable when the device
// stays silent, SmpError when it refuses.
class SmpClient {
 public:
  // The port is borrowed.
  explicit SmpClient(Port& port, const SmpOptions& options = {});

  // One request. `give_up_after` zero: the options'.
  SmpAnswer request(SmpOp op, uint16_t group, uint8_t command, std::span<const uint8_t> map,
                    std::chrono::milliseconds give_up_after = {});

  std::string echo(const std::string& text);
  // The largest message that the device takes, from its parameters; one line when it has none to
  // tell.
  size_t message_limit();
  // `format`: the letters of the OS group's info, "a" for all; empty for the device's default.
  std::string info(const std::string& format);
  void reset();
  std::vector<uint16_t> groups();

  std::vector<ImageSlot> image_state();
  // Tries the package with this digest; then makes what is on trial stay. Both answer with the
  // state after it. Without a hash the running image is meant, as MCUmgr has it.
  std::vector<ImageSlot> test_image(std::span<const uint8_t> hash);
  std::vector<ImageSlot> confirm_image(std::span<const uint8_t> hash = {});
  void erase(uint32_t image, uint32_t slot);

  // Settings that are numbers of four bytes, little-endian.
  uint32_t read_setting(const std::string& name);
  void write_setting(const std::string& name, uint32_t value);
  void delete_setting(const std::string& name);

  // Sends `package` to `image` from where the device wants it: an upload that was broken off goes
  // on. `progress` sees the bytes that the device has. Throws Exit::kRefused when the digest does
  // not match what arrived.
  void upload(uint32_t image, std::span<const uint8_t> package,
              const std::function<void(uint64_t, uint64_t)>& progress = {});

  std::string port_name() const { return port_->name(); }

  // Bytes of data that were sent again or thrown away: what a bad line cost.
  uint64_t resent() const { return resent_; }

  // Replaces the line after it was lost; what is under way on the device goes on.
  void use(Port& port);

 private:
  void send(const std::vector<uint8_t>& message);
  bool receive(const SmpHeader& expected, std::chrono::steady_clock::time_point until,
               std::vector<uint8_t>* map);
  SmpAnswer check(std::vector<uint8_t> map, uint16_t group) const;

  Port* port_;
  SmpOptions options_;
  uint8_t sequence_;
  size_t message_limit_ = 0;
  uint64_t resent_ = 0;
  std::vector<uint8_t> packet_;
  SmpLineDecoder decoder_;
};

}  // namespace satchel
