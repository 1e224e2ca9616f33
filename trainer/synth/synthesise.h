#pragma once

#include <string>
#include <vector>

#include "trainer/data/corpus.h"
#include "trainer/synth/espeak.h"

namespace satchel {

struct SpokenLabel {
  std::string label;
  std::string text;  // what is said for it, in any script
};

// What synthetic people shall say.
struct SynthesisRequest {
  std::vector<SpokenLabel> labels;  // words only, not _unknown_ nor _silence_
  std::vector<std::string> voices;  // languages or accents
  int people = 0;
  int takes = 1;
  int unknown_words = 0;  // other words that each person says, as `_unknown_`
  int first_person = 0;   // the number of the first person, so that sources have different people
};

// The voices that can say every label. Throws Exit::kRefused naming each label that cannot be said,
// and why, when no voice can say them all; Exit::kUnavailable without espeak-ng.
std::vector<EspeakVoice> voices_for(const Espeak& espeak, const SynthesisRequest& request);

// Appends the clips to `corpus`, person by person: the same request gives the same samples. Shows a
// Progress; what was spoken before comes from the cache. A few words that espeak-ng swallows may be
// missing.
void synthesise(const SynthesisRequest& request, Corpus& corpus);

}  // namespace satchel
