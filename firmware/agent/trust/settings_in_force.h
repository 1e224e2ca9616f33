#pragma once

#include "firmware/agent/store/configuration.h"
#include "wire/orders/settings.h"

namespace satchel {

// What somebody at the cable may narrow without a signature.
enum class NarrowedSetting : uint8_t { kTelemetry, kEpsilon, kLedgerCap, kSamples };
inline constexpr uint32_t kNarrowedSettings = 4;

enum class NarrowStatus : uint8_t { kOk, kWider, kStoreFailed };

// The publisher's last settings, less what was narrowed since.
class SettingsInForce {
 public:
  explicit SettingsInForce(RecordLog& log) : log_(&log), configuration_(log) {}

  // Of the order; 0 before the first one.
  uint64_t sequence() const { return configuration_.sequence(); }
  // All off before the first order. The views are into flash, valid until the log is written.
  Settings get() const;
  uint32_t value(NarrowedSetting setting) const;

  // Holds until the publisher's next order.
  NarrowStatus narrow(NarrowedSetting setting, uint32_t value);

 private:
  struct Narrowing {
    uint64_t sequence;  // of the order that was narrowed
    uint32_t most[kNarrowedSettings];
  };
  Settings ordered() const;
  bool narrowing(Narrowing* found) const;

  RecordLog* log_;
  ConfigurationStore configuration_;
};

}  // namespace satchel
