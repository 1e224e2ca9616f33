#pragma once

#include "wire/orders/order.h"

// What may leave a kit, for whom and how noised: only under the publisher's signature, because each
// of these could widen it. An order holds the whole of them and replaces the one before it, so that
// a kit keeps the message itself as its state. What an unsigned setting may do is narrow them
// (narrower()).
namespace satchel {

inline constexpr size_t kSealingKeyBytes = 32;  // X25519
inline constexpr size_t kMaxSchoolClassBytes = 32;
inline constexpr size_t kMaxPurposes = 4;
inline constexpr size_t kMaxPurposeBytes = 32;
inline constexpr uint32_t kMostMilliEpsilon = 2000;         // of one report
inline constexpr uint32_t kMostLedgerMilliEpsilon = 40000;  // of one term

enum class TelemetryLevel : uint8_t {
  kOff = 0,
  kHealth = 1,    // firmware, packages, battery, resets: under the kit's name
  kLearning = 2,  // also the noised report, under a pseudonym
};

struct Settings {
  bool has_steward_key = false;  // without it no sample is kept
  uint8_t steward_key[kSealingKeyBytes] = {};
  bool has_service_key = false;  // without it there is no learning report
  uint8_t service_key[kSealingKeyBytes] = {};
  TelemetryLevel telemetry = TelemetryLevel::kOff;
  uint32_t milli_epsilon = 0;  // of a day's report, thousandths
  uint32_t ledger_cap = 0;     // of a term, thousandths of epsilon
  uint32_t term = 0;           // only rises; a new term has a new ledger
  ByteView school_class;       // text; part of what the pseudonym is made from
  uint32_t sample_budget = 0;  // samples a day
  size_t purpose_count = 0;    // what samples may be kept for
  ByteView purposes[kMaxPurposes];
};

// Reads the body of an order of kind kSettings; the views point into it. kMalformed,
// kUnknownElement, kBadValue, kMissingElement (learning without a service key, samples without a
// steward's or a purpose).
SuitStatus read_settings(const Order& order, Settings* settings);
void write_settings(CborWriter& writer, const Settings& settings);

// Whether what `asked` lets out `held` lets out already: the same keys or none, no more telemetry,
// epsilon, cap, samples or purposes, the same term and school class.
bool narrower(const Settings& asked, const Settings& held);

}  // namespace satchel
