#pragma once

#include "firmware/agent/sampler/consent.h"
#include "firmware/agent/sampler/picker.h"
#include "firmware/agent/seal.h"
#include "firmware/agent/store/kit_time.h"
#include "firmware/agent/store/sample_store.h"
#include "firmware/hal/entropy.h"
#include "firmware/hal/feedback.h"
#include "wire/messages/sample.h"
#include "wire/messages/sample_receipt.h"

namespace satchel {

enum class KeepStatus : uint8_t {
  kKept,
  kNotAllowed,   // the lesson's card does not allow samples
  kOff,          // the settings name no steward, no purpose or no budget
  kNoConsent,    // to none of the settings' purposes
  kTimeUnknown,  // nobody has told the kit the time: it could not delete in time
  kSpent,        // the day's budget is
  kSure,         // the network was sure
  kAlike,        // one like it was kept
  kNoPlace,      // all places are taken, or hold receipts that nobody has fetched
  kTooLong,      // no place is large enough for the window
  kNoEntropy,    // nothing can be sealed
  kBadKey,       // nothing can be sealed to the steward's key
  kFlashFailed,
};

// A window of sound that was decided on. Everything is borrowed for the call.
struct SampleWindow {
  ByteView lesson;            // the name out of its envelope
  uint8_t lesson_number = 0;  // on this kit
  bool allowed = false;       // allows_samples() of its card
  const uint8_t* digest;      // the package's, kSha256Bytes
  const int8_t* scores;       // the network's output for this very window
  uint32_t labels = 0;        // how many
  // The package's, which knows the labels that are background; null: none is.
  const DecisionRule* rule = nullptr;
  EmbeddingSketch sketch;  // EmbeddingTap's, of the same run
  uint32_t samples_per_second = 0;
  const int16_t* sound[2] = {};  // in the audio buffer, in two parts where it wraps
  uint32_t samples[2] = {};
};

// Whether a package's card (spec/card.md) allows samples of its lesson.
bool allows_samples(ByteView card);

// Keeps the uncertain few, sealed to the steward, where lesson, settings and consent allow it, and
// erases them when told, when their date comes and when consent is withdrawn. The feedback port
// shows kStoring before anything is done with the sound.
//
// A budget's day is a date of the kit's time and at least four hours of its own running: a cable
// that moves the time on does not get more samples. What a place holds of a sample that was erased
// is its receipt, until who asked has it.
class Sampler {
 public:
  struct Parts {
    RecordLog& log;
    SampleStore& store;
    Consent& consent;
    KitTime& time;
    StreamSealer& sealer;
    Entropy& entropy;
    Feedback& feedback;
  };
  explicit Sampler(const Parts& parts) : parts_(parts) {}

  // At every start, when the store has started: erases what a loss of power left of a withdrawal.
  SampleStatus start() { return enforce(); }

  // Needs 3 KB of stack when it keeps.
  KeepStatus offer(const SampleWindow& window, const Settings& settings);

  // Erases every sample that is due or that nobody consents to any more. For the event loop, and
  // after Consent::withdraw().
  SampleStatus enforce();
  SampleStatus erase(uint64_t id);
  SampleStatus erase_all();

  // Writes the receipt of the sample that was in `place`. False when there is none or the signer
  // fails. It may be asked for until SampleStore::drop_receipt().
  bool receipt(uint32_t place, Signer& kit, CborWriter* writer) const;

 private:
  struct Day {
    uint64_t date;     // days since 1970-01-01
    uint64_t running;  // of the kit, in seconds, when it began
    uint32_t kept;
    uint32_t reserved;
  };

  KeepStatus permitted(const SampleWindow& window, const Settings& settings, SampleHeader* header,
                       Day* day) const;
  KeepStatus keep(const SampleWindow& window, const Settings& settings, const SampleHeader& header,
                  const Day& day);
  bool write(const SampleWindow& window, const SampleHeader& header, const uint8_t* sealed_key,
             const uint8_t* stream_header);
  bool write_string(const uint8_t* bytes, size_t size);
  bool write_chunk(ByteView chunk, ByteView additional, bool last);
  bool write_sound(const SampleWindow& window);
  SampleStatus erase_where(bool (*wanted)(const SampleHeader& header, uint64_t id), uint64_t id);

  Parts parts_;
  Picker picker_;
};

// Beside the stack and the audio buffer: this, what it stands on, a program unit for the store, and
// the stream's state (libsodium's is 52 bytes) with two pointers.
static_assert(sizeof(Sampler) + sizeof(Consent) + sizeof(SampleStore) + sizeof(EmbeddingTap) +
                      kMaxProgramUnit + 52 + 3 * sizeof(void*) <=
                  1024,
              "the samplers's share of a kit's RAM");

}  // namespace satchel
