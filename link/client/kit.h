#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "link/client/smp_client.h"
#include "wire/messages/update_status.h"
#include "wire/smp/satchel_groups.h"

namespace satchel {

using KitKey = std::array<uint8_t, 32>;      // Ed25519, public
using KitClassId = std::array<uint8_t, 16>;  // UUID
using PackageDigest = std::array<uint8_t, 32>;

// What a kit says of itself (spec/smp.md, group 64, status).
struct KitStatus {
  std::string board;
  std::string firmware;
  uint32_t places = 0;              // for lessons: images 1 … places
  uint32_t listening = 0;           // the image that listens, 0 none
  uint64_t time = 0;                // seconds since 1970, 0 when it knows none
  uint64_t running = 0;             // seconds, ever
  std::optional<uint32_t> battery;  // mWh; empty on a cable
  std::string trouble;              // in words, empty when there is none

  bool provisioned = false;
  // What follows only when it is.
  KitKey kit = {};
  KitKey publisher = {};
  KitClassId class_id = {};
  uint64_t settings = 0;   // sequence number of the order in force, 0 none
  uint32_t telemetry = 0;  // TelemetryLevel in force
  uint32_t term = 0;
  uint64_t spent = 0;    // of the term's privacy ledger, millionths of epsilon
  uint64_t reports = 0;  // learning reports made
};

// A lesson and its update.
struct KitLesson {
  uint32_t image = 0;
  std::string name;
  uint64_t sequence = 0;  // of the highest accepted envelope
  UpdatePhase phase = UpdatePhase::kIdle;
  UpdateStatus failure = UpdateStatus::kOk;
  std::string why;                       // the failure in words
  std::optional<PackageDigest> package;  // what the envelope names
  uint64_t size = 0;                     // of it, bytes
  uint64_t wanted = 0;                   // the next offset of its transfer
  std::optional<PackageDigest> running;  // what answers now
  uint32_t windows = 0;                  // that went well during the trial
  bool healthy = false;                  // the trial has shown enough to be confirmed
};

// What an accepted envelope opened.
struct AcceptedEnvelope {
  uint32_t image = 0;
  std::string lesson;
  bool transfer = false;  // the package has to come
};

struct AcceptedOrder {
  uint32_t kind = 0;  // OrderKind
  uint64_t sequence = 0;
};

// What to erase; `all` also forgets whom the kit belongs to.
struct KitErasure {
  bool packages = false;
  bool samples = false;
  bool settings = false;
  bool all = false;
};

// A sealed sample on the kit, or the receipt of one that is gone (spec/samples.md).
struct KitSample {
  uint32_t place = 0;
  uint64_t id = 0;
  uint32_t image = 0;  // of its lesson
  PackageDigest package = {};
  uint32_t bytes = 0;  // sealed
  uint64_t until = 0;  // its delete-by date, seconds since 1970
  bool gone = false;   // erased; its receipt waits
};

// What somebody at the kit consented to.
struct KitConsent {
  std::string purpose;
  uint64_t until = 0;  // seconds since 1970
};

// How long to wait for a person to press the kit's button, and who is told that it is waited for.
struct ButtonWait {
  std::chrono::milliseconds most{60000};
  std::chrono::milliseconds ask_every{500};
  std::function<void(std::chrono::milliseconds waited)> waiting;
};

// The names of the settings that a cable may narrow.
namespace kit_setting {
inline constexpr const char* kTelemetry = "satchel/telemetry";
inline constexpr const char* kEpsilon = "satchel/epsilon";       // thousandths
inline constexpr const char* kLedgerCap = "satchel/ledger_cap";  // thousandths
inline constexpr const char* kSamples = "satchel/samples";       // a day
}  // namespace kit_setting

// A kit behind an SMP client: spec/smp.md's group 64. Everything may be repeated. Throws what
// SmpClient::request throws; a kit's own refusals are SmpError with group smp_kit::kGroup.
class Kit {
 public:
  // Borrowed.
  explicit Kit(SmpClient& client) : client_(&client) {}

  SmpClient& client() { return *client_; }

  // `patience` zero: the client's.
  KitStatus status(std::chrono::milliseconds patience = {});
  KitLesson lesson(uint32_t image);
  // Those that the kit has, by place.
  std::vector<KitLesson> lessons();
  // Throws Exit::kUnusable when the kit has no lesson of that name; the hint lists what it has.
  KitLesson lesson_named(const std::string& name);

  // Gives the kit to a publisher and answers with the key that it made for itself. Asks until the
  // button was pressed or the time is up; then it throws the kit's refusal.
  KitKey provision(const KitKey& publisher, const KitClassId& class_id, uint64_t now,
                   const ButtonWait& button);
  void erase(const KitErasure& what, const ButtonWait& button);

  AcceptedEnvelope send_envelope(std::span<const uint8_t> envelope);
  AcceptedOrder send_order(std::span<const uint8_t> order);
  // Sets its clock, which only goes forward; answers with the kit's time.
  uint64_t set_time(uint64_t now);
  void listen(uint32_t image);
  // How many golden vectors gave their exact output.
  uint32_t self_test(uint32_t image);
  std::vector<uint8_t> card(uint32_t image);

  // The health report as it is encoded (wire/messages/health_report.h).
  std::vector<uint8_t> health();
  // The sealed learning report that waits; empty when there is none, `*why` then says why.
  std::vector<uint8_t> learning(std::string* why);
  // Tells the kit that this report is safe; the next one may be made.
  void learning_taken(std::span<const uint8_t> sealed);

  // Samples (kit_samples.cc). All may be repeated.
  std::vector<KitSample> samples();
  std::vector<uint8_t> sample(uint32_t place);
  void erase_sample(uint64_t id);
  void erase_all_samples();
  // The signed receipt of a sample that was in `place`; the place is free when it was taken.
  std::vector<uint8_t> receipt(uint32_t place);
  void receipt_taken(uint32_t place);

  std::vector<KitConsent> consents();
  // Puts the question to whoever is at the kit and waits for the button's answer.
  void ask_consent(const std::string& purpose, uint64_t until, const ButtonWait& button);
  // An empty purpose is all of them. Their samples are erased.
  void withdraw_consent(const std::string& purpose);

 private:
  SmpAnswer ask(uint8_t command, SmpRequest& map, std::chrono::milliseconds patience = {});
  SmpAnswer tell(uint8_t command, SmpRequest& map, std::chrono::milliseconds patience = {});
  SmpAnswer tell_with_button(uint8_t command, std::span<const uint8_t> map,
                             const ButtonWait& button);

  SmpClient* client_;
};

// "a0c1f2…": the first bytes of a kit's key, as people are shown it.
std::string short_name(const KitKey& kit);

}  // namespace satchel
