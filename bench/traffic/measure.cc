#include "bench/traffic/measure.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <functional>
#include <thread>

#include "base/file.h"
#include "base/hash.h"
#include "core/package/view.h"
#include "link/board/running_board.h"
#include "link/client/installation.h"
#include "link/sign/bytes.h"
#include "link/sign/envelope.h"
#include "link/sign/orders.h"
#include "link/sign/sealing_key.h"
#include "link/sign/uuid5.h"
#include "wire/cbor/map.h"

namespace satchel {
namespace {

using std::chrono::milliseconds;

constexpr const char* kDeviceClass = "bench";
constexpr const char* kKitProgram = "kit";
// A day of a kit whose clock runs ahead takes seconds, on a busy machine more.
constexpr auto kMostOfADay = std::chrono::seconds(300);
constexpr auto kBetweenLooks = milliseconds(200);
// Nothing gets lost on this line, and a busy machine's delay is no reason to send anything twice.
constexpr SmpOptions kPatient = {std::chrono::seconds(60), std::chrono::seconds(180)};
constexpr auto kQuiet = milliseconds(500);
constexpr uint64_t kSecondsADay = 86'400;

uint64_t seconds_now() {
  return static_cast<uint64_t>(std::time(nullptr));
}

std::string lesson_in(std::span<const uint8_t> package) {
  PackageView view;
  ByteView name;
  if (PackageView::open(package.data(), package.size(), &view).ok()) {
    const Bytes card = view.section(Section::kCard);
    if (CborMap(card.data, card.size).get_text("name", &name)) {
      return {reinterpret_cast<const char*>(name.data), name.size};
    }
  }
  throw Error(Exit::kRefused, "the package has no card with a lesson's name",
              "Compile it again: satchel compile.");
}

// The board, its counted line and a kit at its end.
class CountedKit {
 public:
  CountedKit(const BoardProfile& profile, const std::filesystem::path& flash)
      : board_(profile, kKitProgram, flash),
        port_(counting_port(board_.connect(), traffic_)),
        client_(*port_, kPatient),
        kit_(client_) {
    await_start();
  }

  Kit& kit() { return kit_; }
  Hand& hand() { return board_.hand(); }

  // What was said since the last call.
  TrafficPart part(const std::string& name) {
    const LineTraffic before = seen_;
    seen_ = traffic_;
    return {name, {seen_.sent - before.sent, seen_.received - before.received}};
  }

 private:
  // Uncounted: while a board starts, requests are lost and sent again.
  void await_start() {
    SmpClient starting(*port_);
    Kit(starting).status();
    std::array<uint8_t, 256> late;
    while (port_->read(late, kQuiet) != 0) {
    }
    seen_ = traffic_;
  }

  LineTraffic traffic_, seen_;
  RunningBoard board_;
  std::unique_ptr<Port> port_;
  SmpClient client_;
  Kit kit_;
};

// Owner of the kit, service of its reports.
class Publisher {
 public:
  void provision(CountedKit& kit) {
    kit.hand().press();
    kit.kit().provision(key_.public_key().ed25519(), class_id(kDeviceClass), seconds_now(), {});
  }

  ByteVector envelope(const std::string& lesson, std::span<const uint8_t> package) {
    ModelUpdate update;
    update.lesson = view_of(lesson.c_str());
    update.sequence = 1;
    update.size = static_cast<uint32_t>(package.size());
    std::copy_n(kVendorId, kUuidBytes, update.vendor_id);
    std::ranges::copy(class_id(kDeviceClass), update.class_id);
    std::ranges::copy(sha256(package), update.digest);
    return seal(update, key_);
  }

  // Both reports on.
  ByteVector order() {
    Settings settings;
    settings.telemetry = TelemetryLevel::kLearning;
    settings.milli_epsilon = 500;
    settings.ledger_cap = kMostLedgerMilliEpsilon;
    settings.term = 1;
    settings.has_service_key = true;
    std::ranges::copy(service_.public_key(), settings.service_key);
    return make_settings_order(settings, {}, 1, key_);
  }

 private:
  SecretKey key_ = SecretKey::generate();
  SealingKey service_ = SealingKey::generate();
};

const char* name_of(InstallStage stage) {
  switch (stage) {
    case InstallStage::kEnvelope:
      return "time, envelope";
    case InstallStage::kTransfer:
      return "transfer, begin of the trial";
    case InstallStage::kTrial:
      return "trial, confirmation";
    case InstallStage::kConfirmed:
      break;
  }
  return "";
}

// As `satchel kit install` does it.
void update(CountedKit& kit, std::span<const uint8_t> envelope, std::span<const uint8_t> package,
            TrafficReport* report) {
  InstallStage stage = InstallStage::kEnvelope;
  InstallOptions options;
  options.now = seconds_now();
  options.progress = [&](InstallStage reached, uint64_t, uint64_t) {
    if (reached == InstallStage::kTrial) ++report->questions;
    if (reached == stage) return;
    report->update.push_back(kit.part(name_of(stage)));
    stage = reached;
  };
  kit.kit().status();
  install(kit.kit(), envelope, package, options);
}

// Until the kit has made the day's report. Nobody has to listen for it, so that it sleeps.
void let_a_day_pass(BoardProfile profile, const std::filesystem::path& flash) {
  profile.command.insert(profile.command.end(), profile.counting.begin(), profile.counting.end());
  CountedKit kit(profile, flash);
  kit.kit().listen(0);
  kit.kit().set_time(seconds_now() + kSecondsADay);
  const auto end = std::chrono::steady_clock::now() + kMostOfADay;
  std::string why;
  while (kit.kit().learning(&why).empty()) {
    if (std::chrono::steady_clock::now() >= end) {
      throw Error(Exit::kUnavailable, "the kit has no learning report after its day: " + why);
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

void fetch(CountedKit& kit, TrafficReport* report) {
  report->health_bytes = kit.kit().health().size();
  report->day.push_back(kit.part("health report"));
  std::string why;
  const std::vector<uint8_t> sealed = kit.kit().learning(&why);
  report->learning_bytes = sealed.size();
  kit.kit().learning_taken(sealed);
  report->day.push_back(kit.part("learning report, taken"));
}

}  // namespace

LineTraffic sum_of(const std::vector<TrafficPart>& parts) {
  LineTraffic sum;
  for (const TrafficPart& part : parts) {
    sum.sent += part.line.sent;
    sum.received += part.line.received;
  }
  return sum;
}

TrafficReport measure_traffic(const BoardProfile& board, std::span<const uint8_t> package) {
  const TemporaryFolder folder;
  const std::filesystem::path flash = folder.path() / "flash";
  Publisher publisher;
  const ByteVector envelope = publisher.envelope(lesson_in(package), package);
  TrafficReport report;
  report.package_bytes = package.size();
  report.envelope_bytes = envelope.size();
  {
    CountedKit kit(board, flash);
    publisher.provision(kit);
    kit.part("provisioning");
    update(kit, envelope, package, &report);
    kit.kit().send_order(publisher.order());
  }
  let_a_day_pass(board, flash);
  CountedKit kit(board, flash);
  fetch(kit, &report);
  return report;
}

}  // namespace satchel
