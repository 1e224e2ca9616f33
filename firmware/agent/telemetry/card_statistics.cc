#include "firmware/agent/telemetry/card_statistics.h"

#include "wire/cbor/map.h"

namespace satchel {

FeatureStatistics feature_statistics(ByteView card) {
  const CborMap map(card.data, card.size);
  CborReader value(nullptr, 0);
  if (!map.valid() || !map.find("features", &value)) return {};
  const size_t left = static_cast<size_t>(card.data + card.size - value.position());
  const CborMap features(value.position(), left);
  int64_t mean = 0;
  FeatureStatistics statistics;
  if (!features.valid() || !features.get_integer("mean", &mean) ||
      !features.get("deviation", &statistics.deviation)) {
    return {};
  }
  // int8 values, in 1/256 of a step.
  if (mean < -128 * 256 || mean > 127 * 256 || statistics.deviation > 128 * 256) return {};
  statistics.mean = static_cast<int32_t>(mean);
  return statistics;
}

}  // namespace satchel
