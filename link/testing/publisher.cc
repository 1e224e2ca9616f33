#include "link/testing/publisher.h"

#include <algorithm>
#include <ctime>

#include "base/hash.h"
#include "firmware/boards/simulated/tiny_package.h"
#include "link/sign/bytes.h"
#include "link/sign/envelope.h"
#include "link/sign/uuid5.h"

namespace satchel::testing_support {
namespace {

constexpr const char* kDeviceClass = "tests";

uint64_t seconds_now() {
  return static_cast<uint64_t>(std::time(nullptr));
}

}  // namespace

void Publisher::provision(SmpClient& client, Hand& hand) {
  Kit kit(client);
  hand.press();
  kit.provision(key_.public_key().ed25519(), class_id(kDeviceClass), seconds_now(), {});
}

Bytes Publisher::envelope(const std::string& lesson, const Bytes& package, uint64_t sequence,
                          const std::function<void(ModelUpdate*)>& change) {
  ModelUpdate update;
  update.lesson = view_of(lesson.c_str());
  update.sequence = sequence;
  update.size = static_cast<uint32_t>(package.size());
  std::copy_n(kVendorId, kUuidBytes, update.vendor_id);
  std::ranges::copy(class_id(kDeviceClass), update.class_id);
  std::ranges::copy(sha256(package), update.digest);
  if (change) change(&update);
  return seal(update, key_);
}

Installed Publisher::install(SmpClient& client, const std::string& lesson, const Bytes& package,
                             uint64_t sequence,
                             const std::function<void(uint64_t, uint64_t)>& progress) {
  Kit kit(client);
  InstallOptions options;
  options.now = seconds_now();
  options.ask_every = std::chrono::milliseconds(50);
  options.progress = [&](InstallStage stage, uint64_t done, uint64_t total) {
    if (stage == InstallStage::kTransfer && progress) progress(done, total);
  };
  return satchel::install(kit, envelope(lesson, package, sequence), package, options);
}

Bytes lesson_package(const std::string& lesson, Target target, uint32_t version, uint32_t size) {
  return simulated::tiny_package(lesson, version, size, target);
}

Bytes running_digest(SmpClient& client, uint32_t image) {
  for (const ImageSlot& slot : client.image_state()) {
    if (slot.image == image && slot.active) return slot.hash;
  }
  return {};
}

Bytes digest_of(const Bytes& bytes) {
  const auto digest = sha256(bytes);
  return {digest.begin(), digest.end()};
}

std::optional<BoardProfile> board_named(const std::string& name) {
  const auto known = known_boards();
  if (std::find(known.begin(), known.end(), name) == known.end()) return std::nullopt;
  return find_board(name);
}

Target target_of(const BoardProfile& profile) {
  if (profile.target == "m3") return Target::kM3;
  if (profile.target == "m4") return Target::kM4;
  return profile.target == "rv32" ? Target::kRv32 : Target::kHost;
}

}  // namespace satchel::testing_support
