#pragma once

#include "firmware/agent/telemetry/day_counters.h"
#include "wire/cbor/cbor.h"

namespace satchel {

// What a package's card says of its features (spec/card.md, `features`). A deviation of 0 when it
// says nothing, or nothing that makes sense: then there is no drift to measure. `card` may be any
// bytes.
FeatureStatistics feature_statistics(ByteView card);

}  // namespace satchel
