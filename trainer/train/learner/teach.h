#pragma once

#include <functional>
#include <nlohmann/json.hpp>

#include "trainer/train/lock.h"

namespace satchel {

// All of `satchel train`: gathers the lesson's data, trains, compiles the host's package, measures
// it with core, and leaves model.cbor, host.satchel, metrics.json, mistakes.cbor and, last,
// lock.json in the out folder. Returns the verb's answer. `stop` is asked again and again; when it
// says yes, what was trained stays in a checkpoint, the rest as it was, and Exit::kInterrupted is
// thrown.
nlohmann::ordered_json teach(const TrainRequest& request, const std::function<bool()>& stop);

}  // namespace satchel
