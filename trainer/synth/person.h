#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "trainer/synth/espeak.h"

namespace satchel {

// A person who does not exist: one of espeak-ng's voices and voice variants with a throat, a pitch
// and a pace of its own. All draws depend on the name alone, so that a person is the same in every
// lesson, and its split is found as for people (sha256 of the subject).
struct SyntheticPerson {
  std::string subject;  // "synth-en-gb-f3-017"
  EspeakVoice voice;
  std::string variant;  // text of the voice variant's file, which is named as the subject
  int words_per_minute = 0;
};

// The person of this number. The voice is drawn from `voices`, those that espeak-ng prefers more
// often; the variant from `variants`, the files of espeak-ng's own.
SyntheticPerson make_person(const std::vector<EspeakVoice>& voices,
                            const std::vector<std::filesystem::path>& variants, int number);

// The files of espeak-ng's voice variants, sorted by name.
std::vector<std::filesystem::path> list_variants(const Espeak& espeak);

}  // namespace satchel
