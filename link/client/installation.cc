#include "link/client/installation.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/hash.h"
#include "link/client/refusal.h"
#include "link/sign/any_signature.h"
#include "link/sign/envelope.h"

namespace satchel {
namespace {

using Clock = std::chrono::steady_clock;

// As many windows in a row are asked of a trial (spec/smp.md).
constexpr uint64_t kHealthyWindows = 8;

std::string_view text_of(ByteView view) {
  return {reinterpret_cast<const char*>(view.data), view.size};
}

class Installation {
 public:
  Installation(Kit& kit, std::span<const uint8_t> package, const InstallOptions& options)
      : kit_(kit), package_(package), options_(options) {}

  Installed run(std::span<const uint8_t> envelope) {
    report(InstallStage::kEnvelope, 0, 1);
    compare(envelope);
    if (options_.now != 0) kit_.set_time(options_.now);
    const AcceptedEnvelope accepted = kit_.send_envelope(envelope);
    image_ = accepted.image;
    KitLesson lesson = kit_.lesson(image_);
    compare(lesson);
    if (accepted.transfer) {
      transfer(lesson.wanted);
      lesson = kit_.lesson(image_);
    }
    if (!is_confirmed(lesson)) {
      try_out(lesson);
      lesson = kit_.lesson(image_);
    }
    report(InstallStage::kConfirmed, 1, 1);
    result_.image = image_;
    result_.lesson = accepted.lesson;
    result_.sequence = lesson.sequence;
    result_.package = sha256(package_);
    return result_;
  }

 private:
  void report(InstallStage stage, uint64_t done, uint64_t total) const {
    if (options_.progress) options_.progress(stage, done, total);
  }

  // Before the envelope is sent: an accepted one costs its sequence number. What is wrong with the
  // envelope itself the kit says, which costs nothing.
  void compare(std::span<const uint8_t> envelope) const {
    ModelUpdate update;
    HostHash hash;
    if (open_update({envelope.data(), envelope.size()}, AnySignature(), hash, &update) !=
        SuitStatus::kOk) {
      return;
    }
    const std::string lesson(text_of(update.lesson));
    if (package_.size() != update.size) {
      throw Error(
          Exit::kRefused,
          fmt::format("the package has {} bytes, and the envelope of lesson {} names one of {}",
                      package_.size(), lesson, update.size),
          package_.size() < update.size ? "It was cut off on its way, or is another package."
                                        : "Give the package that was signed.");
    }
    if (!std::ranges::equal(update.digest, sha256(package_))) {
      throw Error(
          Exit::kRefused,
          fmt::format("the package is not the one that the envelope of lesson {} names", lesson),
          fmt::format("Its SHA-256 is {}, the envelope's {}. Give the package that was signed, or "
                      "sign this one.",
                      to_hex(sha256(package_)), to_hex(update.digest)));
    }
  }

  // Before any byte of it is sent.
  void compare(const KitLesson& lesson) const {
    if (!lesson.package || std::ranges::equal(*lesson.package, sha256(package_))) return;
    throw Error(
        Exit::kRefused,
        fmt::format("the package is not the one that the envelope of lesson {} names", lesson.name),
        refusal_hint(smp_kit::kGroup,
                     smp_kit::kUpdateErrors + static_cast<uint64_t>(UpdateStatus::kWrongDigest)));
  }

  static bool is_confirmed(const KitLesson& lesson) {
    return lesson.phase == UpdatePhase::kIdle && lesson.running && lesson.package == lesson.running;
  }

  // From the byte on that the kit wants next.
  void transfer(uint64_t begin) {
    report(InstallStage::kTransfer, begin, package_.size());
    kit_.client().upload(image_, package_, [this](uint64_t done, uint64_t total) {
      report(InstallStage::kTransfer, done, total);
    });
    result_.transferred = true;
  }

  [[noreturn]] void failed(const KitLesson& lesson) const {
    throw Error(Exit::kRefused,
                fmt::format("{} does not keep the package of lesson {}: {}",
                            kit_.client().port_name(), lesson.name, lesson.why),
                refusal_hint(smp_kit::kGroup,
                             smp_kit::kUpdateErrors + static_cast<uint64_t>(lesson.failure)));
  }

  void try_out(KitLesson lesson) {
    if (lesson.phase == UpdatePhase::kFailed) failed(lesson);
    const PackageDigest digest = sha256(package_);
    if (lesson.phase != UpdatePhase::kTrial) kit_.client().test_image(digest);
    result_.tried = true;
    const Clock::time_point end = Clock::now() + options_.trial;
    for (;;) {
      lesson = kit_.lesson(image_);
      if (lesson.phase == UpdatePhase::kFailed) failed(lesson);
      if (is_confirmed(lesson)) return;
      report(InstallStage::kTrial, std::min<uint64_t>(lesson.windows, kHealthyWindows),
             kHealthyWindows);
      if (lesson.healthy && confirm(digest)) return;
      if (Clock::now() >= end) overdue(lesson);
      std::this_thread::sleep_for(options_.ask_every);
    }
  }

  // False when the kit wants to see more of it.
  bool confirm(const PackageDigest& digest) {
    try {
      kit_.client().confirm_image(digest);
      return true;
    } catch (const SmpError& error) {
      constexpr uint64_t kTooEarly =
          smp_kit::kUpdateErrors + static_cast<uint64_t>(UpdateStatus::kHealthUnknown);
      if (error.group() != smp_group::kImage || error.code() != kTooEarly) throw;
      return false;
    }
  }

  [[noreturn]] void overdue(const KitLesson& lesson) const {
    throw Error(Exit::kUnavailable,
                fmt::format("{}: the trial of lesson {} has shown {} of {} good windows in {} s",
                            kit_.client().port_name(), lesson.name, lesson.windows, kHealthyWindows,
                            options_.trial.count() / 1000),
                "Let it hear something and repeat the command: it goes on where it is.");
  }

  Kit& kit_;
  std::span<const uint8_t> package_;
  const InstallOptions& options_;
  uint32_t image_ = 0;
  Installed result_;
};

}  // namespace

Installed install(Kit& kit, std::span<const uint8_t> envelope, std::span<const uint8_t> package,
                  const InstallOptions& options) {
  return Installation(kit, package, options).run(envelope);
}

}  // namespace satchel
