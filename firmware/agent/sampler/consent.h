#pragma once

#include "firmware/agent/store/record_log.h"
#include "wire/orders/settings.h"

namespace satchel {

// How long somebody who gave consent by the button may want samples kept, at most: a term's half.
inline constexpr uint64_t kLongestButtonConsent = 92ull * 24 * 60 * 60;
// How long a question waits for the button.
inline constexpr uint64_t kConsentQuestionMs = 60'000;

enum class ConsentStatus : uint8_t {
  kOk,
  kBadPurpose,   // empty, or longer than kMaxPurposeBytes
  kBadDate,      // not after the kit's time, or later than may be asked for
  kTimeUnknown,  // nobody has told the kit the time, so that it could not keep the date
  kFull,         // consent for kMaxPurposes others is in force
  kNotAsked,     // the button was pressed, but no question waits
  kStoreFailed,
};

// Who consents to what: purposes, each with the date by which everything kept for it is deleted.
// Consent is given by the kit's own button or by the publisher's signed order, never by a cable
// alone, which may ask the question and may withdraw. It is one record in the log: given or not.
class Consent {
 public:
  explicit Consent(RecordLog& log) : log_(&log) {}

  // From a cable: puts the question to whoever is at the kit. `ms` is the clock port's.
  ConsentStatus ask(ByteView purpose, uint64_t until, uint64_t now, uint64_t ms);
  // The button: gives what was asked, if the question is not too old.
  ConsentStatus pressed(uint64_t now, uint64_t ms);
  bool asking(uint64_t ms) const;

  // REQUIRES: the caller has checked the publisher's signature. A new date replaces the old one for
  // samples to come.
  ConsentStatus give(ByteView purpose, uint64_t until, uint64_t now);
  // From anywhere; an empty purpose is all of them. The samples are Sampler::enforce()'s to erase.
  ConsentStatus withdraw(ByteView purpose);

  // Whether it is in force, and until when.
  bool given(ByteView purpose, uint64_t now, uint64_t* until) const;

 private:
  struct Entry {
    uint64_t until;  // 0: free
    uint8_t purpose_bytes;
    uint8_t reserved[7];
    uint8_t purpose[kMaxPurposeBytes];

    bool is(ByteView other) const {
      return until != 0 && equal(ByteView{purpose, purpose_bytes}, other);
    }
    void set(ByteView text, uint64_t date);
  };
  struct Record {
    Entry entries[kMaxPurposes];
  };
  static_assert(sizeof(Record) == 192, "a format in flash");

  Record read() const;

  RecordLog* log_;
  Entry question_ = {};
  uint64_t asked_at_ = 0;  // ms
};

}  // namespace satchel
