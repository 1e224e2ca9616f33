#include "link/client/bench_owner.h"

#include <algorithm>
#include <ctime>

#include "base/hash.h"
#include "core/package/view.h"
#include "link/client/installation.h"
#include "link/sign/bytes.h"
#include "link/sign/envelope.h"
#include "link/sign/uuid5.h"
#include "wire/cbor/map.h"

namespace satchel {
namespace {

constexpr uint32_t kImage = 1;
constexpr const char* kDeviceClass = "bench";

// The name on the package's card, which the envelope has to have.
std::string lesson_in(std::span<const uint8_t> package) {
  PackageView view;
  ByteView name;
  if (PackageView::open(package.data(), package.size(), &view).ok()) {
    const Bytes card = view.section(Section::kCard);
    const CborMap map(card.data, card.size);
    if (map.valid() && map.get_text("name", &name) && is_lesson_name(name)) {
      return {reinterpret_cast<const char*>(name.data), name.size};
    }
  }
  throw Error(Exit::kRefused, "the package has no card with a lesson's name",
              "Compile it again: satchel compile.");
}

}  // namespace

BenchOwner::BenchOwner(SmpClient& client, Press press)
    : client_(client), press_(std::move(press)) {}

bool BenchOwner::runs(std::span<const uint8_t> digest) {
  return std::ranges::any_of(client_.image_state(), [&](const ImageSlot& slot) {
    return slot.image == kImage && slot.active && slot.confirmed &&
           std::ranges::equal(slot.hash, digest);
  });
}

// Ours, and empty or with just this lesson.
void BenchOwner::take_over(const std::string& lesson) {
  Kit kit(client_);
  const Ed25519Public mine = key_.public_key().ed25519();
  const KitStatus status = kit.status();
  if (status.provisioned) {
    if (status.class_id != class_id(kDeviceClass)) {
      throw Error(Exit::kRefused, "this board is a kit that belongs to somebody",
                  "Use another board or flash file, or bring the package to that kit: satchel kit "
                  "install.");
    }
    const std::vector<KitLesson> lessons = kit.lessons();
    const bool fits = lessons.empty() || lessons.front().name == lesson;
    if (status.publisher == mine && fits) return;
    kit.erase({.all = true}, press_());
    sequence_ = 0;
  }
  kit.provision(mine, class_id(kDeviceClass), static_cast<uint64_t>(std::time(nullptr)), press_());
}

uint64_t BenchOwner::install(std::span<const uint8_t> package,
                             const std::function<void(uint64_t, uint64_t)>& progress) {
  const auto digest = sha256(package);
  if (runs(digest)) return 0;
  const std::string lesson = lesson_in(package);
  take_over(lesson);

  ModelUpdate update;
  update.lesson = view_of(lesson.c_str());
  update.sequence = ++sequence_;
  update.size = static_cast<uint32_t>(package.size());
  std::copy_n(kVendorId, kUuidBytes, update.vendor_id);
  std::ranges::copy(class_id(kDeviceClass), update.class_id);
  std::ranges::copy(digest, update.digest);
  const ByteVector envelope = seal(update, key_);

  Kit kit(client_);
  InstallOptions options;
  options.now = static_cast<uint64_t>(std::time(nullptr));
  options.ask_every = std::chrono::milliseconds(20);
  options.progress = [&](InstallStage stage, uint64_t done, uint64_t total) {
    if (stage == InstallStage::kTransfer && progress) progress(done, total);
  };
  const Installed installed = satchel::install(kit, envelope, package, options);
  return installed.transferred ? package.size() : 0;
}

}  // namespace satchel
