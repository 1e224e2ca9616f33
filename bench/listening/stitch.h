#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trainer/data/corpus.h"

namespace satchel {

// A word in a stitched recording, in seconds from its start.
struct SpokenWord {
  double start = 0, end = 0;
  std::string label;  // a label of the lesson; `_unknown_` for any other word
};

struct StitchedRecording {
  std::vector<std::int16_t> pcm;
  std::vector<SpokenWord> words;  // in the order in which they are spoken
};

struct StitchOptions {
  double seconds = 120;
  std::uint32_t seed = 1;
  double noise_gain = 0.25;  // of the recorded noise that lies under everything
};

// Words of the test split's people, one after the other with pauses of 0.8 to 2.2 s, over the part
// of the recorded noise that training never sees. Labels take turns by chance, each as often as any
// other; the same seed and corpus give the same recording. Throws Exit::kUnusable when the corpus
// has no test clips.
StitchedRecording stitch(const Corpus& corpus, const StitchOptions& options);

}  // namespace satchel
