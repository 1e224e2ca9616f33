#include "firmware/agent/trust/settings_in_force.h"

namespace satchel {
namespace {

uint32_t value_in(const Settings& settings, NarrowedSetting setting) {
  switch (setting) {
    case NarrowedSetting::kTelemetry:
      return static_cast<uint32_t>(settings.telemetry);
    case NarrowedSetting::kEpsilon:
      return settings.milli_epsilon;
    case NarrowedSetting::kLedgerCap:
      return settings.ledger_cap;
    case NarrowedSetting::kSamples:
      return settings.sample_budget;
  }
  return 0;
}

uint32_t lower(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

}  // namespace

Settings SettingsInForce::ordered() const {
  Order order;
  order.body = configuration_.content();
  Settings settings;
  if (order.body.size == 0 || read_settings(order, &settings) != SuitStatus::kOk) return {};
  return settings;
}

bool SettingsInForce::narrowing(Narrowing* found) const {
  return log_->get(RecordKey::kNarrowing, found) && found->sequence == sequence();
}

Settings SettingsInForce::get() const {
  Settings settings = ordered();
  Narrowing narrowed;
  if (!narrowing(&narrowed)) return settings;
  const auto most = [&narrowed](NarrowedSetting setting) {
    return narrowed.most[static_cast<uint32_t>(setting)];
  };
  settings.telemetry = static_cast<TelemetryLevel>(
      lower(static_cast<uint32_t>(settings.telemetry), most(NarrowedSetting::kTelemetry)));
  settings.milli_epsilon = lower(settings.milli_epsilon, most(NarrowedSetting::kEpsilon));
  settings.ledger_cap = lower(settings.ledger_cap, most(NarrowedSetting::kLedgerCap));
  settings.sample_budget = lower(settings.sample_budget, most(NarrowedSetting::kSamples));
  return settings;
}

uint32_t SettingsInForce::value(NarrowedSetting setting) const {
  return value_in(get(), setting);
}

NarrowStatus SettingsInForce::narrow(NarrowedSetting setting, uint32_t value) {
  const Settings held = get();
  if (value > value_in(held, setting)) return NarrowStatus::kWider;
  Narrowing narrowed = {sequence(), {}};
  for (uint32_t i = 0; i < kNarrowedSettings; ++i) {
    narrowed.most[i] = value_in(held, static_cast<NarrowedSetting>(i));
  }
  narrowed.most[static_cast<uint32_t>(setting)] = value;
  const bool stored = log_->put(RecordKey::kNarrowing, narrowed) == StoreStatus::kOk;
  return stored ? NarrowStatus::kOk : NarrowStatus::kStoreFailed;
}

}  // namespace satchel
