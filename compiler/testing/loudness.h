#pragma once

#include "compiler/emit/package.h"
#include "compiler/import/trained.h"

namespace satchel {

// For tests of whoever hears: a network without training. The more energy in the second it hears,
// the more probable is "loud"; otherwise "_silence_".
TrainedModel loudness_model();

// A model, compiled, with golden vectors of noise.
PackageBytes package_of(const TrainedModel& model, Target target);

// The loudness model's. The lesson on its card is "loudness", of which kits may keep samples when
// `samples`.
PackageBytes loudness_package(Target target, bool samples = false);

}  // namespace satchel
