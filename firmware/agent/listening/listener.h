#pragma once

#include "core/listen/recogniser.h"
#include "firmware/agent/sampler/sampler.h"
#include "firmware/agent/telemetry/learning_plane.h"
#include "firmware/agent/update/updates.h"
#include "firmware/agent/workspace.h"
#include "firmware/hal/clock.h"
#include "firmware/hal/feedback.h"
#include "firmware/hal/sensor.h"
#include "wire/messages/kit_trouble.h"

namespace satchel {

inline constexpr uint32_t kNobodyListens = 0xffffffff;

// Whoever wants to look at a window that was decided: the sampler.
class WindowObserver {
 public:
  virtual void decided(const SampleWindow& window) = 0;

 protected:
  ~WindowObserver() = default;
};

// The newest sound, for the window that was decided on: memory of a board's main program.
struct AudioBuffer {
  int16_t* samples;
  uint32_t capacity;  // at least the package's clip, or its windows are not looked at
};

// What the listener borrows. Without a sensor a kit runs golden vectors in its place during a
// trial, and listens to nothing.
struct ListenPorts {
  Sensor* sensor;
  Feedback& feedback;
  const Clock& clock;
  WindowObserver& observer;
  AudioBuffer audio;
};

// From the sensor to decisions: the lesson on trial listens, else the chosen one. The sensor has
// power only while a lesson listens, and the sign is shown before it has. A window in which nothing
// was loud enough is passed over without a look at the network, but not during a trial, which has
// to see the model work.
class Listener {
 public:
  Listener(const ListenPorts& ports, Updates& updates, Prover& prover, LearningPlane& plane,
           const Capabilities& capabilities, const Workspace& workspace)
      : ports_(ports),
        updates_(updates),
        prover_(prover),
        plane_(plane),
        capabilities_(capabilities),
        workspace_(workspace) {}

  // The lesson that listens when no trial is on; kNobodyListens: none.
  void choose(uint32_t lesson);
  // Somebody else has used the arena.
  void rebind() { looked_ = false; }
  // The one that listens now.
  uint32_t lesson() const { return bound_; }

  // Takes what the sensor has and decides the windows that came due. Costs little when nothing did.
  void step();
  // How long nothing has to be done, in milliseconds.
  uint32_t idle() const;
  // No sensor, no sign, nothing bound: before an erasure, a reset.
  void stop();

  KitTrouble trouble() const { return trouble_; }
  // Windows that went through the network, and those that were passed over, since the start.
  uint32_t inferred() const { return inferred_; }
  uint32_t passed_over() const { return passed_over_; }

 private:
  uint32_t wanted() const;
  bool on_trial(uint32_t lesson) const;
  void bind();
  void bind_plane();
  bool start_sensor();
  void listen();
  void learn_card(const PackageView& view);
  void keep(int16_t sample);
  void look_at(const int16_t* pcm, size_t samples);
  void window_is_due();
  void decide_window();
  void show_window(const int8_t* scores);
  void run_trial_vector();

  ListenPorts ports_;
  Updates& updates_;
  Prover& prover_;
  LearningPlane& plane_;
  const Capabilities& capabilities_;
  Workspace workspace_;
  Recogniser recogniser_;
  EmbeddingTap tap_;
  uint32_t chosen_ = kNobodyListens;
  uint32_t bound_ = kNobodyListens;
  uint32_t seen_changes_ = 0;
  bool looked_ = false;
  bool trial_ = false;
  bool sensing_ = false;
  bool overrun_ = false;
  KitTrouble trouble_ = KitTrouble::kNone;
  uint32_t vector_ = 0;  // the golden vector that a trial runs next
  uint32_t quiet_ = 0;   // samples since the last loud one
  int16_t lowest_ = 0;   // of the window that comes due next
  int16_t highest_ = 0;
  bool any_sample_ = false;
  bool samples_allowed_ = false;  // by the card of what listens
  ByteView lesson_name_;          // on that card
  uint8_t digest_[kSha256Bytes] = {};
  uint32_t audio_end_ = 0;  // where the next sample goes
  uint32_t audio_held_ = 0;
  uint32_t inferred_ = 0;
  uint32_t passed_over_ = 0;
};

}  // namespace satchel
