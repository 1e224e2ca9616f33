#include "firmware/agent/listening/listener.h"

#include "firmware/agent/telemetry/card_statistics.h"
#include "wire/cbor/map.h"

namespace satchel {
namespace {

constexpr size_t kSamplesAtOnce = 128;
// A sample further than this from zero is sound: 1/256 of full scale, -48 dB.
constexpr int16_t kLoud = 128;
// Between two looks at the sensor.
constexpr uint32_t kListeningIdle = 20;
constexpr uint32_t kQuietIdle = 60'000;

}  // namespace

void Listener::choose(uint32_t lesson) {
  chosen_ = lesson;
  looked_ = false;
}

bool Listener::on_trial(uint32_t lesson) const {
  LessonRecord record;
  return updates_.lesson(lesson, &record) && record.phase == UpdatePhase::kTrial &&
         updates_.package(lesson).size != 0;
}

uint32_t Listener::wanted() const {
  for (uint32_t lesson = 0; lesson < updates_.lessons(); ++lesson) {
    if (on_trial(lesson)) return lesson;
  }
  return chosen_ < updates_.lessons() && updates_.package(chosen_).size != 0 ? chosen_
                                                                             : kNobodyListens;
}

void Listener::stop() {
  if (sensing_) ports_.sensor->stop();
  if (sensing_) ports_.feedback.show(Sign::kListening, false);
  sensing_ = false;
  bound_ = kNobodyListens;
  recogniser_ = Recogniser();
}

// What runs may be another package than before, and whoever proved one has used the arena.
void Listener::bind() {
  looked_ = true;
  seen_changes_ = updates_.changes();
  const uint32_t lesson = wanted();
  const bool sensing = sensing_;
  recogniser_ = Recogniser();
  trouble_ = KitTrouble::kNone;
  bind_plane();
  if (lesson == kNobodyListens) return stop();
  bound_ = lesson;
  trial_ = on_trial(lesson);
  vector_ = 0;
  quiet_ = 0;
  any_sample_ = overrun_ = false;
  const ByteView package = updates_.package(lesson);
  PackageView view;
  const bool opens = PackageView::open(package.data, package.size, &view).ok();
  if (ports_.sensor == nullptr || !opens || Recogniser::required_bytes(view) == 0) {
    stop();
    bound_ = lesson;
    return;
  }
  const Finding finding = recogniser_.init(package.data, package.size, capabilities_,
                                           workspace_.memory, workspace_.bytes);
  if (!finding.ok()) {
    stop();
    trouble_ = KitTrouble::kNoMemory;
    return;
  }
  learn_card(view);
  if (!sensing && !start_sensor()) stop();
}

// What is said of the windows that this package decides.
void Listener::learn_card(const PackageView& view) {
  const Bytes card = view.section(Section::kCard);
  samples_allowed_ = allows_samples({card.data, card.size});
  lesson_name_ = {};
  CborMap(card.data, card.size).get_text("name", &lesson_name_);
  LessonRecord record;
  if (updates_.lesson(bound_, &record) && record.running != kNoSlot) {
    __builtin_memcpy(digest_, record.digest[record.running], kSha256Bytes);
  }
  tap_.attach(recogniser_.engine().package());
  audio_end_ = audio_held_ = 0;
}

// Whose use is counted, whether or not it listens: the chosen lesson, else the first that runs. A
// trial's windows are not yet what pupils use.
void Listener::bind_plane() {
  for (uint32_t turn = 0; turn <= updates_.lessons(); ++turn) {
    const uint32_t lesson = turn == 0 ? chosen_ : turn - 1;
    LessonRecord record;
    if (!updates_.lesson(lesson, &record) || record.running == kNoSlot) continue;
    const ByteView package = updates_.confirmed(lesson);
    PackageView view;
    FeatureStatistics features;
    if (PackageView::open(package.data, package.size, &view).ok()) {
      const Bytes card = view.section(Section::kCard);
      features = feature_statistics({card.data, card.size});
    }
    plane_.bind(record.digest[record.running], features);
    return;
  }
  plane_.unbind();
}

bool Listener::start_sensor() {
  ports_.feedback.show(Sign::kListening, true);
  sensing_ = ports_.sensor->start();
  if (!sensing_) {
    ports_.feedback.show(Sign::kListening, false);
    trouble_ = KitTrouble::kSensorFailed;
  }
  return sensing_;
}

void Listener::keep(int16_t sample) {
  if (ports_.audio.capacity == 0) return;
  ports_.audio.samples[audio_end_] = sample;
  audio_end_ = audio_end_ + 1 == ports_.audio.capacity ? 0 : audio_end_ + 1;
  if (audio_held_ < ports_.audio.capacity) ++audio_held_;
}

void Listener::look_at(const int16_t* pcm, size_t samples) {
  for (size_t i = 0; i < samples; ++i) {
    const int16_t sample = pcm[i];
    if (!any_sample_ || sample < lowest_) lowest_ = sample;
    if (!any_sample_ || sample > highest_) highest_ = sample;
    any_sample_ = true;
    keep(sample);
    quiet_ = sample > kLoud || sample < -kLoud ? 0 : quiet_ + 1;
  }
}

void Listener::decide_window() {
  const uint64_t begun = ports_.clock.milliseconds();
  const int8_t* features = recogniser_.features();
  if (!trial_) {
    plane_.count_features(features, recogniser_.engine().package().input(0).bytes);
  }
  const int8_t* scores = recogniser_.infer(tap_.hook());
  const Decision decision = recogniser_.follow(scores);
  ++inferred_;
  Inference inference;
  const bool background = recogniser_.rule().is_background(decision.best);
  if (decision.fired()) inference.label = decision.label;
  if (!decision.fired() && background) inference.label = decision.best;
  inference.confidence = static_cast<uint8_t>(decision.score + 128);
  inference.microseconds = static_cast<uint32_t>(ports_.clock.milliseconds() - begun) * 1000;
  if (!trial_) plane_.count(inference);
  if (decision.fired()) {
    ports_.feedback.decided(static_cast<uint32_t>(decision.label), inference.confidence);
  }
  if (!trial_ && samples_allowed_) show_window(scores);
}

// The second of sound that was decided on: the newest clip, in two parts where the buffer wraps.
void Listener::show_window(const int8_t* scores) {
  const uint32_t clip = static_cast<uint32_t>(recogniser_.front_end().clip_samples());
  if (audio_held_ < clip) return;
  SampleWindow window;
  window.lesson = lesson_name_;
  window.lesson_number = static_cast<uint8_t>(bound_);
  window.allowed = samples_allowed_;
  window.digest = digest_;
  window.scores = scores;
  window.labels = static_cast<uint32_t>(recogniser_.rule().labels());
  window.rule = &recogniser_.rule();
  window.sketch = tap_.sketch();
  window.samples_per_second = ports_.sensor->samples_per_second();
  const uint32_t newest = clip < audio_end_ ? clip : audio_end_;
  window.sound[0] = ports_.audio.samples + ports_.audio.capacity - (clip - newest);
  window.samples[0] = clip - newest;
  window.sound[1] = ports_.audio.samples + audio_end_ - newest;
  window.samples[1] = newest;
  ports_.observer.decided(window);
}

void Listener::window_is_due() {
  const bool stuck = lowest_ == highest_;
  trouble_ = stuck ? KitTrouble::kSensorStuck : KitTrouble::kNone;
  const bool quiet = quiet_ >= static_cast<uint32_t>(recogniser_.front_end().clip_samples());
  if (!stuck && (trial_ || !quiet)) {
    decide_window();
  } else {
    recogniser_.pass_over();
    ++passed_over_;
  }
  if (trial_) updates_.observe(bound_, !stuck && !overrun_);
  any_sample_ = overrun_ = false;
}

void Listener::listen() {
  int16_t pcm[kSamplesAtOnce];
  size_t taken = 0;
  // A trial that fails, or an order in between, changes what is bound: then the rest waits.
  while (sensing_ && seen_changes_ == updates_.changes()) {
    const Sensor::State state = ports_.sensor->read(pcm, kSamplesAtOnce, &taken);
    if (state == Sensor::State::kFailed) {
      if (trial_) updates_.observe(bound_, false);
      stop();
      trouble_ = KitTrouble::kSensorFailed;
      return;
    }
    overrun_ |= state == Sensor::State::kOverrun;
    if (taken == 0) return;
    for (size_t at = 0; at < taken;) {
      bool due = false;
      const size_t heard = recogniser_.hear(pcm + at, taken - at, &due);
      look_at(pcm + at, heard);
      at += heard;
      if (due) window_is_due();
    }
  }
}

void Listener::run_trial_vector() {
  const UpdateStatus status = prover_.run_vector(updates_.package(bound_), vector_++);
  updates_.observe(bound_, status == UpdateStatus::kOk);
}

void Listener::step() {
  if (!looked_ || seen_changes_ != updates_.changes()) bind();
  if (sensing_) {
    listen();
  } else if (bound_ != kNobodyListens && trial_ && !updates_.healthy(bound_)) {
    run_trial_vector();
  }
}

uint32_t Listener::idle() const {
  if (!looked_ || seen_changes_ != updates_.changes()) return 0;
  if (sensing_) return kListeningIdle;
  return bound_ != kNobodyListens && trial_ && !updates_.healthy(bound_) ? 0 : kQuietIdle;
}

}  // namespace satchel
