#pragma once

#include "compiler/emit/package.h"
#include "compiler/import/trained.h"

namespace satchel {

// For tests of whoever hears: a network without training. The more energy in the second it hears,
// the more probable is "loud"; otherwise "_silence_".
TrainedModel loudness_model();

// The same, compiled, with golden vectors of noise. `name` is the lesson's on its card.
PackageBytes loudness_package(Target target, const std::string& name = "loudness");

}  // namespace satchel
