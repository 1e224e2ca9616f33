#pragma once

#include "core/kernels/tables.h"
#include "firmware/agent/button_press.h"
#include "firmware/agent/image_group.h"
#include "firmware/agent/listening/listener.h"
#include "firmware/agent/trust/orders.h"
#include "firmware/agent/trust/settings_in_force.h"
#include "firmware/agent/update/erasure.h"
#include "firmware/hal/power.h"
#include "firmware/hal/watchdog.h"
#include "wire/messages/health_report.h"

namespace satchel {

// What a board's main program knows of it.
struct KitFacts {
  const char* board;      // "mps2_m4"
  const char* processor;  // "cortex-m4"
  Target target;          // whose packages it runs
  FirmwareImage firmware;
  FlashPlan plan;
};

struct KitPorts {
  Flash& flash;
  Clock& clock;
  Entropy& entropy;
  Button& button;
  Feedback& feedback;
  Power& power;
  Hash& hash;
  Ed25519& ed25519;
  Sealer& sealer;
  StreamSealer& stream_sealer;
  Sensor* sensor;      // null where there is none
  Watchdog* watchdog;  // null where there is none
};

struct KitMemory {
  Workspace work;
  uint8_t* unit;         // one program unit of the flash
  uint8_t* sample_unit;  // another one
  AudioBuffer audio;     // the newest sound; empty on a kit without a sensor
};

// The version's numbers out of "0.2.1".
FirmwareVersion parse_version(const char* text);

// A kit without its cable: what it keeps, whom it believes, what runs and what it says of itself.
// Everything is borrowed and outlives it. Not thread-safe.
class KitLogic final : public OrderEffects, public WindowObserver {
 public:
  KitLogic(const KitFacts& facts, const KitPorts& ports, const KitMemory& memory);
  KitLogic(const KitLogic&) = delete;
  KitLogic& operator=(const KitLogic&) = delete;

  // As after power-on. False when nothing can be kept: the log does not mount, an erasure does not
  // end, the board's plan is wrong. Then nothing else may be called but trouble().
  bool start();
  // What is due: the button, windows, reports, times to keep. Never waits.
  void step();
  // How long nothing has to be done, in milliseconds; at most a minute.
  uint32_t idle() const { return listener.idle(); }

  KitTrouble trouble() const;
  bool started() const { return mounted_; }
  const Capabilities& capabilities() const { return capabilities_; }

  UpdateConditions conditions();
  // Which lesson listens when no trial is on, kept over restarts; kNobodyListens: none.
  StoreStatus listen_with(uint32_t lesson);
  // `what` of erasure's sums. The caller has the button's or the publisher's word.
  StoreStatus erase(uint8_t what);
  // Sees whether the button was pressed. For the event loop, and before a request that asks.
  void look_at_button();
  // Settings, or what narrows them, have changed.
  void apply_settings();
  // False when the plane is off.
  bool health(HealthReport* report) const;
  // The most golden vectors that gave their exact output, in a row from the first.
  UpdateStatus self_test(uint32_t lesson, uint32_t* vectors);

  bool settings(const Order& order) override;
  bool erase(const EraseCommand& command) override;
  bool consent(const ConsentCommand& command, SuitStatus* refused) override;
  void decided(const SampleWindow& window) override;

  // From the cable: nobody consents to these samples any more, and they go.
  bool withdraw(ByteView purpose);
  // Writes the receipt of the sample that was in `place`, signed by the kit.
  bool receipt(uint32_t place, CborWriter* writer);

  const KitFacts facts;
  const KitPorts ports;

 private:
  Capabilities capabilities_;

 public:
  RecordLog log;
  KitTime time;
  Identity identity;
  SettingsInForce in_force;
  EngineProver prover;
  Updates updates;
  SampleStore samples;
  Consent consents;
  Sampler sampler;
  LearningPlane plane;
  Listener listener;
  Orders orders;
  ButtonPress press;

 private:
  void count_start();
  void load();

  bool mounted_ = false;
  uint64_t next_housekeeping_ = 0;  // milliseconds
  uint64_t next_keeping_ = 0;
  SelfTest self_tests_[kMaxLessons] = {};
};

}  // namespace satchel
