#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "firmware/agent/agent.h"
#include "firmware/boards/simulated/flash.h"
#include "firmware/crypto/sodium_ed25519.h"
#include "firmware/crypto/sodium_hash.h"
#include "firmware/crypto/sodium_sealer.h"

namespace satchel::simulated {

using ByteVector = std::vector<uint8_t>;

// What is the same for all kits of a kind.
struct KitModel {
  FlashGeometry flash = {256 * 1024, 4096, 4};
  FlashPlan plan = {{0, 16 * 1024, 2}, {32 * 1024, 24 * 1024, 2}, {128 * 1024, 16 * 1024, 4}};
  Target target = Target::kHost;
  std::string version = "0.1.0";
  size_t workspace_bytes = 64 * 1024;
  size_t packet_bytes = 1024;
  size_t audio_samples = 16'000;  // of the newest sound; 0 keeps none
  bool has_sensor = true;
};

// The ports of a simulated kit: lawful, and driven by whoever made it.
class VirtualClock final : public Clock {
 public:
  uint64_t milliseconds() const override { return now; }
  uint64_t now = 0;  // since the kit's start
};

// SplitMix64 (Steele, Lea, Flood 2014), seeded: one seed is one run.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(uint64_t seed) : state_(seed) {}
  bool fill(uint8_t* out, size_t size) override;
  bool broken = false;

 private:
  uint64_t state_;
};

class Finger final : public Button {
 public:
  bool pressed() override {
    if (presses == 0) return false;
    --presses;
    return true;
  }
  uint32_t presses = 0;
};

// What can be seen at a kit, in order.
class SeenSigns final : public Feedback {
 public:
  void show(Sign sign, bool on) override;
  void decided(uint32_t label, uint8_t) override { labels.push_back(label); }
  bool on[4] = {};
  std::vector<std::pair<Sign, bool>> shown;
  std::vector<uint32_t> labels;
};

class Battery final : public Power {
 public:
  void reset() override { reset_wanted = true; }
  StartCause cause() const override { return last_cause; }
  uint32_t battery() const override { return charge; }
  uint32_t charge = kBatteryEndless;
  StartCause last_cause = StartCause::kPowerOn;
  bool reset_wanted = false;
};

// Hears what was put into it, when the kit listens.
class Ear final : public Sensor {
 public:
  uint32_t samples_per_second() const override { return 16'000; }
  uint32_t buffered() const override { return UINT32_MAX; }
  bool start() override;
  void stop() override { on = false; }
  State read(int16_t* out, size_t capacity, size_t* taken) override;
  std::function<void()> before_start;  // what a test wants to look at first
  bool on = false;
  bool broken = false;
  bool overrun = false;
  std::deque<int16_t> waiting;
};

class Cable final : public Link {
 public:
  size_t read(uint8_t* out, size_t capacity) override;
  void write(const uint8_t* bytes, size_t size) override {
    out.insert(out.end(), bytes, bytes + size);
  }
  bool wait() override { return true; }
  std::deque<uint8_t> in;
  ByteVector out;
};

// A message as it came back.
struct Reply {
  SmpHeader header;
  ByteVector map;

  CborMap view() const { return CborMap(map.data(), map.size()); }
  std::optional<uint64_t> number(const char* key) const;
  std::optional<bool> flag(const char* key) const;
  std::string text(const char* key) const;
  ByteVector bytes(const char* key) const;
  // SMP's own result, and a group's error; 0 for none.
  uint64_t rc() const { return number("rc").value_or(0); }
  uint64_t error() const;
  bool ok() const { return rc() == 0 && error() == 0; }
};

// A request's map.
class Request {
 public:
  Request() : buffer_(8192), writer_(buffer_.data(), buffer_.size()) { writer_.begin_map(); }
  Request& add(const char* key, uint64_t value);
  Request& add(const char* key, const ByteVector& value);
  Request& add_text(const char* key, const std::string& value);
  Request& add_flag(const char* key, bool value);
  ByteVector finish();

 private:
  ByteVector buffer_;
  CborWriter writer_;
};

// A whole kit in this process, in virtual time: the agent of every board, over ports that obey
// their laws. Its flash outlives its power.
class SimulatedKit {
 public:
  SimulatedKit(const KitModel& model, uint64_t seed);

  // As somebody switches it on, with a fresh RAM. False when the agent can keep nothing. Throws
  // PowerLost where a cut was armed; so does everything below.
  bool power_on(StartCause cause = StartCause::kPowerOn);
  void power_off() { agent_.reset(); }
  bool powered() const { return agent_ != nullptr; }

  // Lets the kit run for so long: everything that is due in between happens.
  void advance(uint64_t milliseconds);

  // One message over the cable and its answer; nothing where the kit is silent.
  std::optional<Reply> ask(SmpOp op, uint16_t group, uint8_t command, const ByteVector& map,
                           uint8_t version = kSmpVersion2);
  Reply read(uint16_t group, uint8_t command, Request& map);
  Reply write(uint16_t group, uint8_t command, Request& map);
  Reply read(uint16_t group, uint8_t command);  // with an empty map
  // Raw bytes on the line, and what comes back.
  ByteVector line(const ByteVector& bytes);

  Agent& agent() { return *agent_; }
  KitLogic& kit() { return agent_->kit; }

  Flash flash;
  VirtualClock clock;
  SeededEntropy entropy;
  Finger finger;
  SeenSigns signs;
  Battery battery;
  Ear ear;
  Cable cable;

 private:
  KitModel model_;
  SodiumHash hash_;
  SodiumEd25519 ed25519_;
  SodiumSealer sealer_;
  std::vector<uint8_t> workspace_;
  ByteVector request_;
  ByteVector answer_;
  uint8_t unit_[kMaxProgramUnit];
  uint8_t sample_unit_[kMaxProgramUnit];
  std::vector<int16_t> audio_;
  uint8_t sequence_ = 0;
  std::unique_ptr<Agent> agent_;
};

}  // namespace satchel::simulated
