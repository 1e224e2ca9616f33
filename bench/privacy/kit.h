#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "firmware/agent/telemetry/fakes.h"
#include "firmware/agent/telemetry/learning_plane.h"
#include "firmware/crypto/sodium_hash.h"
#include "firmware/hal/memory_flash.h"
#include "link/sign/sealing_key.h"

namespace satchel {

// libsodium's sealed boxes, as a kit has them.
class SealedBox final : public Sealer {
 public:
  SealStatus seal(const std::uint8_t key[kBoxKeyBytes], ByteView message,
                  std::uint8_t* out) override;
};

// One kit of a fleet: its learning plane, and beside it what the kit must never say.
class PrivacyKit {
 public:
  PrivacyKit(std::uint64_t seed, const SealingPublic& service, std::uint32_t milli_epsilon);

  // A day of use and five hours of running. The sealed report of that day.
  std::vector<std::uint8_t> live(std::uint64_t day);
  // The day's answers before noise.
  std::array<std::int32_t, kMostAnswers> truth(LearningQuestion question) const;

 private:
  void use();
  void take(const std::vector<std::uint8_t>& report);

  alignas(16) std::array<std::uint8_t, 4096> memory_;
  MemoryFlash flash_;
  fakes::SeededEntropy entropy_;
  fakes::SetClock clock_;
  fakes::SeenSigns signs_;
  SealedBox box_;
  SodiumHash hash_;
  RecordLog log_;
  KitTime time_;
  LearningPlane plane_;
  DayCounters today_;
  std::mt19937 habits_;
  std::uint32_t liveliness_;  // inferences on a busy day
  std::int32_t favourite_;    // label
  std::int32_t loudness_;     // of the room
};

inline constexpr FeatureStatistics kBenchCard = {-20 * 256, 30 * 256};
inline constexpr std::uint8_t kBenchPackage[kSha256Bytes] = {1, 2, 3};

}  // namespace satchel
